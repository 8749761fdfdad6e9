/**
 * Rooms for two over signald, by perfect negotiation. What is public is described in
 * `signald-client.d.ts`.
 */

import { post, RoomError, Seat } from './signald-seat.js';

export { RoomError };

const OFFER_PATIENCE_MS = 3_000; // after this an offer counts as lost
const RENEW_AT = 0.8; // of the lifetime of relay credentials
const RENEW_RETRY_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The session named in an SDP; it changes when the other side starts over. */
const sessionOf = ({ sdp }) => /^o=(\S+ \S+)/m.exec(sdp)?.[1];

export class SignalRoom extends EventTarget {
  #name; #policy; #seat;
  #state = 'idle';
  #tracks = { audio: null, video: null };
  #local = new MediaStream();
  #servers = [];
  #renewal = 0;
  #inbox = Promise.resolve();
  #gone = new AbortController();
  #pc = null;
  #polite = false;
  #offering = false;
  #offeredAt = 0;
  #early = []; // candidates that came before the description they belong to

  constructor(name, options = {}) {
    super();
    const { server = location.origin, query = '', tracks = {} } = options;
    this.#name = name;
    this.#policy = options.iceTransportPolicy ?? 'all';
    for (const [kind, track] of Object.entries(tracks)) this.#keep(kind, track);
    this.#seat = new Seat(server, name, query, this.#gone.signal, {
      seated: (params) => this.#enqueue(() => this.#sitDown(params)),
      deliver: (text) => this.#enqueue(() => this.#receive(JSON.parse(text))),
      attached: (isAttached) => this.#emit('signalling', { isAttached }),
      lost: (error) => this.#end('full', error),
    });
  }

  get name() { return this.#name; }
  get state() { return this.#state; }
  get params() { return this.#seat.params; }

  async join({ signal } = {}) {
    signal?.throwIfAborted();
    if (this.#state !== 'idle') throw new RoomError('left', 'A room object is for one visit.');
    signal?.addEventListener('abort', () => this.leave());
    this.#become('joining');
    const away = { signal: this.#gone.signal };
    window.addEventListener('pagehide', () => this.#vanish(), away);
    window.addEventListener('online', () => this.#returnOnline(), away);
    try {
      await this.#seat.take();
    } catch (error) {
      const isLeft = this.#gone.signal.aborted;
      if (!isLeft) this.#end(error.code === 'full' ? 'full' : 'failed', error);
      if (!isLeft && this.params) this.#seat.leave();
      throw isLeft ? new RoomError('left', 'The room was left while joining.', error) : error;
    }
  }

  /** Leaves the room; what it returns settles once the server and the other side know. */
  async leave() {
    if (this.#gone.signal.aborted) return;
    this.#end('left');
    if (this.params) await this.#seat.leave();
  }

  /** Sends another track of this kind, or none, without a new negotiation. */
  async setTrack(kind, track) {
    this.#keep(kind, track);
    await this.#transceiver(kind)?.sender.replaceTrack(track);
  }

  async getStats() {
    return this.#pc?.getStats();
  }

  #vanish() {
    this.#end('left');
    if (this.params) this.#seat.vanish();
  }

  #returnOnline() {
    this.#seat.refresh();
    if (this.#state === 'reconnecting') this.#pc?.restartIce();
  }

  #keep(kind, track) {
    if (this.#tracks[kind]) this.#local.removeTrack(this.#tracks[kind]);
    this.#tracks[kind] = track;
    if (track) this.#local.addTrack(track);
  }

  #transceiver(kind) {
    return this.#pc?.getTransceivers().find(({ receiver }) => receiver.track.kind === kind);
  }

  #enqueue(task) {
    this.#inbox = this.#inbox.then(async () => {
      if (!this.#gone.signal.aborted) await task();
    }).catch((error) => this.#emit('error', { error }));
  }

  async #sitDown(params) {
    this.#polite = params.is_initiator !== 'true';
    if (!this.#renewal) await this.#renewServers();
    if (this.#gone.signal.aborted) return;
    this.#connect(!this.#polite);
    this.#become(this.#polite ? 'connecting' : 'waiting');
  }

  /** Relay credentials end; a running call gets new ones before they do. */
  async #renewServers() {
    const { ice_server_url: url } = this.params;
    if (!url) return;
    let next = RENEW_RETRY_MS;
    try {
      const answer = await (await post(url, { signal: this.#gone.signal })).json();
      this.#servers = answer.iceServers;
      next = parseFloat(answer.lifetimeDuration) * 1000 * RENEW_AT || LONGEST_TIMER_MS;
      this.#pc?.setConfiguration(this.#configuration());
    } catch (error) {
      if (this.#gone.signal.aborted) return;
      this.#emit('error', { error });
      await this.#seat.reaffirm();
    }
    this.#renewal = setTimeout(() => this.#renewServers(), Math.min(next, LONGEST_TIMER_MS));
  }

  #configuration() {
    return {
      iceServers: this.#servers,
      iceTransportPolicy: this.#policy,
      bundlePolicy: 'max-bundle',
    };
  }

  #connect(isOffering) {
    this.#pc?.close();
    const pc = new RTCPeerConnection(this.#configuration());
    const remote = new MediaStream();
    this.#pc = pc;
    this.#offering = false;
    this.#early = [];
    pc.onnegotiationneeded = () => this.#offer(pc);
    pc.onicecandidate = ({ candidate }) => this.#sendCandidate(pc, candidate);
    pc.onconnectionstatechange = () => this.#follow(pc);
    pc.ontrack = ({ track }) => {
      remote.addTrack(track);
      this.#emit('track', { track, stream: remote });
    };
    if (isOffering) this.#addMedia(pc);
    else setTimeout(() => this.#offerUnasked(pc), OFFER_PATIENCE_MS);
  }

  #addMedia(pc) {
    for (const kind of ['audio', 'video']) {
      pc.addTransceiver(this.#tracks[kind] ?? kind, { streams: [this.#local] });
    }
  }

  /** The offer that waited for this newcomer may have been lost with whoever was there before. */
  #offerUnasked(pc) {
    if (pc === this.#pc && !pc.remoteDescription) this.#addMedia(pc);
  }

  async #offer(pc) {
    try {
      this.#offering = true;
      await pc.setLocalDescription();
      this.#offeredAt = Date.now();
      this.#sendDescription(pc);
    } catch (error) {
      if (pc === this.#pc) this.#emit('error', { error });
    } finally {
      this.#offering = false;
    }
  }

  #sendDescription(pc) {
    if (pc === this.#pc) this.#seat.send(pc.localDescription);
  }

  #sendCandidate(pc, candidate) {
    if (pc !== this.#pc || !candidate?.candidate) return;
    const { sdpMLineIndex: label, sdpMid: id } = candidate;
    this.#seat.send({ type: 'candidate', label, id, candidate: candidate.candidate });
  }

  #follow(pc) {
    // Alone, a browser without any address says that it failed; there was nothing to connect.
    if (pc !== this.#pc || !pc.remoteDescription) return;
    const next = { connecting: 'connecting', connected: 'connected', disconnected: 'reconnecting',
      failed: 'reconnecting' }[pc.connectionState];
    if (next && !(next === 'connecting' && this.#state === 'reconnecting')) this.#become(next);
    if (pc.connectionState === 'failed') pc.restartIce();
  }

  /** A kind that is not named is for other clients, such as `remove-candidates`. */
  async #receive(message) {
    if (message.type === 'offer') await this.#takeOffer(message);
    if (message.type === 'answer') await this.#takeAnswer(message);
    if (message.type === 'candidate') await this.#takeCandidate(message);
    if (message.type === 'bye') this.#startOver();
  }

  async #takeOffer(offer) {
    const before = this.#pc.remoteDescription;
    if (before && sessionOf(before) !== sessionOf(offer)) this.#connect(false);
    const isCollision = this.#offering || this.#pc.signalingState !== 'stable';
    if (isCollision && !this.#polite) {
      if (Date.now() - this.#offeredAt > OFFER_PATIENCE_MS) this.#sendDescription(this.#pc);
      return;
    }
    // Media that only this side's first offer named would be offered a second time.
    if (isCollision && !this.#pc.remoteDescription) this.#connect(false);
    const pc = this.#pc;
    await pc.setRemoteDescription(offer);
    for (const kind of ['audio', 'video']) await this.#answerWith(kind);
    await pc.setLocalDescription();
    this.#sendDescription(pc);
    await this.#addEarly(pc);
  }

  async #answerWith(kind) {
    const transceiver = this.#transceiver(kind);
    if (!transceiver) return;
    transceiver.direction = 'sendrecv';
    transceiver.sender.setStreams?.(this.#local);
    await transceiver.sender.replaceTrack(this.#tracks[kind]);
  }

  async #takeAnswer(answer) {
    const pc = this.#pc;
    if (pc.signalingState !== 'have-local-offer') return;
    await pc.setRemoteDescription(answer);
    if (this.#state === 'waiting') this.#become('connecting');
    await this.#addEarly(pc);
  }

  async #takeCandidate({ label, id, candidate }) {
    const init = { sdpMLineIndex: label, sdpMid: id, candidate };
    if (this.#pc.remoteDescription) await this.#add(this.#pc, init);
    else this.#early.push(init);
  }

  async #addEarly(pc) {
    for (const init of this.#early.splice(0)) await this.#add(pc, init);
  }

  /** One that fails belonged to an offer that was ignored or replaced; there are others. */
  async #add(pc, init) {
    await pc.addIceCandidate(init).catch(() => {});
  }

  /** Who remains is the initiator of the next call, and the offer waits at the server. */
  #startOver() {
    this.#polite = false;
    this.#seat.alone();
    this.#connect(true);
    this.#become('waiting');
    this.#emit('peerleft', {});
  }

  #end(state, error) {
    this.#gone.abort();
    clearTimeout(this.#renewal);
    this.#pc?.close();
    this.#pc = null;
    this.#become(state, error);
  }

  #become(state, error) {
    if (state === this.#state) return;
    this.#state = state;
    this.#emit('state', { state, error });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
