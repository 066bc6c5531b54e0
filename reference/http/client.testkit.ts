import supertest, { type Response } from 'supertest';

import type { JsonObject } from '../matrix/json.js';
import type { Homeserver } from '../homeserver.js';

/** A registered user of a homeserver under test, who makes requests and looks at the answers. */
export interface TestUser {
  readonly userId: string;
  readonly deviceId: string;
  readonly token: string;
  get(path: string): Promise<Response>;
  put(path: string, body?: object): Promise<Response>;
  post(path: string, body?: object): Promise<Response>;
  delete(path: string, body?: object): Promise<Response>;
  /** Makes a room. */
  createRoom(request?: object): Promise<string>;
  /** Sends a text message and answers its event id. */
  say(roomId: string, text: string): Promise<string>;
  /** Syncs, with these parameters. */
  sync(parameters?: Readonly<Record<string, string>>): Promise<JsonObject & { next_batch: string }>;
}

/** Where the endpoints that have a version are. */
const V3 = '/_matrix/client/v3';

let transactions = 0;

/** Registers a user. Paths in their requests are relative to `/_matrix/client/v3`. */
export async function testUser(server: Homeserver, username: string): Promise<TestUser> {
  const registered = await supertest(server.app)
    .post(`${V3}/register`)
    .send({ username, password: 'secret', auth: { type: 'm.login.dummy' } })
    .expect(200);
  const { user_id: userId, device_id: deviceId, access_token: token } = registered.body as Record<string, string>;
  return testDevice(server, { userId: userId ?? '', deviceId: deviceId ?? '', token: token ?? '' });
}

/** A device of a user, by its access token. */
export function testDevice(server: Homeserver, device: Pick<TestUser, 'userId' | 'deviceId' | 'token'>): TestUser {
  const client = supertest(server.app);
  const auth = ['Authorization', `Bearer ${device.token}`] as const;
  const user: TestUser = {
    ...device,
    get: async (path) => client.get(V3 + path).set(...auth),
    put: async (path, body = {}) =>
      client
        .put(V3 + path)
        .set(...auth)
        .send(body),
    post: async (path, body = {}) =>
      client
        .post(V3 + path)
        .set(...auth)
        .send(body),
    delete: async (path, body = {}) =>
      client
        .delete(V3 + path)
        .set(...auth)
        .send(body),
    async createRoom(request = {}) {
      const created = await client
        .post(`${V3}/createRoom`)
        .set(...auth)
        .send(request)
        .expect(200);
      return (created.body as { room_id: string }).room_id;
    },
    async say(roomId, body) {
      const path = `${V3}/rooms/${roomId}/send/m.room.message/t${(transactions += 1)}`;
      const sent = await client
        .put(path)
        .set(...auth)
        .send({ msgtype: 'm.text', body })
        .expect(200);
      return (sent.body as { event_id: string }).event_id;
    },
    async sync(parameters = {}) {
      const answer = await client
        .get(`${V3}/sync`)
        .query(parameters)
        .set(...auth)
        .expect(200);
      return answer.body as JsonObject & { next_batch: string };
    },
  };
  return user;
}
