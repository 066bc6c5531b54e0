import { type TestUser, testUser } from '../../http/client.testkit.js';
import { type Homeserver, type HomeserverOptions, createHomeserver } from '../../homeserver.js';
import type { Json, JsonObject } from '../../matrix/json.js';
import { type VirtualClock, virtualClock } from '../../time/virtual-clock.js';
import { PATHS } from './endpoint-parts.js';
import type { DelayedEventsRevisionOptions } from './delayed-events-revision.js';

/** What a request was answered. */
export interface Answered {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Headers;
  /** Status and code, such as `400 M_BAD_JSON`; only the status when there is no code. */
  readonly summary: string;
}

/** How a request is made. */
export interface RequestOptions {
  /** Whose access token to send; alice's unless given, `null` for none. */
  readonly by?: Pick<TestUser, 'token'> | null;
  /** A body that is no text is sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A homeserver in virtual time, with two users in one room: for tests of the endpoints for delayed events. */
export interface StagedServer {
  readonly server: Homeserver;
  readonly clock: VirtualClock;
  readonly alice: TestUser;
  readonly bob: TestUser;
  readonly roomId: string;
  /** Percent-encoded, for paths. */
  readonly room: string;
  /** Makes a request exactly as written. */
  call(method: string, path: string, options?: RequestOptions): Promise<Answered>;
  /** Schedules a message of 10 s into the room, unless the body says otherwise, and answers what that was answered. */
  schedule(body?: JsonObject, options?: ScheduleOptions): Promise<Answered>;
  /** As {@link schedule}, and answers the id. */
  delayed(body?: JsonObject, options?: ScheduleOptions): Promise<string>;
  /** Does something with a delayed event. */
  act(id: string, action: string, options?: RequestOptions & At): Promise<Answered>;
  /** Looks a delayed event up. */
  look(id: string, options?: RequestOptions & At): Promise<Answered>;
  /** The events of a type that are in the room, oldest first, as a user sees them. */
  events(type?: string, by?: TestUser): Promise<(JsonObject & { unsigned: JsonObject; content: JsonObject })[]>;
  /** Lets time pass, in milliseconds. */
  pass(ms: number): void;
}

/** Where a request goes. */
export interface At {
  readonly prefix?: 'stable' | 'unstable';
}

/** How an event is scheduled. */
export interface ScheduleOptions extends At, Omit<RequestOptions, 'body'> {
  readonly type?: string;
  readonly txnId?: string;
  /** Percent-encoded. */
  readonly room?: string;
  /** With the question mark. */
  readonly query?: string;
}

const ORIGIN = 'http://localhost';
const V3 = '/_matrix/client/v3';

/** The type of the events that are scheduled unless a test says otherwise. */
export const TYPE = 'org.example.delayed';

/** Sets up a homeserver with two users in one room. */
export async function stageServer(
  delayedEvents: DelayedEventsRevisionOptions = {},
  general: Omit<HomeserverOptions, 'clock' | 'delayedEvents'> = {},
): Promise<StagedServer> {
  const clock = virtualClock();
  const server = createHomeserver({ ...general, clock, delayedEvents });
  const alice = await testUser(server, 'alice');
  const bob = await testUser(server, 'bob');
  const roomId = await alice.createRoom({ preset: 'public_chat' });
  await bob.post(`/join/${encodeURIComponent(roomId)}`);
  const room = encodeURIComponent(roomId);
  let transactions = 0;

  const call: StagedServer['call'] = async (method, path, { by = alice, body, headers = {} } = {}) => {
    const request = new Request(ORIGIN + path, {
      method,
      headers: { ...(by === null ? {} : { authorization: `Bearer ${by.token}` }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await server.handle(request);
    const text = await response.text();
    const json = (text === '' ? null : JSON.parse(text)) as Json;
    const code = (json as { errcode?: string } | null)?.errcode;
    return {
      status: response.status,
      body: json as JsonObject,
      headers: response.headers,
      summary: code === undefined ? String(response.status) : `${response.status} ${code}`,
    };
  };

  const schedule: StagedServer['schedule'] = (body = {}, options = {}) => {
    const { prefix = 'stable', type = TYPE, txnId = `delayed-${(transactions += 1)}`, query = '' } = options;
    const path = `${PATHS[prefix].rooms}/${options.room ?? room}/delayed_event/${type}/${txnId}${query}`;
    return call('PUT', path, { ...options, body: { delay_ms: 10_000, content: {}, ...body } });
  };

  return {
    server,
    clock,
    alice,
    bob,
    roomId,
    room,
    call,
    schedule,
    async delayed(body, options) {
      const answered = await schedule(body, options);
      if (answered.status !== 200) throw new Error(`scheduling was answered ${answered.summary}`);
      return String(answered.body['delay_id']);
    },
    act: (id, action, { prefix = 'stable', ...options } = {}) =>
      call('POST', `${PATHS[prefix].delayedEvents}/${id}/${action}`, { body: {}, ...options }),
    look: (id, { prefix = 'stable', ...options } = {}) => call('GET', `${PATHS[prefix].delayedEvents}/${id}`, options),
    async events(type = TYPE, by = alice) {
      const { body } = await call('GET', `${V3}/rooms/${room}/messages?dir=f&limit=1000`, { by });
      const { chunk } = body as unknown as { chunk: (JsonObject & { unsigned: JsonObject; content: JsonObject })[] };
      return chunk.filter((event) => event['type'] === type);
    },
    pass: (ms) => clock.advanceTo(clock.now() + ms),
  };
}
