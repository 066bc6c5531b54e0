import type { MockHomeserver } from './mock-homeserver.js';
import type { MockUser } from './mock-user.js';

/** How a request is made. */
interface Asked {
  readonly by?: MockUser;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** What came back. */
interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Asks a mock homeserver something by the global `fetch`, as clients do. */
export async function ask(
  { url }: Pick<MockHomeserver, 'url'>,
  method: string,
  path: string,
  { by, body, signal }: Asked = {},
): Promise<Answered> {
  const answer = await fetch(url + path, {
    method,
    ...(by === undefined ? {} : { headers: { authorization: `Bearer ${by.accessToken}` } }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

const V3 = '/_matrix/client/v3';
const DELAYED = '/_matrix/client/v1/delayed_events';

/** Schedules an event by the endpoint of the accepted text, and tells its `delay_id`. */
export async function schedule(
  hs: Pick<MockHomeserver, 'url'>,
  by: MockUser,
  {
    roomId,
    type = 'm.room.message',
    ...body
  }: { roomId: string; type?: string; delay_ms: number; content: object; state_key?: string },
): Promise<string> {
  const path = `${V3}/rooms/${encodeURIComponent(roomId)}/delayed_event/${encodeURIComponent(type)}/${crypto.randomUUID()}`;
  return String((await ask(hs, 'PUT', path, { by, body })).body['delay_id']);
}

/** Does something with a delayed event. */
export async function act(hs: Pick<MockHomeserver, 'url'>, by: MockUser, id: string, action: string): Promise<number> {
  return (await ask(hs, 'POST', `${DELAYED}/${id}/${action}`, { by, body: {} })).status;
}
