import { type FuturesRevisionOptions, type Homeserver, createHomeserver } from '../../homeserver.js';
import type { Json, JsonObject } from '../../matrix/json.js';
import { type VirtualClock, virtualClock } from '../../time/virtual-clock.js';
import { type TestUser, testUser } from '../../http/client.testkit.js';

/** What a request was answered. */
export interface Answered {
  readonly status: number;
  readonly body: Json;
  /** Status and code, such as `400 M_BAD_JSON`; only the status when there is no code. */
  readonly summary: string;
}

/** A homeserver in virtual time, with two users in one room: for tests of the futures endpoints. */
export interface StagedServer {
  readonly server: Homeserver;
  readonly clock: VirtualClock;
  readonly alice: TestUser;
  readonly bob: TestUser;
  /** Percent-encoded, for paths. */
  readonly room: string;
  /** Makes a request exactly as written; a body that is no text is sent as JSON. */
  call(method: string, path: string, options?: { token?: string; body?: unknown }): Promise<Answered>;
  /** Makes a scheduling request as alice; `path` comes after the room, with its parameters. */
  schedule(path: string, content?: unknown, by?: TestUser): Promise<Answered>;
  /** Makes a request with one of the tokens of an answer. */
  use(answered: Answered, field: string, method?: string): Promise<Answered>;
  /** What a user's listing shows. */
  listed(by?: TestUser): Promise<JsonObject[]>;
  /** The events of a type that are in the room, oldest first. */
  events(type: string): Promise<JsonObject[]>;
  /** Lets time pass, in milliseconds. */
  pass(ms: number): void;
}

const ORIGIN = 'http://localhost';
const V3 = '/_matrix/client/v3';

/** Sets up a homeserver with two users in one room. */
export async function stageServer(options: FuturesRevisionOptions = {}, prefix = V3): Promise<StagedServer> {
  const clock = virtualClock();
  const server = createHomeserver({ clock, futures: options });
  const alice = await testUser(server, 'alice');
  const bob = await testUser(server, 'bob');
  const roomId = await alice.createRoom({ preset: 'public_chat' });
  await bob.post(`/join/${roomId}`);
  const room = encodeURIComponent(roomId);

  const call: StagedServer['call'] = async (method, path, { token, body } = {}) => {
    const request = new Request(ORIGIN + path, {
      method,
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await server.handle(request);
    const text = await response.text();
    const json = (text === '' ? null : JSON.parse(text)) as Json;
    const code = (json as { errcode?: string } | null)?.errcode;
    return {
      status: response.status,
      body: json,
      summary: code === undefined ? String(response.status) : `${response.status} ${code}`,
    };
  };

  return {
    server,
    clock,
    alice,
    bob,
    room,
    call,
    schedule: (path, content = {}, by = alice) =>
      call('PUT', `${prefix}/rooms/${room}/${path}`, { token: by.token, body: content }),
    use: (answered, field, method = 'POST') =>
      call(method, `${prefix}/futures/${String((answered.body as JsonObject)[field])}`),
    async listed(by = alice) {
      const { body } = await call('GET', `${prefix}/futures`, { token: by.token });
      return body as unknown as JsonObject[];
    },
    async events(type) {
      const { body } = await call('GET', `${V3}/rooms/${room}/messages?dir=f&limit=1000`, { token: alice.token });
      return (body as unknown as { chunk: JsonObject[] }).chunk.filter((event) => event['type'] === type);
    },
    pass: (ms) => clock.advanceTo(clock.now() + ms),
  };
}
