import { type JsonRecord, type JsonValue, isRecord } from '../kit/matrix-json.js';

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
