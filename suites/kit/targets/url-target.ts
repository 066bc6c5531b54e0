import { AccountSources } from '../accounts/account-sources.js';
import { Exemptions } from '../accounts/exemptions.js';
import type { Account } from '../accounts/account.js';
import { againWhenBroken } from '../connection/again-when-broken.js';
import type { Answer } from '../connection/answer.js';
import type { Needs } from '../checks/needs.js';
import { ServerClock } from '../time/server-clock.js';
import { Lateness } from '../time/lateness.js';
import { type Renewal, renewingTransport } from '../accounts/renewing-transport.js';
import { AccountPool } from '../accounts/account-pool.js';
import { SharedAccounts } from '../accounts/shared-accounts.js';
import { countedTransport } from '../connection/counted-transport.js';
import { plural } from '../checks/conclusion.js';
import { endpointOf } from '../connection/endpoint-of.js';
import { metTogether, waitingInWords } from '../connection/limit-waits.js';
import type { Activity } from './activity.js';
import { Crowded, Inconclusive } from '../checks/verdict.js';
import { RUN_BOUNDS, type RunBounds } from './run-bounds.js';
import { RoomSupply } from '../rooms/room-supply.js';
import { EarlyLeaving } from './early-leaving.js';
import { Leftovers, type SendInOrder } from './leftovers.js';
import { RunBlocker } from '../connection/run-blocker.js';
import { PacedSender, type SenderOptions } from '../connection/paced-sender.js';
import { Repeats } from '../time/repeats.js';
import { realTime } from '../time/real-time.js';
import type { TargetTime } from '../time/target-time.js';
import { accountsPlanSchema, type AccountsPlan } from './run-plan.js';
import { askServerVersions } from '../connection/server-versions.js';
import { secretsOf } from '../connection/secrets-of-plan.js';
import { restartServer } from './restart-server.js';
import { SharedRestart } from './shared-restart.js';
import { ANOTHER_RUN, newRunName, ownerOf } from './run-name.js';
import { PlacedStages, USUAL_PLACES } from './placed-stages.js';
import { RunRemarks } from './run-remarks.js';
import { REAL_TIME_SETTINGS, type Settings } from './settings.js';
import type { CleanUp, Stage, Target } from './stage.js';
import { supertestTransport } from '../connection/supertest-transport.js';
import { SecondLook } from '../connection/second-look.js';
import { SyncLoop } from '../rooms/sync-loop.js';
import type { SeenEvent } from '../rooms/matrix-json.js';
import { type HttpRequest, type Transport, TransportFailure } from '../connection/transport.js';
import { unlessEnded } from '../connection/unless-ended.js';
import { Liveness } from '../connection/liveness.js';
import { isThere, watchedTransport } from '../connection/watched-transport.js';

/** How many requests are under way at the same time, long polls aside, unless somebody wants it otherwise. */
const CONCURRENCY = 16;

/** How long cleaning up may take when the server is gone, in milliseconds: there may be nobody to clean up with. */
const CLEAN_UP_WITHOUT_SERVER_MS = 10_000;

/** The share of the time for cleaning up that is kept back for logging out. */
const FOR_LOGGING_OUT = 0.2;

/** How long no check has asked for anything before something is done for the end beside it, in milliseconds. */
const QUIET_MS = 500;

/** How often, and how far apart in milliseconds, an account is asked for while the network fails. */
const ACCOUNT_TRIES = 4;
const ACCOUNT_PAUSE_MS = 250;

/** The accounts that checks share, in the order in which they are needed. */
const SHARED = ['alice', 'bob', 'carol'] as const;

/** How a URL target is set up beyond its URL. */
export interface UrlTargetOptions {
  readonly settings?: Partial<Settings>;
  readonly accounts?: AccountsPlan;
  /** How many requests are under way at the same time, long polls aside. */
  readonly concurrency?: number;
  /** How long the whole run may take, and how long cleaning up after it, in milliseconds. */
  readonly bounds?: Partial<RunBounds>;
  /** Whether to leave everything behind. */
  readonly keep?: boolean;
  /** Headers that every request carries beside our own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificate authorities to trust beside the usual ones, in PEM form. */
  readonly ca?: string;
  /** Restarts the server, in a shell. */
  readonly restartCommand?: string;
  /** Aborted when a person stops the run. */
  readonly stop?: AbortSignal;
  /** Where to say what the run waits for. */
  readonly activity?: Activity;
  /** Replaces the connection, for tests. */
  readonly transport?: Transport;
}

/**
 * A homeserver that is reached only over HTTP, in real time. Checks share a handful of accounts and wait side by side.
 *
 * @param url - where it is: the part before `/_matrix`
 */
export function urlTarget(url: string, options: UrlTargetOptions = {}): Target {
  const { headers = {}, ca, restartCommand } = options;
  const wire = countedTransport(
    options.transport ?? supertestTransport(url, { headers, ...(ca === undefined ? {} : { ca }) }),
  );
  const clock = realTime();
  const signs = new Liveness(
    () => isThere(wire),
    () => clock.now(),
    (ms) => clock.waitUntil(clock.now() + ms),
  );
  // What the run waits for it waits for no longer when it has ended.
  const time = realTime(signs.ended);
  const watched = watchedTransport(wire, signs);
  const renewal: Renewal = {
    renew: (account) => office.renew((request) => sendLearning(renewer, looks, request), account),
    renewed: ({ name }) =>
      remarks.add(`the access token of ${name} expired, and a fresh one was had by logging in again`),
    lost: accountLost,
  };
  const transport = renewingTransport(watched, renewal);
  const concurrency = options.concurrency ?? CONCURRENCY;
  const settings = { ...REAL_TIME_SETTINGS, ...options.settings };
  const { limitWait } = settings;
  const bounds = { ...RUN_BOUNDS, ...options.bounds };
  const senders: PacedSender[] = [];
  const pacedSender = (by: Transport, counted: TargetTime, how: SenderOptions): PacedSender => {
    const made = new PacedSender(by, counted, how);
    senders.push(made);
    return made;
  };
  const sender = pacedSender(transport, time, { concurrency, limitWait, onLimitOfUser: () => shared.limitsRates() });
  /** Apart from the others, all of whom may wait for what it brings. */
  const renewer = pacedSender(watched, time, { concurrency: 1, limitWait });
  const secrets = secretsOf(options);
  const repeats = new Repeats();
  const remarks = new RunRemarks();
  const looks = new SecondLook((ms) => time.waitUntil(time.now() + ms), remarks);
  const office = new AccountSources(options.accounts ?? accountsPlanSchema.parse({}));
  const exemptions = new Exemptions(options.accounts?.adminToken);
  const leftovers = new Leftovers();
  /** The rooms in which something may be done still. */
  const inUse = new Set<string>();
  /** How many requests of checks are under way, and when there was one last. */
  const asked = { underWay: 0, last: 0 };
  const leaving = new EarlyLeaving((ended) =>
    leftovers.leaveBeside(
      async (request) => {
        while (asked.underWay > 0 || time.now() < asked.last + QUIET_MS)
          await time.waitUntil(time.now() + QUIET_MS / 4);
        return unlessEnded(signs.ended, sender.send(Number.POSITIVE_INFINITY, request));
      },
      (roomId) => inUse.has(roomId),
      ended,
    ),
  );
  const cleanUps: CleanUp[] = [];
  const loops = new Map<Account, SyncLoop>();
  const runName = newRunName();
  const restarts =
    restartCommand === undefined
      ? undefined
      : new SharedRestart(async () => {
          await leaving.stop();
          // Who is cleaning up by now needs the server.
          signs.ended.throwIfAborted();
          const absence = await signs.duringAbsence(() => restartServer(restartCommand, () => isThere(wire), clock));
          if (options.keep !== true) leaving.begin();
          return absence;
        });
  let opened = 0;
  let made = 0;

  const cancelAll = async (account: Account, send: (request: HttpRequest) => Promise<Answer>): Promise<void> => {
    const waiting = leftovers.waitingOf(account);
    for (const cleanUp of cleanUps) await cleanUp(account, unlessLimited(send), isToBeCleared, waiting);
  };
  const stages = new PlacedStages(
    async ({ accounts, names, waitingOf }) => {
      const isOf = (thing: unknown): boolean => ownerOf(thing, names) === 'this run';
      const send = unlessLimited((request) => sender.sendPatiently(0, request));
      for (const account of accounts) {
        for (const cleanUp of cleanUps) await cleanUp(account, send, isOf, waitingOf(account));
      }
    },
    () => remarks.add('the server lets only so many events of one user wait at the same time: checks took turns'),
    () => time.now(),
  );
  const pool = new AccountPool(
    newAccount,
    (account) => cancelAll(account, (request) => sender.sendPatiently(0, request)),
    () => remarks.add('the server limits how many accounts are made: checks have shared some, one after the other'),
  );
  const shared = new SharedAccounts({
    names: SHARED,
    make: newAccount,
    makeFurther: furtherAccount,
    // A further account may be missing; one that was given and does not work is a mistake to be told.
    isDecisive: (name, error) => name === SHARED[0] || error instanceof RunBlocker,
    onSpread: () =>
      remarks.count('the server limits how fast each user may ask: checks were spread over a further account'),
  });
  const overtime = setTimeout(
    () => signs.end(`the run took longer than the ${bounds.duration / 1_000} s that max-duration gives`),
    Math.min(bounds.duration, 2 ** 31 - 1),
  );
  overtime.unref();

  const lateness = new Lateness();
  const { activity } = options;
  activity?.ask(() => [
    ...waitingInWords(sender.waits.waiting, time.now()),
    ...pool.inWords(),
    ...(shared.waiting === 0
      ? []
      : [`${plural(shared.waiting, 'check')} waiting for an account with few others in it`]),
    ...stages.inWords(),
    ...repeats.inWords(),
    ...lateness.inWords(time.now()),
  ]);

  const { stop } = options;
  if (stop?.aborted === true) signs.end(endingOf(stop));
  else stop?.addEventListener('abort', () => signs.end(endingOf(stop)), { once: true });
  signs.ended.addEventListener('abort', () => void stopLoops());

  async function stopLoops(): Promise<void> {
    await Promise.all([...loops.values()].map((loop) => loop.stop()));
  }

  /** Sends what leads to an account or a token, and learns the secrets that come by. */
  function sendLearning(by: PacedSender, look: SecondLook, request: HttpRequest): Promise<Answer> {
    return learning(request, () => look.send(request, (sent) => by.sendPatiently(0, sent)));
  }

  async function learning(request: HttpRequest, send: () => Promise<Answer>): Promise<Answer> {
    const answer = await send();
    secrets.learnFrom(typeof request.body === 'string' ? request.body : undefined);
    secrets.learnFrom(answer.text);
    return answer;
  }

  function isToBeCleared(thing: unknown): boolean {
    const owner = ownerOf(thing, [runName, ...leftovers.rooms]);
    if (owner === 'another run') remarks.add(ANOTHER_RUN);
    return owner === 'this run' || owner === 'a run of old';
  }

  /** What another run sends in our accounts comes by in our syncs, whatever our own checks look at. */
  function noteOtherRun(events: readonly SeenEvent[]): void {
    if (events.some((event) => ownerOf(event, [runName]) === 'another run')) remarks.add(ANOTHER_RUN);
  }

  function keep(account: Account): void {
    leftovers.addAccount(account);
    transport.keep(account);
  }

  /** Sees to it that checks which begin from now on have another account, or else ends the run. */
  function accountLost(account: Account): void {
    const { userId } = account;
    leftovers.giveUp(account);
    const what = `the server does not know the access token of ${userId} any more`;
    if (office.limited) {
      return signs.end(`${what}: give tokens that live as long as the run does, or users with their passwords`);
    }
    remarks.add(`${what}; checks that began later had another account`);
    shared.replace(account);
  }

  async function newAccount(name: string): Promise<Account> {
    for (let failures = 0; ;) {
      made += 1;
      try {
        // A new name every time: a registration whose answer was lost may have been carried out.
        const username = `${runName}-${name}-${made}`;
        const account = await office.open((request) => sendLearning(sender, looks, request), name, username);
        keep(account);
        await exemptions.grant((request) => sendLearning(sender, looks, request), account);
        return account;
      } catch (error) {
        failures += 1;
        if (error instanceof Error) error.message = secrets.mask(error.message);
        if (signs.ended.aborted) throw signs.ended.reason;
        if (!(error instanceof TransportFailure) || failures >= ACCOUNT_TRIES) throw error;
        await time.waitUntil(time.now() + ACCOUNT_PAUSE_MS);
      }
    }
  }

  /** One more account where the server gives it at once, and nobody has to be asked for it. */
  async function furtherAccount(name: string): Promise<Account | undefined> {
    if (office.limited) return undefined;
    made += 1;
    const atOnce = (request: HttpRequest): Promise<Answer> =>
      learning(request, () => looks.send({ ...request, looksForLimits: true }, (sent) => sender.send(0, sent)));
    try {
      const account = await office.open(atOnce, name, `${runName}-${name}-${made}`);
      keep(account);
      await exemptions.grant((request) => sendLearning(sender, looks, request), account);
      return account;
    } catch {
      // Then there are as many as there were.
      return undefined;
    }
  }

  /** In order, so that no two checks wait for each other's accounts. */
  async function accountsFor(needs: Needs): Promise<Account[]> {
    const accounts: Account[] = [];
    try {
      for (const [index, name] of SHARED.slice(0, needs.accounts ?? 1).entries()) {
        const own = needs.ownAccount === 'all' || (index === 0 && needs.ownAccount === true);
        // Those who restart the server wait for each other already.
        const when = needs.restart === true ? 'at once' : 'in turn';
        accounts.push(await (own ? pool.lend(name) : shared.take(name, needs.pending ?? USUAL_PLACES, when)));
      }
      return accounts;
    } catch (error) {
      giveBack(accounts, needs);
      throw error;
    }
  }

  function giveBack(accounts: readonly Account[], { pending = USUAL_PLACES }: Needs): void {
    for (const account of accounts) {
      pool.giveBack(account);
      shared.giveBack(account, pending);
    }
  }

  /** Takes away what the run has made, in so many milliseconds; returns what could not be. The watch is over by then. */
  function clear(limit: number): Promise<string[]> {
    const look = new SecondLook((pause) => clock.waitUntil(clock.now() + pause), remarks);
    const begun = clock.now();
    activity?.begin('cleaning up');
    const within = (ms: number): SenderOptions => ({ concurrency, limitWait: ms, giveUpAt: begun + ms });
    const lastRenewer = pacedSender(wire, clock, { ...within(limit), concurrency: 1 });
    const renew = (account: Account): Promise<string> =>
      office.renew((request) => sendLearning(lastRenewer, look, request), account);
    const farewell = renewingTransport(wire, { ...renewal, renew });
    for (const account of leftovers.accounts) if (transport.keeps(account)) farewell.keep(account);
    const sendWithin = (ms: number): SendInOrder => {
      const paced = pacedSender(farewell, clock, within(ms));
      activity?.ask(() => waitingInWords(paced.waits.waiting, clock.now()));
      const once: SendInOrder = (request, order) => look.send(request, (sent) => paced.sendPatiently(order, sent));
      // A connection that breaks is no reason to leave something behind.
      return (request, order) => againWhenBroken(() => once(request, order));
    };
    const send = sendWithin(limit * (1 - FOR_LOGGING_OUT));
    return leftovers.clear(send, (account) => cancelAll(account, (request) => send(request, 0)), sendWithin(limit));
  }

  function syncOf(account: Account): SyncLoop {
    let loop = loops.get(account);
    if (loop === undefined) {
      const surroundings = {
        isAway: () => signs.isAway,
        heard: noteOtherRun,
        limited: (ms: number) => sender.waits.waited(ms),
      };
      loops.set(account, (loop = new SyncLoop(account, transport, time, surroundings)));
    }
    return loop;
  }

  return {
    name: url,
    kind: 'url',
    settings,
    lateness,
    serverClock: new ServerClock(),
    remarks,
    runName,
    roomSupply: new RoomSupply({
      now: () => time.now(),
      waitUntil: (at) => time.waitUntil(at),
      limitWait,
      remark: (sentence) => remarks.add(sentence),
      joined(account, roomId) {
        // Somebody may come into it at any time.
        inUse.add(roomId);
        leftovers.addRoom(account, roomId);
      },
    }),
    ended: signs.ended,
    reach: () => unlessEnded(signs.ended, askServerVersions(wire)),
    async open(needs: Needs): Promise<Stage> {
      repeats.enter();
      // Before anything is waited for, so that all who begin together are known to each other.
      const participant = needs.restart === true ? restarts?.enter() : undefined;
      // What restarts the server comes last: there is hardly anything left to do but to wait.
      if (participant !== undefined && options.keep !== true) leaving.begin();
      try {
        // A check begins only when nobody waits to send: what has begun is not slowed down by what has not.
        if (needs.atOnce !== true) await sender.whenIdle();
        const order = (opened += 1);
        const accounts = await accountsFor(needs);
        const listening = new Set<SyncLoop>();
        const rooms = new Set<string>();
        const stage: Stage = {
          accounts,
          asToken: options.accounts?.asToken,
          async send(request) {
            const account = accounts.find(({ accessToken }) => isTokenOf(request, accessToken));
            if (account !== undefined && shared.isCrowded(account) && sender.isHeldBack(request)) {
              throw new Crowded(
                `too many checks are ${account.userId}, and the server limits how fast each user may ask`,
              );
            }
            asked.underWay += 1;
            try {
              return await looks.send(request, (sent) => sender.send(order, sent));
            } finally {
              asked.underWay -= 1;
              asked.last = time.now();
            }
          },
          time,
          // Whatever is sent next is held back by the sender.
          waitForLimit: () => Promise.resolve(),
          syncOf(account) {
            const loop = syncOf(account);
            if (!listening.has(loop)) loop.enter();
            listening.add(loop);
            return loop;
          },
          asked: () => wire.sent,
          adopt: keep,
          joined(account, roomId) {
            rooms.add(roomId);
            inUse.add(roomId);
            leftovers.addRoom(account, roomId);
          },
          sharesRooms: () => undefined,
          leftWaiting: (account, name) => leftovers.addWaiting(account, name),
          noLongerWaiting: (account, name) => leftovers.removeWaiting(account, name),
          ...(participant === undefined ? {} : { restart: participant.restart }),
          close() {
            participant?.leave();
            for (const loop of listening) loop.leave();
            for (const roomId of rooms) inUse.delete(roomId);
            giveBack(accounts, needs);
            return Promise.resolve(repeats.leave());
          },
        };
        return await stages.place(stage, needs);
      } catch (error) {
        participant?.leave();
        repeats.leave();
        throw error;
      }
    },
    // When the run has ended there is no time left for anything, whoever else may still be on the way.
    apart: <T>(work: () => Promise<T>) =>
      unlessEnded(signs.ended, repeats.run(work)).catch((error: unknown) => {
        if (signs.ended.aborted) return undefined;
        throw error;
      }),
    letsWait(events) {
      shared.letsWait(events);
      stages.letsWait(events);
    },
    cleanUpWith: (work) => void cleanUps.push(work),
    canRestart: restarts !== undefined,
    async close() {
      // Whatever a check still does that has not ended in time would undo what is cleaned up now.
      signs.end('the run is over');
      await Promise.all([stopLoops(), leaving.stop()]);
      clearTimeout(overtime);
      const limit = signs.isGone ? Math.min(CLEAN_UP_WITHOUT_SERVER_MS, bounds.cleanUp) : bounds.cleanUp;
      const left = options.keep === true ? [] : await clear(limit);
      const giveUpAt = clock.now() + CLEAN_UP_WITHOUT_SERVER_MS;
      const last = pacedSender(wire, clock, { concurrency, limitWait: CLEAN_UP_WITHOUT_SERVER_MS, giveUpAt });
      left.push(...(await exemptions.takeBack((request) => last.sendPatiently(0, request))));
      wire.close();
      return {
        left: left.map((sentence) => secrets.mask(sentence)),
        throttledMs: Math.round(sum(senders, ({ waits }) => waits.lost)),
        limitsMet: metTogether(senders.flatMap(({ waits }) => waits.met)),
        accounts: leftovers.accounts.length,
        accountSources: office.sources,
        cleared: leftovers.cleared,
      };
    },
  };
}

function isTokenOf({ headers }: HttpRequest, accessToken: string): boolean {
  return headers['authorization'] === `Bearer ${accessToken}`;
}

function sum<T>(things: readonly T[], of: (thing: T) => number): number {
  return things.reduce((total, thing) => total + of(thing), 0);
}

/** Sends, and does not take a limit for an answer: what was not done has to be known. */
function unlessLimited(send: (request: HttpRequest) => Promise<Answer>): typeof send {
  return async (request) => {
    const answer = await send(request);
    if (answer.status === 429) throw new Inconclusive(`the server limits ${endpointOf(request)}: ${answer}`);
    return answer;
  };
}

/** Why the run cannot go on, as a sentence. */
function endingOf(ended: AbortSignal): string {
  const reason: unknown = ended.reason;
  return reason instanceof Error ? reason.message : String(reason);
}
