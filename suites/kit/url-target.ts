import { randomBytes } from 'node:crypto';

import type { Account } from './account.js';
import { Answer } from './answer.js';
import type { Needs } from './check.js';
import { Lateness } from './lateness.js';
import { Limiter } from './limiter.js';
import { Pace } from './pace.js';
import { Quiet } from './quiet.js';
import { realTime } from './real-time.js';
import { registerAccount } from './registration.js';
import { retryAfter } from './retry-after.js';
import { REAL_TIME_SETTINGS, type Settings } from './settings.js';
import type { Stage, Target } from './stage.js';
import { supertestTransport } from './supertest-transport.js';
import { SyncLoop } from './sync-loop.js';
import type { HttpRequest, Transport } from './transport.js';

/** How many requests are under way at the same time, long polls aside. */
const CONCURRENCY = 16;

/** How a URL target is set up beyond its URL. */
export interface UrlTargetOptions {
  readonly settings?: Partial<Settings>;
  /** Called for every account when the target is closed, while its access token still works. */
  readonly cleanUp?: (account: Account, send: (request: HttpRequest) => Promise<Answer>) => Promise<void>;
  /** Replaces the connection, for tests. */
  readonly transport?: Transport;
}

/**
 * A homeserver that is reached only over HTTP, in real time. Checks share a handful of accounts and wait side by side.
 *
 * @param url - where it is: the part before `/_matrix`
 */
export function urlTarget(url: string, options: UrlTargetOptions = {}): Target {
  const transport = options.transport ?? supertestTransport(url);
  const time = realTime();
  const limiter = new Limiter(CONCURRENCY);
  const pace = new Pace();
  const quiet = new Quiet();
  const loops = new Map<Account, SyncLoop>();
  const everyAccount: Account[] = [];
  const shared = new Map<string, Promise<Account>>();
  const runTag = randomBytes(4).toString('hex');
  let opened = 0;
  let registered = 0;

  const sendInTurn =
    (order: number) =>
    (request: HttpRequest): Promise<Answer> =>
      limiter.run(order, async () => {
        await time.waitUntil(time.now() + pace.take(time.now()));
        const sentAt = time.now();
        const raw = await transport.send(request);
        const answer = new Answer(raw, { sentAt, answeredAt: time.now() });
        const patience = retryAfter(answer);
        if (patience === undefined) pace.speedUp();
        else pace.slowDown(time.now(), patience);
        return answer;
      });

  async function newAccount(name: string, order: number): Promise<Account> {
    registered += 1;
    const account = await registerAccount(sendInTurn(order), name, `fc-${runTag}-${name}-${registered}`);
    everyAccount.push(account);
    return account;
  }

  function sharedAccount(name: string, order: number): Promise<Account> {
    let account = shared.get(name);
    if (account === undefined) {
      account = newAccount(name, order);
      // A failure is not kept: the next check tries again.
      account.catch(() => shared.delete(name));
      shared.set(name, account);
    }
    return account;
  }

  function accountsFor(needs: Needs, order: number): Promise<Account[]> {
    const names = ['alice', 'bob', 'carol'].slice(0, needs.accounts ?? 1);
    const own = needs.ownAccount === true;
    return Promise.all(
      names.map((name, index) => (own && index === 0 ? newAccount(name, order) : sharedAccount(name, order))),
    );
  }

  function syncOf(account: Account): SyncLoop {
    let loop = loops.get(account);
    if (loop === undefined) loops.set(account, (loop = new SyncLoop(account, transport, time)));
    return loop;
  }

  return {
    name: url,
    kind: 'url',
    settings: { ...REAL_TIME_SETTINGS, ...options.settings },
    lateness: new Lateness(),
    async open(needs: Needs): Promise<Stage> {
      quiet.enter();
      try {
        // A check begins only when nobody waits to send: what has begun is not slowed down by what has not.
        await limiter.run(Number.POSITIVE_INFINITY, () => Promise.resolve());
        const order = (opened += 1);
        const accounts = await accountsFor(needs, order);
        return {
          send: sendInTurn(order),
          time,
          accounts,
          syncOf,
          adopt: (account) => void everyAccount.push(account),
          close: () => Promise.resolve(quiet.leave()),
        };
      } catch (error) {
        quiet.leave();
        throw error;
      }
    },
    apart: (work) => quiet.run(work),
    async close() {
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
      const send = sendInTurn(Number.POSITIVE_INFINITY);
      await Promise.allSettled(everyAccount.map((account) => leaveNothing(account, send, options.cleanUp)));
      transport.close();
    },
  };
}

/** Cancels, leaves, forgets, logs out: as far as the server lets us. */
async function leaveNothing(
  account: Account,
  send: (request: HttpRequest) => Promise<Answer>,
  cleanUp: UrlTargetOptions['cleanUp'],
): Promise<void> {
  const headers = { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' };
  const post = (path: string): Promise<Answer> => send({ method: 'POST', path, headers, body: '{}' });
  await cleanUp?.(account, send).catch(() => undefined);
  const rooms = (await send({ method: 'GET', path: '/_matrix/client/v3/joined_rooms', headers })).body['joined_rooms'];
  for (const room of Array.isArray(rooms) ? rooms : []) {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(String(room))}`;
    await post(`${path}/leave`);
    await post(`${path}/forget`);
  }
  await post('/_matrix/client/v3/logout');
}
