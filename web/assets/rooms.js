/** Names of rooms: new ones, and those this browser was in. */

import { recall, remember } from './page.js';

const RECENT_LIMIT = 8;
const CREATED = 'signald.created';

const colours = ['amber', 'blue', 'coral', 'golden', 'green', 'indigo', 'ivory', 'jade', 'lilac',
  'olive', 'pearl', 'ruby', 'scarlet', 'silver', 'teal', 'violet'];
const animals = ['badger', 'crane', 'dolphin', 'falcon', 'gecko', 'heron', 'ibex', 'lynx', 'marten',
  'otter', 'panda', 'puffin', 'raven', 'seal', 'tapir', 'wren'];
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'; // none that look alike

/** A name nobody guesses: two words for people and 40 random bits for strangers. */
export function randomName() {
  const [colour, animal, ...rest] = crypto.getRandomValues(new Uint32Array(10));
  const tail = rest.map((number) => letters[number % letters.length]).join('');
  return `${colours[colour % colours.length]}-${animals[animal % animals.length]}-${tail}`;
}

export const addressOf = (name) => `/r/${encodeURIComponent(name)}`;

/** Rooms visited from this browser, the latest first: `{ name, at }` with `at` in ms. */
export const recentRooms = () => recall('rooms', []);

export function noteVisit(name) {
  const others = recentRooms().filter((room) => room.name !== name);
  remember('rooms', [{ name, at: Date.now() }, ...others].slice(0, RECENT_LIMIT));
}

export const forgetRooms = () => remember('rooms', []);

/** Who makes a room goes straight in; the mark lasts for one visit in this tab. */
export function markCreated(name) {
  sessionStorage.setItem(CREATED, name);
}

export function takeCreated(name) {
  const isCreated = sessionStorage.getItem(CREATED) === name;
  sessionStorage.removeItem(CREATED);
  return isCreated;
}
