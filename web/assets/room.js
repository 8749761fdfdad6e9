/** The room page: before the call, the call, and after it. */

import { Call } from './call.js';
import { measure, show, wireDevices, wireKeys, wireSettings, wireToggles } from './controls.js';
import { Details } from './details.js';
import { LocalMedia } from './media.js';
import { element, recall, remember, say } from './page.js';
import { addressOf, takeCreated } from './rooms.js';
import { readWishes } from './wishes.js';

const COPIED_MS = 2000;

const name = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const invitation = location.origin + addressOf(name);
const wishes = readWishes(location.search);
const media = new LocalMedia(wishes);
const details = new Details();
let call = null;
let stopMeasuring = () => {};
let leaving = Promise.resolve();

function view(which) {
  document.body.dataset.view = which;
  document.title = `${name} · signald`;
}

function notice(title, words, action, run) {
  view('notice');
  element('notice-title').textContent = title;
  element('notice-words').textContent = words;
  element('again').textContent = action;
  element('again').onclick = run;
  element('notice-title').focus();
}

function lasted(ms) {
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor(ms / 1000) % 60;
  return minutes ? `${minutes} min ${seconds} s` : `${seconds} s`;
}

function over({ state, error, talkedMs }) {
  call = null;
  element('settings').close();
  media.close();
  if (state === 'full') {
    notice('This room is full', 'A room is for two, and two people are in it. Somebody who lost '
      + 'the connection keeps the place for some seconds; then it is free again.',
    'Try again', enter);
  } else if (state === 'failed') {
    notice('The room cannot be joined', error.message, 'Try again', enter);
  } else {
    notice('You left the call', talkedMs ? `It lasted ${lasted(talkedMs)}.`
      : 'Nobody else was there.', 'Rejoin', enter);
  }
}

/** Goes into the room with whatever media there is. */
async function enter() {
  if (call) return;
  const mine = new Call(name, media, wishes, details);
  call = mine;
  mine.addEventListener('over', ({ detail }) => over(detail));
  stopMeasuring();
  view('call');
  element('call').focus();
  await leaving;
  if (!media.hasAny) await media.open();
  if (call === mine) await mine.start();
  else media.close();
}

async function openMedia() {
  const words = element('preview-words');
  words.textContent = 'Waiting for your camera…';
  element('ask-again').hidden = true;
  const problem = await media.open();
  say(element('problem'), problem);
  element('ask-again').hidden = !problem || !navigator.mediaDevices;
  element('join').textContent =
    media.hasAny ? 'Join the call' : 'Join without camera and microphone';
  stopMeasuring();
  stopMeasuring = measure(media.microphone, element('level'));
  return problem;
}

function prejoin() {
  view('prejoin');
  element('join').focus();
}

function showMedia() {
  const isCameraOn = media.isOn('video');
  show(element('preview'), media.outgoing.video);
  show(element('local'), media.outgoing.video);
  element('preview').hidden = !isCameraOn;
  element('local').hidden = !isCameraOn && !media.isSharing;
  element('local').classList.toggle('mirrored', !media.isSharing);
  element('preview-words').textContent = media.has('video') ? 'Your camera is off' : 'No camera';
  element('preview-words').hidden = isCameraOn;
  element('share').setAttribute('aria-pressed', String(media.isSharing));
  element('self-label').textContent = ['You', media.isOn('audio') ? '' : 'muted',
    media.isSharing ? 'sharing' : ''].filter(Boolean).join(' · ');
}

function showDetails(isShown) {
  element('details').hidden = !isShown;
  element('show-details').setAttribute('aria-pressed', String(isShown));
}

function wireCall() {
  element('share').hidden = !media.canShare;
  element('share').addEventListener('click', () => media.toggleScreen());
  element('leave').addEventListener('click', () => { leaving = call.leave(); });
  element('unmute').addEventListener('click', async () => {
    await element('remote').play();
    element('unmute').hidden = true;
  });
  element('show-details').addEventListener('click', () => {
    const isShown = element('details').hidden;
    remember('details', isShown);
    showDetails(isShown);
  });
  showDetails(recall('details', matchMedia('(min-width: 821px)').matches));
  element('invite').hidden = !navigator.clipboard;
  element('invite').addEventListener('click', async ({ currentTarget: button }) => {
    await navigator.clipboard.writeText(invitation);
    button.firstElementChild.textContent = 'Link copied';
    setTimeout(() => { button.firstElementChild.textContent = 'Copy invite link'; }, COPIED_MS);
  });
}

element('room-name').textContent = name;
element('invite-address').textContent = invitation;
media.addEventListener('change', showMedia);
wireToggles(media);
wireDevices(media, (problem) => {
  for (const id of ['problem', 'settings-problem']) say(element(id), problem);
  if (document.body.dataset.view !== 'prejoin') return;
  stopMeasuring();
  stopMeasuring = measure(media.microphone, element('level'));
});
wireSettings();
wireKeys();
wireCall();
element('prejoin').addEventListener('submit', (event) => {
  event.preventDefault();
  enter();
});
element('ask-again').addEventListener('click', openMedia);

// Who made the room needs no look in the mirror, unless something is wrong with it.
const isCreator = takeCreated(name);
if (wishes.skipsPrejoin) {
  enter();
} else {
  if (!isCreator) prejoin();
  const problem = await openMedia();
  if (isCreator && problem) prejoin();
  if (isCreator && !problem) enter();
}
