/** The camera, microphone and screen of this visitor. */

import { recall, remember } from './page.js';

const names = { audio: 'microphone', video: 'camera' };

/** Why cameras do not work here at all, with the way out. */
export function insecureWords({ host }) {
  return `Browsers give cameras and microphones only to pages that came over https, and this one `
    + `did not. Open https://${host} instead. Whoever runs the server can start it with a `
    + `certificate, or with --dev-tls for a trial. On the server's own computer, `
    + `http://localhost works too.`;
}

function problemWords(error, kind) {
  const device = kind ? names[kind] : 'camera and microphone';
  switch (error.name) {
    case 'NotAllowedError':
      return `The browser does not let this page use the ${device}. Allow it by the icon beside `
        + 'the address, then ask again. You can also join without.';
    case 'NotFoundError':
      return `No ${device} was found. You can plug one in and ask again, or join without.`;
    case 'NotReadableError':
      return `The ${device} is in use by another program. Close it and ask again.`;
    default:
      return `The ${device} cannot be opened: ${error.message || error.name}.`;
  }
}

/** Fires `change` for whatever is shown, and `track` with `{ kind, track }` for what is sent. */
export class LocalMedia extends EventTarget {
  #wishes;
  #tracks = { audio: null, video: null };
  #screen = null;
  #isOn = recall('on', { audio: true, video: true });
  #devices = recall('devices', {});

  constructor(wishes) {
    super();
    this.#wishes = wishes;
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#changed());
  }

  get microphone() { return this.#tracks.audio; }
  get isSharing() { return this.#screen !== null; }
  get canShare() { return Boolean(navigator.mediaDevices?.getDisplayMedia); }
  get hasAny() { return Boolean(this.#tracks.audio ?? this.#tracks.video); }

  has(kind) { return this.#tracks[kind] !== null; }
  isOn(kind) { return this.has(kind) && this.#isOn[kind]; }

  /** What goes to the other side. */
  get outgoing() {
    return { audio: this.#tracks.audio, video: this.#screen ?? this.#tracks.video };
  }

  /** Opens what there is; returns in words what is missing and why, or null. */
  async open() {
    const kinds = ['audio', 'video'].filter((kind) => this.#wishes[kind]);
    try {
      if (!navigator.mediaDevices) return insecureWords(location);
      if (kinds.length) await this.#take(kinds);
      return null;
    } catch (error) {
      if (error.name === 'NotAllowedError' || kinds.length === 1) {
        return problemWords(error, kinds.length === 1 ? kinds[0] : null);
      }
      return await this.#openEach(kinds);
    } finally {
      this.#changed();
    }
  }

  /** One missing device must not take the other along. */
  async #openEach(kinds) {
    const problems = [];
    for (const kind of kinds) {
      await this.#take([kind]).catch((error) => problems.push(problemWords(error, kind)));
    }
    return problems.join(' ') || null;
  }

  async #take(kinds) {
    const wanted = kinds.map((kind) => [kind, this.#constraints(kind)]);
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia(Object.fromEntries(wanted));
    } catch (error) {
      // A remembered device may be in a drawer; another one will do.
      if (error.name !== 'OverconstrainedError' || !kinds.some((kind) => this.#devices[kind])) {
        throw error;
      }
      for (const kind of kinds) delete this.#devices[kind];
      await this.#take(kinds);
      return;
    }
    for (const track of stream.getTracks()) this.#use(track);
  }

  #constraints(kind) {
    const wish = this.#wishes[kind] || true;
    const id = this.#devices[kind];
    return id ? { ...(wish === true ? {} : wish), deviceId: { exact: id } } : wish;
  }

  #use(track) {
    const { kind } = track;
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = track;
    track.enabled = this.#isOn[kind];
    track.addEventListener('ended', () => this.#drop(track));
    this.#sent(kind);
  }

  #drop(track) {
    if (this.#tracks[track.kind] !== track) return;
    this.#tracks[track.kind] = null;
    this.#sent(track.kind);
    this.#changed();
  }

  toggle(kind) {
    if (!this.has(kind)) return;
    this.#isOn = { ...this.#isOn, [kind]: !this.#isOn[kind] };
    this.#tracks[kind].enabled = this.#isOn[kind];
    remember('on', this.#isOn);
    this.#changed();
  }

  /** Switches to another device; returns in words why that failed, or null. */
  async choose(kind, deviceId) {
    const before = this.#devices;
    this.#devices = { ...before, [kind]: deviceId };
    try {
      await this.#take([kind]);
      remember('devices', this.#devices);
      return null;
    } catch (error) {
      this.#devices = before;
      return problemWords(error, kind);
    } finally {
      this.#changed();
    }
  }

  /** The devices of a kind: `{ id, label, isChosen }`. Labels are empty before permission. */
  async list(kind) {
    const devices = await navigator.mediaDevices?.enumerateDevices() ?? [];
    const chosen = this.#tracks[kind]?.getSettings().deviceId;
    return devices.filter((device) => device.kind === `${kind}input` && device.deviceId)
      .map(({ deviceId: id, label }) => ({ id, label, isChosen: id === chosen }));
  }

  /** Shares a screen or stops it; returns in words why that failed, or null. */
  async toggleScreen() {
    if (this.#screen) return this.#stopScreen();
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
      [this.#screen] = stream.getVideoTracks();
      this.#screen.addEventListener('ended', () => this.#stopScreen());
      this.#sent('video');
      this.#changed();
    } catch (error) {
      // Closing the browser's own choice of screens is no problem.
      if (error.name !== 'NotAllowedError') return problemWords(error, 'video');
    }
    return null;
  }

  #stopScreen() {
    this.#screen?.stop();
    this.#screen = null;
    this.#sent('video');
    this.#changed();
    return null;
  }

  close() {
    for (const track of [...Object.values(this.#tracks), this.#screen]) track?.stop();
    this.#tracks = { audio: null, video: null };
    this.#screen = null;
    this.#changed();
  }

  #sent(kind) {
    const detail = { kind, track: this.outgoing[kind] };
    this.dispatchEvent(new CustomEvent('track', { detail }));
  }

  #changed() {
    this.dispatchEvent(new CustomEvent('change'));
  }
}
