/** The start page. */

import { element } from './page.js';
import { addressOf, forgetRooms, markCreated, randomName, recentRooms } from './rooms.js';

const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const units = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];

function since(time) {
  const passed = Date.now() - time;
  const [unit, length] = units.find(([, ms]) => passed >= ms) ?? units.at(-1);
  return passed < 60_000 ? 'just now' : ago.format(-Math.floor(passed / length), unit);
}

function showRecent() {
  const rooms = recentRooms();
  element('recent').hidden = rooms.length === 0;
  element('rooms').replaceChildren(...rooms.map(({ name, at }) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    const title = document.createElement('b');
    const time = document.createElement('time');
    link.href = addressOf(name);
    title.textContent = name;
    time.dateTime = new Date(at).toISOString();
    time.textContent = since(at);
    link.append(title, time);
    item.append(link);
    return item;
  }));
}

const fresh = randomName();
element('new-room').href = addressOf(fresh) + location.search;
element('new-room').addEventListener('click', () => markCreated(fresh));
element('join').addEventListener('submit', (event) => {
  event.preventDefault();
  location.assign(addressOf(element('name').value) + location.search);
});
element('forget').addEventListener('click', () => {
  forgetRooms();
  showRecent();
  element('new-room').focus();
});
showRecent();
