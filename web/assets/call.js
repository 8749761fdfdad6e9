/** One visit of a room: shows what `SignalRoom` reports. */

import { show } from './controls.js';
import { echo } from './loopback.js';
import { element } from './page.js';
import { describePath } from './path.js';
import { noteVisit } from './rooms.js';
import { SignalRoom } from '../signald-client.js';
import { readStats } from './stats.js';

const TICK_MS = 1000;
const FINAL_STATES = new Set(['left', 'full', 'failed']);

const moods = { connected: 'good', reconnecting: 'warning' };

/** Fires `over` with `{ state, error, talkedMs }` when the visit has ended. */
export class Call extends EventTarget {
  #room; #media; #wishes; #details;
  #facts = null;
  #path = null;
  #isAttached = true;
  #hadPeer = false;
  #calledAt = null;
  #connectedAt = null;
  #tick = 0;
  #over = new AbortController();

  constructor(name, media, wishes, details) {
    super();
    this.#media = media;
    this.#wishes = wishes;
    this.#details = details;
    const { policy: iceTransportPolicy } = wishes;
    const tracks = media.outgoing;
    this.#room = new SignalRoom(name, { query: location.search, tracks, iceTransportPolicy });
    const until = { signal: this.#over.signal };
    const on = (type, listener) => this.#room.addEventListener(type, listener, until);
    on('state', ({ detail }) => this.#follow(detail));
    on('track', ({ detail }) => this.#receive(detail));
    on('peerleft', () => this.#forgetPeer());
    on('signalling', ({ detail }) => {
      this.#isAttached = detail.isAttached;
      this.#say();
    });
    on('error', ({ detail }) => console.warn(detail.error));
    media.addEventListener('track', ({ detail }) =>
      this.#room.setTrack(detail.kind, detail.track), until);
  }

  async start() {
    this.#details.reset();
    this.#forgetPeer();
    this.#hadPeer = false;
    try {
      await this.#room.join();
    } catch {
      return; // the state tells
    }
    noteVisit(this.#room.name);
    if (this.#room.params.is_loopback === 'true') echo(this.#room, this.#over.signal);
  }

  leave() {
    return this.#room.leave();
  }

  #follow({ state, error }) {
    if (FINAL_STATES.has(state)) return this.#finish(state, error);
    if (state === 'connecting') this.#calledAt = performance.now();
    if (state === 'connected') {
      this.#connectedAt ??= performance.now();
      this.#hadPeer = true;
      this.#tick ||= setInterval(() => this.#measure(), TICK_MS);
      this.#measure();
    }
    this.#say();
  }

  #receive({ stream }) {
    const remote = element('remote');
    if (remote.srcObject === stream) return;
    remote.srcObject = stream;
    // Browsers may want a click before a page makes sounds.
    remote.play().catch((error) => {
      element('unmute').hidden = error.name !== 'NotAllowedError';
    });
  }

  #forgetPeer() {
    clearInterval(this.#tick);
    this.#tick = 0;
    this.#facts = this.#path = this.#calledAt = this.#connectedAt = null;
    element('remote').srcObject = null;
    element('unmute').hidden = true;
    element('round-trip').textContent = '';
    this.#say();
  }

  async #measure() {
    const report = await this.#room.getStats();
    const facts = report && readStats(report, this.#facts);
    if (!facts || !this.#tick) return;
    this.#facts = facts;
    this.#path = describePath(facts, this.#wishes.policy, location.hostname);
    if (!this.#path) return;
    const connectedIn = this.#calledAt === null ? null : this.#connectedAt - this.#calledAt;
    this.#details.update(facts, this.#path, connectedIn);
    element('round-trip').textContent =
      facts.roundTripMs === null ? '' : `${Math.round(facts.roundTripMs)} ms`;
    this.#say();
  }

  #words() {
    switch (this.#room.state) {
      case 'waiting':
        return this.#hadPeer ? 'The other person left' : 'Waiting for someone to join';
      case 'connecting': return 'Connecting…';
      case 'connected': return 'Connected';
      case 'reconnecting': return this.#connectedAt === null
        ? 'No path to the other person yet. Still trying…'
        : 'Connection lost. Looking for another path…';
      default: return 'Joining…';
    }
  }

  #say() {
    const { state } = this.#room;
    const isTalking = state === 'connected' || (state === 'reconnecting' && this.#hadPeer);
    const isServerGone = !this.#isAttached;
    const more = isServerGone ? ' · server out of reach, trying again'
      : state === 'connected' && this.#path ? ` · ${this.#path.short}` : '';
    const status = element('status');
    // An announcement is repeated for every change, even to the same words.
    if (status.textContent !== this.#words() + more) {
      const rest = document.createElement('span');
      rest.className = 'more';
      rest.textContent = more;
      status.replaceChildren(this.#words(), rest);
    }
    element('pill').dataset.mood = isServerGone ? 'warning' : moods[state] ?? '';
    element('people').textContent = isTalking ? '2 of 2 people' : '1 of 2 people';
    element('remote').hidden = element('remote-label').hidden = !isTalking;
    element('waiting').hidden = isTalking;
    element('waiting-words').textContent = state !== 'waiting' ? this.#words()
      : this.#hadPeer ? 'The other person left. This link brings somebody in:'
        : 'You are the only one here. This link brings somebody in:';
    element('invite-address').hidden = state !== 'waiting';
    show(element('local'), this.#media.outgoing.video);
  }

  #finish(state, error) {
    const talkedMs = this.#connectedAt === null ? 0 : performance.now() - this.#connectedAt;
    this.#forgetPeer();
    this.#over.abort();
    this.dispatchEvent(new CustomEvent('over', { detail: { state, error, talkedMs } }));
  }
}
