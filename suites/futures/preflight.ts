import type { Account } from '../kit/accounts/account.js';
import type { Answer } from '../kit/connection/answer.js';
import { dig } from '../kit/rooms/matrix-json.js';
import type { Preflight } from '../kit/checks/revision.js';
import type { Room } from '../kit/rooms/room.js';
import { Session } from '../kit/checks/session.js';
import type { IsToBeCleared, Target } from '../kit/targets/stage.js';
import { dueAfter } from '../kit/time/time-window.js';
import type { HttpRequest } from '../kit/connection/transport.js';
import {
  DEFAULT_DIALECT,
  type FuturesDialect,
  FUTURES_PREFIXES,
  futuresDialectSchema,
  type KnownDialect,
} from './dialect.js';
import { isLabelledAs } from '../scheduled-events/scheduled-event.js';
import { FuturesContext } from './words/futures-context.js';
import { CENTURY_MS, maximumInWords } from './words/maximum-timeout.js';

/** Timeouts that no check outlives, the longest first: servers may have a maximum (SCHED-11). Milliseconds. */
const FAR_TIMEOUTS = [3_600_000, 600_000, 60_000, 45_000];

/** What `future_timeout` is given beside it: over before that many seconds are, or only after a quarter of an hour. */
const LONGER_UNIT_PROBE = 1_000;

/** What `future_timeout` is given to find out its unit: an instant in milliseconds, some beats in seconds. */
const UNIT_PROBE = 5;

/**
 * Finds out whether a target has the `futures` revision at all and how it speaks it: prefix, method, unit, and a long
 * timeout that it accepts. Schedules a few futures in a room of its own and cancels them.
 *
 * @param fixed - what is known already and need not be found out
 * @throws NotApplicable, Inconclusive when no account or room could be had
 */
export async function preflightFutures(target: Target, fixed: KnownDialect = {}): Promise<Preflight> {
  const stage = await target.open({});
  try {
    const probe = { id: 'preflight', title: 'first look', requirements: [], needs: {}, run: () => Promise.resolve() };
    const at = (dialect: FuturesDialect): FuturesContext =>
      new FuturesContext(
        new Session(
          probe,
          target,
          stage,
          dialect,
          1,
          `${target.runName}-look-${Math.random().toString(36).slice(2, 8)}`,
        ),
      );
    let dialect = futuresDialectSchema.parse({ ...DEFAULT_DIALECT, ...fixed });
    const room = await at(dialect).alice.createRoom();

    const prefixes = fixed.prefix === undefined ? FUTURES_PREFIXES : [fixed.prefix];
    const first = await prefixOf(prefixes, room, (prefix) => at({ ...dialect, prefix }));
    if (first === undefined) {
      return { implemented: false, reason: `there is no send_future endpoint under ${prefixes.join(', ')}` };
    }
    dialect = { ...dialect, prefix: first };
    if (fixed.unit === undefined) dialect = { ...dialect, unit: await unitOf(at({ ...dialect, unit: 'ms' }), target) };
    // One context for getting a token and calling it, since it knows which tokens to keep to itself.
    const asker = at(dialect);
    const far = await firstOf(FAR_TIMEOUTS, async (timeout) => {
      const answer = await asker.tryMessage(asker.alice, room, { timeout });
      return answer.ok ? { timeout, token: answer.string('cancel_token') } : undefined;
    });
    dialect = { ...dialect, farTimeout: fixed.farTimeout ?? far?.timeout ?? DEFAULT_DIALECT.farTimeout };
    if (fixed.method === undefined && far?.token !== undefined) {
      dialect = { ...dialect, method: await methodOf(asker, far.token) };
    }
    const t = at(dialect);
    const century = await t.tryMessage(t.alice, room, { timeout: CENTURY_MS });
    await t.withdraw(century);
    return {
      implemented: true,
      dialect,
      summary: [
        `paths under ${dialect.prefix}`,
        `${dialect.method} on tokens`,
        `timeouts in ${dialect.unit}`,
        maximumInWords(century),
      ],
    };
  } finally {
    await stage.close();
  }
}

/**
 * Under which prefix the server has the revision's endpoints (Q-PREFIX). A prefix under which something is refused may
 * only be guarded; one under which a future is taken is right. Where `send_future` is nowhere to be found but
 * `state_future` is, the revision is there and broken.
 */
async function prefixOf(
  prefixes: readonly string[],
  room: Room,
  under: (prefix: string) => FuturesContext,
): Promise<string | undefined> {
  const refusing: string[] = [];
  const taking = await firstOf(prefixes, async (prefix) => {
    const t = under(prefix);
    const answer = await t.tryMessage(t.alice, room, { timeout: 1_000_000 });
    if (!answer.ok && !answer.unrecognised) refusing.push(prefix);
    return answer.ok ? prefix : undefined;
  });
  if (taking !== undefined || refusing[0] !== undefined) return taking ?? refusing[0];
  return firstOf(prefixes, async (prefix) => {
    const t = under(prefix);
    return (await t.tryState(t.alice, room, { timeout: 1_000_000 })).ok ? prefix : undefined;
  });
}

/** Which method the token endpoint understands (Q-METHOD). */
async function methodOf(t: FuturesContext, cancelToken: string): Promise<FuturesDialect['method']> {
  return (await t.callToken(cancelToken, {}, 'POST')).unrecognised ? 'PUT' : 'POST';
}

/**
 * What the server counts timeouts in (Q-UNIT): the same number is over at once, or only after some seconds. Where it
 * takes seconds, a number two hundred times as large tells a slow server from one that counts them. The lateness seen
 * here is the first that the run knows of, so that it judges nothing before it has seen any.
 */
async function unitOf(t: FuturesContext, target: Target): Promise<FuturesDialect['unit']> {
  const room = await t.alice.createRoom();
  const content = t.text('unit');
  const longer = t.text('unit, longer');
  const answer = await t.tryMessage(t.alice, room, { timeout: UNIT_PROBE, content });
  if (!answer.ok) return DEFAULT_DIALECT.unit;
  const second = await t.tryMessage(t.alice, room, { timeout: LONGER_UNIT_PROBE, content: longer });
  const inSeconds = dueAfter(answer, UNIT_PROBE * 1_000);
  const arrival = await t.eventIn(room, isLabelledAs(content), inSeconds.latest);
  if (arrival === undefined) return DEFAULT_DIALECT.unit;
  let unit: FuturesDialect['unit'] = 'ms';
  if (arrival.seenAt >= inSeconds.earliest - target.settings.clockSlack) {
    await t.letTimePass(t.beats(1));
    await t.fence(room);
    const longerCame = room.timeline.arrivals.some(({ event }) => isLabelledAs(longer)(event));
    if (!second.ok || !longerCame) unit = 's';
  }
  const due = unit === 's' ? inSeconds : dueAfter(answer, UNIT_PROBE);
  target.lateness.record(Math.max(0, arrival.seenAt - due.latest), due.latest);
  return unit;
}

/** The first thing that a question asked about each of the candidates in turn has for an answer. */
async function firstOf<C, A>(
  candidates: readonly C[],
  ask: (candidate: C) => Promise<A | undefined>,
): Promise<A | undefined> {
  for (const candidate of candidates) {
    const answer = await ask(candidate);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Cancels the futures of an account that are to be cleared, by the tokens that its listing shows (LIST-6). */
export async function cancelFutures(
  account: Account,
  send: (request: HttpRequest) => Promise<Answer>,
  dialect: FuturesDialect,
  isToBeCleared: IsToBeCleared,
): Promise<void> {
  const headers = { authorization: `Bearer ${account.accessToken}` };
  const listing = await send({ method: 'GET', path: `${dialect.prefix}/futures`, headers });
  const entries = Array.isArray(listing.json) ? listing.json : [];
  for (const entry of entries) {
    const token = dig(entry, 'response', 'cancel_token');
    if (typeof token !== 'string' || !isToBeCleared(entry)) continue;
    const path = `${dialect.prefix}/futures/${encodeURIComponent(token)}`;
    await send({ method: dialect.method, path, headers: { 'content-type': 'application/json' }, body: '{}' });
  }
}
