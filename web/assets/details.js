/** The panel that shows how the call is connected. */

import { element } from './page.js';

const HISTORY = 60; // samples, one a second
const WIDTH = 268;
const HEIGHT = 70;

const megabits = (rate) => (rate / 1e6).toFixed(rate < 1e7 ? 1 : 0);
const percent = (fraction) => `${(100 * fraction).toFixed(1)} %`;

/** From any of the names that browsers have for it, such as `AES_CM_128_HMAC_SHA1_80`. */
function cipherName(cipher) {
  const bits = /AES\D*(128|256)/.exec(cipher)?.[1];
  return bits && `AES\u2011${bits}\u2011${cipher.includes('GCM') ? 'GCM' : 'CM'}`;
}

function rows(facts, connectedInMs) {
  const { width, height, framesPerSecond } = facts.video ?? {};
  return [
    ['Time to connect', connectedInMs === null ? '–' : `${(connectedInMs / 1000).toFixed(2)} s`],
    ['Round trip', facts.roundTripMs === null ? '–' : `${Math.round(facts.roundTripMs)} ms`],
    ['Packet loss', `${percent(facts.lossIn)} in · ${percent(facts.lossOut)} out`],
    ['Video in', width ? `${width}×${height} · ${framesPerSecond} fps` : 'none'],
    ['Bit rate', facts.rateIn === null ? '–'
      : `${megabits(facts.rateIn)} Mb/s ↓ ${megabits(facts.rateOut)} ↑`],
    ['Codec', facts.codecs.join(' · ') || '–'],
    ['Encryption', [facts.dtls, cipherName(facts.cipher)].filter(Boolean).join(' · ')],
  ];
}

function node(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function hop([title, detail]) {
  const box = document.createElement('span');
  box.append(node('b', title));
  if (detail) box.append(node('small', detail));
  return box;
}

export class Details {
  #rates = [];

  reset() {
    this.#rates = [];
    element('path').replaceChildren();
    element('facts').replaceChildren();
    element('path-words').textContent = 'No connection yet.';
    this.#draw();
  }

  update(facts, path, connectedInMs) {
    if (facts.rateIn !== null) this.#rates = [...this.#rates, facts.rateIn].slice(-HISTORY);
    element('path').replaceChildren(...path.hops.map(hop));
    element('facts').replaceChildren(...rows(facts, connectedInMs)
      .flatMap(([name, value]) => [node('dt', name), node('dd', value)]));
    element('path-words').textContent = path.words;
    this.#draw();
  }

  #draw() {
    const top = Math.max(1e5, ...this.#rates) * 1.15;
    const step = WIDTH / (HISTORY - 1);
    const left = WIDTH - step * (this.#rates.length - 1);
    const points = this.#rates.map((rate, index) =>
      `${(left + index * step).toFixed(1)} ${(HEIGHT - 1 - rate / top * (HEIGHT - 2)).toFixed(1)}`);
    const line = points.length > 1 ? `M${points.join(' ')}` : '';
    const chart = element('chart');
    chart.toggleAttribute('hidden', !line);
    chart.querySelector('.line').setAttribute('d', line);
    chart.querySelector('.area').setAttribute('d',
      line && `${line} ${WIDTH} ${HEIGHT - 1} ${left.toFixed(1)} ${HEIGHT - 1}Z`);
    chart.setAttribute('aria-label', this.#summary());
  }

  #summary() {
    if (this.#rates.length < 2) return 'Bit rate: nothing received yet';
    const [least, most] = [Math.min(...this.#rates), Math.max(...this.#rates)];
    return `Bit rate over the last minute: between ${megabits(least)} and ${megabits(most)} `
      + `megabits per second, now ${megabits(this.#rates.at(-1))}`;
  }
}
