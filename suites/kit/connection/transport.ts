/** A request as it goes over the wire. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, percent-encoded as it is to be sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Whether the server does no more when the request reaches it twice than when it does so once. */
  readonly repeatable?: boolean;
  /** Whether what it asks for waits on the server afterwards, where a server may let only so much wait. */
  readonly takesPlace?: boolean;
  /** What it asks for, where a server may limit that apart from everything else at the endpoint, such as invitations. */
  readonly asksFor?: string;
  /** Whether it gives a server much to do, as making a room does: only a few such requests are under way at once. */
  readonly laborious?: boolean;
  /** Whether it leaves alone, and its answer is read without, what other checks do in a room that it is about. */
  readonly amongOthers?: boolean;
  /** Whether a 429 may be what it looks for: then that says nothing of how fast other requests may be. */
  readonly looksForLimits?: boolean;
}

/** An answer as it came over the wire. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** How requests reach the homeserver. */
export interface Transport {
  /**
   * Sends a request and waits for the whole answer, whatever its status.
   *
   * @throws TransportFailure when no answer came
   */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer>;
  /** Lets go of its connections. */
  close(): void;
}

/** What superagent calls an answer that is larger than it may be. */
export const TOO_LARGE = 'ETOOLARGE';

/** No answer: the connection was refused, broke, or timed out. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';

  /**
   * @param message - what became of the request
   * @param code - the same as Node or OpenSSL call it, such as `ECONNREFUSED`
   */
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/** No answer, as every time that something was asked there, while other requests were answered. */
export class NeverAnswered extends TransportFailure {}
