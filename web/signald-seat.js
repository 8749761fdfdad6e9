/** The signalling half of `signald-client.js`: AppRTC's HTTP and WebSocket, made to last. */

const REGISTER_WINDOW_MS = 10_000; // the server keeps the seat of a lost socket at least so long
const POST_RETRY_MS = 1_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4_000;

export class RoomError extends Error {
  constructor(code, message, cause) {
    super(message, { cause });
    this.name = 'RoomError';
    this.code = code;
  }
}

const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(36)).join('');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function post(url, options) {
  let response;
  try {
    response = await fetch(url, { method: 'POST', ...options });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new RoomError('unreachable', 'The server cannot be reached.', cause);
  }
  if (response.ok) return response;
  throw new RoomError('server', `The server answered with status ${response.status}.`);
}

/** A seat in a room: takes it, holds it over lost sockets, and carries messages in order. */
export class Seat {
  params = null;
  #url; #query; #signal; #hooks;
  #key = randomKey();
  #socket = null;
  #attached; // a promise that there is a socket again
  #attach;
  #refused = false;
  #retry = FIRST_RETRY_MS;
  #outbox = Promise.resolve();
  #heard = false; // whether the other side is known to have a socket

  /** Hooks: `seated(params)`, `deliver(text)`, `attached(isAttached)`, `lost(error)`. */
  constructor(server, room, query, signal, hooks) {
    this.#url = (verb) => {
      const id = verb === 'join' ? '' : `/${this.params.client_id}`;
      return `${server}/${verb}/${encodeURIComponent(room)}${id}${query}`;
    };
    this.#signal = signal;
    this.#hooks = hooks;
    this.#detach();
  }

  async take() {
    await this.#join();
    await this.#register();
  }

  /** Joins again as before, for parameters that have become too old to be of use. */
  async reaffirm() {
    await this.#join().catch(() => {});
  }

  send(message) {
    const text = JSON.stringify(message);
    const sender = this.params.client_id;
    this.#outbox = this.#outbox.then(() => this.#carry(text, sender));
  }

  /** Says that nobody else is here, so that messages wait at the server for the next one. */
  alone() {
    this.#heard = false;
  }

  /** Replaces a socket that may be dead without knowing it. */
  refresh() {
    if (this.#socket) this.#lose();
  }

  /** The order is a contract: a `bye` before the leave would be answered into the void. */
  async leave() {
    await post(this.#url('leave'), { keepalive: true }).catch(() => {});
    this.#sayBye();
    const { wss_post_url: url, room_id: room, client_id: id } = this.params;
    await fetch(`${url}/${room}/${id}`, { method: 'DELETE', keepalive: true }).catch(() => {});
  }

  /** Leaves while the page goes away and nothing can be awaited. */
  vanish() {
    navigator.sendBeacon(this.#url('leave'));
    this.#sayBye();
  }

  async #join() {
    const headers = { 'Idempotency-Key': this.#key };
    const response = await post(this.#url('join'), { headers, signal: this.#signal });
    const { result, params } = await response.json();
    if (result === 'FULL') throw new RoomError('full', 'Two people are in this room already.');
    if (result !== 'SUCCESS') throw new RoomError('refused', 'The server lets nobody in just now.');
    const isNew = params.client_id !== this.params?.client_id;
    this.params = params;
    if (isNew) {
      this.#heard = params.is_initiator !== 'true';
      this.#hooks.seated(params);
    }
    for (const text of params.messages) this.#hooks.deliver(text);
  }

  #register() {
    this.#refused = false;
    const socket = new WebSocket(this.params.wss_url);
    const opened = Date.now();
    socket.onmessage = ({ data }) => this.#hear(data);
    return new Promise((resolve, reject) => {
      socket.onopen = () => {
        const { room_id: roomid, client_id: clientid } = this.params;
        socket.send(JSON.stringify({ cmd: 'register', roomid, clientid }));
        this.#socket = socket;
        this.#attach();
        this.#hooks.attached(true);
        resolve();
      };
      socket.onclose = () => {
        reject(new RoomError('unreachable', 'The server does not accept WebSockets.'));
        if (Date.now() - opened > REGISTER_WINDOW_MS) this.#retry = FIRST_RETRY_MS;
        if (this.#socket === socket) this.#lose();
      };
      this.#signal.addEventListener('abort', () => reject(this.#signal.reason));
    });
  }

  #hear(data) {
    const { msg, error } = JSON.parse(data);
    if (error) this.#refused = true;
    if (!msg) return;
    this.#heard = true;
    this.#hooks.deliver(msg);
  }

  async #carry(text, sender) {
    while (!this.#signal.aborted && sender === this.params.client_id) {
      if (this.#heard) {
        await this.#attached;
        if (sender !== this.params.client_id) return;
        this.#socket?.send(JSON.stringify({ cmd: 'send', msg: text }));
        return;
      }
      try {
        const response = await post(this.#url('message'), { body: text, signal: this.#signal });
        if ((await response.json()).result === 'SUCCESS') return;
        this.#refused = true;
        this.refresh();
        return;
      } catch {
        await pause(POST_RETRY_MS);
      }
    }
  }

  #lose() {
    const socket = this.#socket;
    this.#socket = null;
    socket.close();
    this.#detach();
    if (this.#signal.aborted) return;
    this.#hooks.attached(false);
    this.#recover();
  }

  /** First the same seat by a new socket; when that is refused or comes too late, a new one. */
  async #recover() {
    const end = Date.now() + REGISTER_WINDOW_MS;
    while (!this.#signal.aborted) {
      await pause(this.#retry * (0.5 + Math.random()));
      this.#retry = Math.min(this.#retry * 2, LAST_RETRY_MS);
      if (this.#signal.aborted) return;
      try {
        if (this.#refused || Date.now() > end) await this.#rejoin();
        await this.#register();
        return;
      } catch (error) {
        if (error.code === 'full') return void this.#hooks.lost(error);
      }
    }
  }

  /** The same key gives the same seat back, unless another took it or the server forgot it. */
  async #rejoin() {
    try {
      await this.#join();
    } catch (error) {
      if (error.code !== 'full') throw error;
      await post(this.#url('leave'), {});
      this.#key = randomKey();
      await this.#join();
    }
  }

  #detach() {
    this.#attached = new Promise((resolve) => { this.#attach = resolve; });
  }

  #sayBye() {
    if (!this.#socket) return;
    this.#socket.send(JSON.stringify({ cmd: 'send', msg: '{"type":"bye"}' }));
    this.#socket.close();
    this.#socket = null;
  }
}
