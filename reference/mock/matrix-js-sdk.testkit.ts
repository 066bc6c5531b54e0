import { pathToFileURL } from 'node:url';

import type * as Sdk from 'matrix-js-sdk';
import type { ICreateClientOpts, MatrixClient } from 'matrix-js-sdk';
import { setupServer } from 'msw/node';
import { expect, vi } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { MockClock } from './mock-clock.js';
import { mockHomeserver, type MockSettings } from './mock-homeserver.js';
import { MovedClock } from './moved-clock.js';
import { settled } from './settling.js';

/** The folder of another version of matrix-js-sdk, to see whether that one gets along with the homeserver, too. */
const OTHER_VERSION = process.env['MATRIX_JS_SDK'];

// Later versions expect a Node that has this.
(Promise as { withResolvers?: unknown }).withResolvers ??= function withResolvers(): unknown {
  const parts: Record<string, unknown> = {};
  parts['promise'] = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

// It tells everything that it does.
for (const level of ['trace', 'debug', 'info', 'log', 'warn', 'error'] as const) {
  vi.spyOn(console, level).mockImplementation(() => undefined);
}

/** The client under test, unmodified. */
export const sdk = (await import(
  OTHER_VERSION === undefined ? 'matrix-js-sdk' : pathToFileURL(`${OTHER_VERSION}/lib/index.js`).href
)) as typeof Sdk;

/** What clients of today expect behind the unstable flag, beside the accepted text on its own paths. */
const SPOKEN_BY_CLIENTS = ['accepted', 'w4'] as const;

/** How clients reach a homeserver: where it is, and how to let go of it. */
interface Reached {
  readonly baseUrl: string;
  readonly homeserver: Homeserver;
  readonly clock: MockClock;
  close(): Promise<void>;
}

/** A homeserver and clients of it, as the test wants them. */
export interface ClientsOfOne extends Reached {
  /** Makes a client that need not be anybody yet. */
  clientWith(options?: Partial<ICreateClientOpts>): MatrixClient;
  /** Registers as clients do, by the stages that the server asks for. */
  registered(username: string): Promise<MatrixClient>;
  /** Lets a client sync. */
  start(client: MatrixClient): Promise<void>;
  /** Registers and lets sync. */
  startedClient(username: string): Promise<MatrixClient>;
  /** Breaks every connection of a client, now and later: what is left of it when its machine loses power. */
  cutOff(client: MatrixClient): void;
}

/** The ways to a homeserver that clients are tried on. */
export const WAYS = [
  ['on a port', onPort],
  ['through the msw mock', throughMock],
] as const;

type Way = (typeof WAYS)[number][1];

async function onPort(settings: MockSettings, settle: (of: Homeserver) => Promise<void>): Promise<Reached> {
  const clock: MockClock = new MovedClock(() => settle(homeserver));
  const homeserver: Homeserver = createHomeserver({
    ...settings,
    delayedEvents: { wire: SPOKEN_BY_CLIENTS, ...settings.delayedEvents },
    clock,
  });
  const listening = await homeserver.listen();
  return { baseUrl: listening.url, homeserver, clock, close: () => listening.close() };
}

async function throughMock(settings: MockSettings): Promise<Reached> {
  const { url, handlers, homeserver, clock } = mockHomeserver({ url: 'https://hs.example', ...settings });
  const network = setupServer(...handlers);
  network.listen({ onUnhandledRequest: 'error' });
  return { baseUrl: url, homeserver, clock, close: async () => network.close() };
}

/** Starts a homeserver that clients reach in one of the ways. */
export async function clientsOf(reach: Way, settings: MockSettings = {}): Promise<ClientsOfOne> {
  let underWay = 0;
  const reached = await reach(settings, (homeserver) =>
    settled(
      () => underWay > homeserver.parkedRequests(),
      () => 'those of the clients',
    ),
  );
  const clients: MatrixClient[] = [];
  const cutOff = new Map<MatrixClient, AbortController>();

  const clientWith = (options: Partial<ICreateClientOpts> = {}): MatrixClient => {
    const power = new AbortController();
    const client = sdk.createClient({
      baseUrl: reached.baseUrl,
      ...options,
      async fetchFn(input, init) {
        power.signal.throwIfAborted();
        underWay += 1;
        try {
          const signals = [power.signal, ...(init?.signal instanceof AbortSignal ? [init.signal] : [])];
          const { body, status, headers } = await whole(fetch(input, { ...init, signal: AbortSignal.any(signals) }));
          return new Response(body, { status, headers });
        } finally {
          underWay -= 1;
        }
      },
    });
    cutOff.set(client, power);
    return client;
  };

  async function registered(username: string): Promise<MatrixClient> {
    const anonymous = clientWith();
    const stages = new sdk.InteractiveAuth({
      matrixClient: anonymous,
      doRequest: (auth) =>
        anonymous.registerRequest({ username, password: 'secret', ...(auth === null ? {} : { auth }) }),
      stateUpdated: () => expect.fail('there is a stage that takes more than a click'),
      requestEmailToken: () => Promise.reject(new Error('there is no stage by email')),
    });
    const { user_id: userId, access_token: accessToken, device_id: deviceId } = await stages.attemptAuth();
    return clientWith({ userId, accessToken: accessToken ?? '', deviceId: deviceId ?? '' });
  }

  async function start(client: MatrixClient): Promise<void> {
    clients.push(client);
    await client.startClient({ threadSupport: true, initialSyncLimit: 5 });
    await becomes(() => client.isInitialSyncComplete(), true);
  }

  return {
    ...reached,
    clientWith,
    registered,
    start,
    async startedClient(username) {
      const client = await registered(username);
      await start(client);
      return client;
    },
    cutOff: (client) => cutOff.get(client)?.abort(new TypeError('the power is gone')),
    async close() {
      for (const client of clients.splice(0)) client.stopClient();
      reached.homeserver.close();
      await reached.close();
    },
  };
}

/** An answer that has arrived to its end: until then its request is under way. */
async function whole(
  answering: Promise<Response>,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: ArrayBuffer | null }> {
  const answer = await answering;
  const body = await answer.arrayBuffer();
  return { status: answer.status, headers: answer.headers, body: body.byteLength === 0 ? null : body };
}

/** Waits, in real time, until something is as expected. */
export function becomes(value: () => unknown, expected: unknown): Promise<void> {
  return expect.poll(value, { timeout: 30_000 }).toEqual(expected);
}

/** Waits until a client knows of a room that it is in. */
export async function inRoom(client: MatrixClient, roomId: string): Promise<Sdk.Room> {
  await becomes(() => client.getRoom(roomId)?.getMyMembership(), 'join');
  const room = client.getRoom(roomId);
  if (room === null) throw new Error(`the room ${roomId} went away`);
  return room;
}

/** The texts of what a client has of a room. */
export function textsIn(client: MatrixClient, roomId: string): unknown[] {
  return (client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? []).map((event) => event.getContent()['body']);
}
