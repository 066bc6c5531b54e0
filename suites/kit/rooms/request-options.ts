/** The part of a request that differs from the plainest one. */
export interface RequestOptions {
  readonly query?: Readonly<Record<string, string>> | URLSearchParams;
  /** A body that is sent as JSON. */
  readonly json?: unknown;
  /** A body that is sent as it is. */
  readonly raw?: string | Uint8Array;
  /** An access token other than the user's; `null` for none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether to wait and try again after a 429; yes unless said otherwise. */
  readonly patient?: boolean;
  /** Whether it may be sent again when no answer comes; only reading unless said otherwise. */
  readonly repeatable?: boolean;
  /** Whether what it asks for waits on the server afterwards; see {@link HttpRequest.takesPlace}. */
  readonly takesPlace?: boolean;
  /** What it asks for, where a server may limit that apart from everything else at the endpoint. */
  readonly asksFor?: string;
  /** Whether it gives a server much to do; see {@link HttpRequest.laborious}. */
  readonly laborious?: boolean;
  /** Whether it may be sent where other checks are; see {@link HttpRequest.amongOthers}. */
  readonly amongOthers?: boolean;
}
