/** Rooms for two people over a signald server: signalling, negotiation, reconnection. */

export type RoomState =
  | 'idle'
  | 'joining'
  /** Alone in the room; the next visitor will be called. */
  | 'waiting'
  | 'connecting'
  | 'connected'
  /** Media stopped flowing; paths are being looked for again. */
  | 'reconnecting'
  | 'left'
  /** Two people are in the room already. */
  | 'full'
  | 'failed';

export interface RoomOptions {
  /** Origin of the server, such as `https://example.org`. Default: the page's own. */
  server?: string;
  /** Query for the server with its `?`, such as `?debug=loopback`. Default: none. */
  query?: string;
  /** What to send at first. A kind without a track is negotiated all the same. */
  tracks?: { audio?: MediaStreamTrack | null; video?: MediaStreamTrack | null };
  /** `relay` hides this computer's addresses and sends everything through the relay. */
  iceTransportPolicy?: RTCIceTransportPolicy;
}

/** The answer of AppRTC's `/join`; some values are strings that hold JSON. */
export interface JoinParams {
  room_id: string;
  client_id: string;
  is_initiator: 'true' | 'false';
  messages: string[];
  wss_url: string;
  wss_post_url: string;
  ice_server_url: string;
  [name: string]: unknown;
}

export interface RoomEvents {
  state: CustomEvent<{ state: RoomState; error?: Error }>;
  /** A track of the other side; `stream` holds all of them and is new for each call. */
  track: CustomEvent<{ track: MediaStreamTrack; stream: MediaStream }>;
  peerleft: CustomEvent<Record<string, never>>;
  /** Whether the server is reachable. A call goes on without it. */
  signalling: CustomEvent<{ isAttached: boolean }>;
  /** Something failed that the room survives. */
  error: CustomEvent<{ error: Error }>;
}

export class RoomError extends Error {
  /**
   * `full`: two people are in the room. `left`: left or aborted while joining. `unreachable`: no
   * connection to the server. `refused`, `server`: the server said no, or answered an error.
   */
  readonly code: 'full' | 'left' | 'unreachable' | 'refused' | 'server';
}

/** One visit of one room. For another visit, make another. */
export class SignalRoom extends EventTarget {
  /** A name of letters, digits, `_` and `-`. */
  constructor(name: string, options?: RoomOptions);

  readonly name: string;
  readonly state: RoomState;
  readonly params: JoinParams | null;

  /** Takes a seat and calls who is there. Rejects with a `RoomError`; aborting leaves. */
  join(options?: { signal?: AbortSignal }): Promise<void>;
  /** Leaves; settles once the server and the other side know. A closing page leaves by itself. */
  leave(): Promise<void>;
  /** Sends another track of this kind, or none, without a new negotiation. */
  setTrack(kind: 'audio' | 'video', track: MediaStreamTrack | null): Promise<void>;
  /** The statistics of the present connection, if there is one. */
  getStats(): Promise<RTCStatsReport | undefined>;

  addEventListener<K extends keyof RoomEvents>(
    type: K,
    listener: (event: RoomEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
