import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';

/** The endpoints of the revision. */
export type Endpoint = 'send_future' | 'state_future' | 'listing' | 'token';

/** A request with which there is nothing wrong, but for whoever makes it. */
export interface ProperRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly json?: JsonRecord;
}

/**
 * A request that an endpoint takes; each one that schedules is another one.
 *
 * @param token - what to call, where it is the endpoint of tokens
 */
export function properRequest(t: FuturesContext, room: Room, endpoint: Endpoint, token: string): ProperRequest {
  const timeout = `future_timeout=${t.timeoutParameter(t.far)}`;
  switch (endpoint) {
    case 'send_future': {
      const path = `${t.roomPath(room.id)}/send_future/m.room.message/${t.uniqueName('txn')}?${timeout}`;
      return { method: 'PUT', path, json: t.text('by any request') };
    }
    case 'state_future': {
      const path = `${t.roomPath(room.id)}/state_future/org.example.status/${t.uniqueName('key')}?${timeout}`;
      return { method: 'PUT', path, json: t.text('by any request') };
    }
    case 'listing':
      return { method: 'GET', path: `${t.dialect.prefix}/futures` };
    case 'token': {
      const path = `${t.dialect.prefix}/futures/${encodeURIComponent(token)}`;
      return { method: t.dialect.method, path, json: {} };
    }
  }
}
