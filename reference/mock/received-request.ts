import type { Json } from '../matrix/json.js';

/** A request as it came to a mock homeserver, and what it was answered. */
export interface ReceivedRequest {
  readonly method: string;
  /** The path, with its escapes as they were sent. */
  readonly path: string;
  /** The query's parameters, decoded; the last one of each name. */
  readonly query: Readonly<Record<string, string>>;
  /** The body: what it says as JSON, else its text; `undefined` when there is none. */
  readonly body: Json | undefined;
  /** Whose access token came with it. */
  readonly userId: string | undefined;
  /** When it came, in milliseconds since the Unix epoch, by the homeserver's time. */
  readonly at: number;
  /** The status of the answer; `undefined` while there is none, and when it never came to that. */
  readonly status: number | undefined;
}

/** Reads a request. */
export function receivedRequest(
  request: Request,
  body: Buffer | undefined,
  { at, userOf }: { readonly at: number; readonly userOf: (token: string) => string | undefined },
): ReceivedRequest {
  const { pathname, searchParams } = new URL(request.url);
  const token =
    /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? searchParams.get('access_token');
  return {
    method: request.method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    body: body === undefined || body.length === 0 ? undefined : jsonOrText(body.toString()),
    userId: token === null ? undefined : userOf(token),
    at,
    status: undefined,
  };
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
