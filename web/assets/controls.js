/** What shows and switches local media on the page: toggles, device lists, previews, keys. */

import { element, recall, remember, say } from './page.js';

/** Keeps a video element showing a track, or nothing. */
export function show(video, track) {
  const shown = video.srcObject?.getVideoTracks()[0] ?? null;
  if (shown === track) return;
  video.srcObject = track ? new MediaStream([track]) : null;
}

export function wireToggles(media) {
  for (const button of document.querySelectorAll('[data-toggle]')) {
    const kind = button.dataset.toggle;
    button.addEventListener('click', () => media.toggle(kind));
    media.addEventListener('change', () => {
      button.disabled = !media.has(kind);
      button.setAttribute('aria-pressed', String(!media.isOn(kind)));
    });
  }
}

/** Fills the lists of devices and switches when another is chosen. */
export function wireDevices(media, report) {
  for (const select of document.querySelectorAll('[data-device]')) {
    const kind = select.dataset.device;
    select.addEventListener('change', async () => report(await media.choose(kind, select.value)));
    const fill = async () => {
      const devices = await media.list(kind);
      const options = devices.map(({ id, label, isChosen }, index) =>
        new Option(label || `Device ${index + 1}`, id, isChosen, isChosen));
      if (!options.length) options.push(new Option('None found', ''));
      select.disabled = !devices.length;
      select.replaceChildren(...options);
    };
    media.addEventListener('change', fill);
  }
}

/** Shows how loud a microphone is, ten times a second; returns what stops it. */
export function measure(track, meter) {
  if (!track) return () => {};
  const context = new AudioContext();
  const stop = new AbortController();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  const samples = new Float32Array(analyser.fftSize);
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  // Some browsers start no audio before the first click or key.
  for (const type of ['pointerdown', 'keydown']) {
    document.addEventListener(type, () => context.resume(), { signal: stop.signal });
  }
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    meter.value = Math.min(1, 2 * Math.max(...samples.map(Math.abs)));
  }, 100);
  return () => {
    clearInterval(timer);
    stop.abort();
    meter.value = 0;
    if (context.state !== 'closed') context.close();
  };
}

/** The settings dialog with its switch for the letter keys. */
export function wireSettings() {
  const dialog = element('settings');
  const useKeys = element('use-keys');
  const apply = () => { element('keys').hidden = !useKeys.checked; };
  useKeys.checked = recall('keys', true);
  useKeys.addEventListener('change', () => {
    remember('keys', useKeys.checked);
    apply();
  });
  element('show-settings').addEventListener('click', () => {
    say(element('settings-problem'), null);
    dialog.showModal();
  });
  apply();
}

/** Letter keys press the button that names them in `aria-keyshortcuts`. */
export function wireKeys() {
  document.addEventListener('keydown', (event) => {
    const isTaken = event.ctrlKey || event.altKey || event.metaKey || event.repeat
      || event.target.closest('input, select, dialog');
    if (isTaken || !element('use-keys').checked) return;
    const key = CSS.escape(event.key.toUpperCase());
    const button = document.querySelector(`.controls [aria-keyshortcuts="${key}"]`);
    if (button?.checkVisibility()) button.click();
  });
}
