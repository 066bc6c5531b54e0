import { randomBytes } from 'node:crypto';

import { AccountOffice } from './accounts/account-office.js';
import type { Account } from './accounts/account.js';
import { Answer } from './answer.js';
import type { Needs } from './check.js';
import { Lateness } from './lateness.js';
import { Leftovers } from './leftovers.js';
import { Limiter } from './limiter.js';
import { Pace } from './pace.js';
import { Quiet } from './quiet.js';
import { realTime } from './real-time.js';
import { retryAfter } from './retry-after.js';
import { accountsPlanSchema, type AccountsPlan } from './run-plan.js';
import { REAL_TIME_SETTINGS, type Settings } from './settings.js';
import type { Stage, Target } from './stage.js';
import { supertestTransport } from './supertest-transport.js';
import { SyncLoop } from './sync-loop.js';
import type { HttpRequest, Transport } from './transport.js';

/** How many requests are under way at the same time, long polls aside, unless somebody wants it otherwise. */
const CONCURRENCY = 16;

/** How long an answer is waited for, in milliseconds; long polls have no limit. */
const ANSWER_LIMIT_MS = 60_000;

/** How long one request around the checks is tried again and again while the server answers 429, in milliseconds. */
const PATIENCE_WITH_LIMITS_MS = 60_000;

/** The accounts that checks share, in the order in which they are needed. */
const SHARED = ['alice', 'bob', 'carol'] as const;

/** How a URL target is set up beyond its URL. */
export interface UrlTargetOptions {
  readonly settings?: Partial<Settings>;
  readonly accounts?: AccountsPlan;
  /** How many requests are under way at the same time, long polls aside. */
  readonly concurrency?: number;
  /** Cancels what the revision's checks have left running in an account. */
  readonly cancelAll?: (account: Account, send: (request: HttpRequest) => Promise<Answer>) => Promise<void>;
  /** Whether to leave everything behind. */
  readonly keep?: boolean;
  /** Headers that every request carries beside our own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificate authorities to trust beside the usual ones, in PEM form. */
  readonly ca?: string;
  /** Replaces the connection, for tests. */
  readonly transport?: Transport;
}

/**
 * A homeserver that is reached only over HTTP, in real time. Checks share a handful of accounts and wait side by side.
 *
 * @param url - where it is: the part before `/_matrix`
 */
export function urlTarget(url: string, options: UrlTargetOptions = {}): Target {
  const { headers = {}, ca } = options;
  const transport = options.transport ?? supertestTransport(url, { headers, ...(ca === undefined ? {} : { ca }) });
  const time = realTime();
  const limiter = new Limiter(options.concurrency ?? CONCURRENCY);
  const pace = new Pace();
  const quiet = new Quiet();
  const office = new AccountOffice(options.accounts ?? accountsPlanSchema.parse({}));
  const leftovers = new Leftovers();
  const loops = new Map<Account, SyncLoop>();
  const runTag = randomBytes(4).toString('hex');
  let shared: Promise<Map<string, Account | Error>> | undefined;
  let opened = 0;
  let made = 0;

  const sendInTurn =
    (order: number) =>
    (request: HttpRequest): Promise<Answer> =>
      limiter.run(order, async () => {
        await time.waitUntil(time.now() + pace.take(time.now()));
        const sentAt = time.now();
        const raw = await transport.send(request, AbortSignal.timeout(ANSWER_LIMIT_MS));
        const answer = new Answer(raw, { sentAt, answeredAt: time.now() });
        const patience = retryAfter(answer);
        if (patience === undefined) pace.speedUp();
        else pace.slowDown(time.now(), patience);
        return answer;
      });

  /** As {@link sendInTurn}, but a 429 is waited out, as long as it asks for what a run can give. */
  const sendPatiently =
    (order: number) =>
    async (request: HttpRequest): Promise<Answer> => {
      const giveUpAt = time.now() + PATIENCE_WITH_LIMITS_MS;
      for (;;) {
        const answer = await sendInTurn(order)(request);
        const wait = retryAfter(answer);
        if (wait === undefined || time.now() + wait > giveUpAt) return answer;
        await time.waitUntil(time.now() + wait);
      }
    };

  async function newAccount(name: string): Promise<Account> {
    made += 1;
    const account = await office.open(sendPatiently(0), name, `fc-${runTag}-${name}-${made}`);
    leftovers.addAccount(account);
    return account;
  }

  /** All three at once and in order, so that given accounts go to those who need them most. */
  async function openShared(): Promise<Map<string, Account | Error>> {
    const accounts = new Map<string, Account | Error>();
    for (const name of SHARED) {
      const first = name === SHARED[0];
      accounts.set(name, first ? await newAccount(name) : await newAccount(name).catch((error: Error) => error));
    }
    return accounts;
  }

  async function accountsFor(needs: Needs): Promise<Account[]> {
    shared ??= openShared();
    const known = await shared;
    return Promise.all(
      // Asynchronous, so that one that is missing does not leave another one's failure to nobody.
      SHARED.slice(0, needs.accounts ?? 1).map(async (name, index) => {
        if (index === 0 && needs.ownAccount === true) return newAccount(name);
        const account = known.get(name);
        if (account === undefined || account instanceof Error) throw account ?? new Error(`no account called ${name}`);
        return account;
      }),
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
        return {
          accounts: await accountsFor(needs),
          send: sendInTurn(order),
          time,
          syncOf,
          adopt: (account) => leftovers.addAccount(account),
          joined: (account, roomId) => leftovers.addRoom(account, roomId),
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
      const send = sendPatiently(0);
      const cancelAll = async (account: Account): Promise<void> => options.cancelAll?.(account, send);
      const left = options.keep === true ? [] : await leftovers.clear(send, cancelAll);
      transport.close();
      return { left, throttledMs: Math.round(pace.lost) };
    },
  };
}
