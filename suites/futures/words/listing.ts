import { type JsonRecord, type JsonValue, isRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Future } from './future.js';
import { sendTokenOf } from './send-token.js';

/** One entry of the listing, taken apart. */
export interface ListedFuture {
  /** The entry as it came. */
  readonly entry: JsonRecord;
  readonly url: string;
  readonly kind: string;
  readonly roomId: string;
  readonly type: string;
  /** The transaction id of a message future, the state key of a state future. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly body: JsonValue | undefined;
  readonly response: JsonRecord;
}

/** Takes a listing entry apart; `undefined` when its `url` does not have the form of a scheduling request's path. */
export function parseListed(entry: JsonValue): ListedFuture | undefined {
  if (!isRecord(entry) || typeof entry['url'] !== 'string') return undefined;
  const url = entry['url'];
  const [path = '', search = ''] = url.split(/\?(.*)/s);
  const match = /\/rooms\/([^/]+)\/(send_future|state_future|send|state)\/([^/]+)(?:\/([^/]*))?$/.exec(path);
  if (match === null) return undefined;
  try {
    const [roomId = '', kind = '', type = '', key = ''] = match.slice(1).map((part) => decodeURIComponent(part ?? ''));
    const response = isRecord(entry['response']) ? entry['response'] : {};
    return { entry, url, kind, roomId, type, key, query: new URLSearchParams(search), body: entry['body'], response };
  } catch {
    return undefined;
  }
}

/**
 * A future's entry in a listing: the one with its send token, or else one of the path by which it was scheduled, with a
 * send token that nobody knows.
 *
 * @param known - all send tokens that were given out
 */
export function findEntry(
  entries: readonly JsonRecord[],
  future: Future,
  known: ReadonlySet<string>,
): JsonRecord | undefined {
  const tokenOf = ({ response }: JsonRecord): string => (isRecord(response) ? (sendTokenOf(response) ?? '') : '');
  return (
    entries.find((entry) => tokenOf(entry) === future.sendToken) ??
    entries.find((entry) => !known.has(tokenOf(entry)) && isOfPath(entry, future))
  );
}

/** An entry of a room that has a send token which was never given out. */
export function findForeignEntry(
  entries: readonly JsonRecord[],
  room: Room,
  known: ReadonlySet<string>,
): JsonRecord | undefined {
  return entries.find((entry) => {
    const listed = parseListed(entry);
    return listed?.roomId === room.id && !known.has(sendTokenOf(listed.response) ?? '');
  });
}

/** Whether a listing entry is of the path by which a future was scheduled. */
function isOfPath(entry: JsonRecord, { room, type, stateKey, txnId }: Future): boolean {
  const listed = parseListed(entry);
  return listed?.roomId === room.id && listed.type === type && listed.key === (stateKey ?? txnId);
}
