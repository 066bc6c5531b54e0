import type { Answer } from '../../kit/connection/answer.js';
import type { Suite } from '../../kit/checks/check.js';
import { roomPath } from '../../kit/rooms/user.js';
import { ACTIONS, type DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { presupposeReadable } from '../words/readable-by-pages.js';
import { saysWhen } from '../words/retry-after.js';
import { toldLimits } from '../words/told-limits.js';

/** How often it is tried to be limited. Far more would be an attack. */
const BURST = 25;

/** How many requests of a burst are under way at the same time. */
const AT_ONCE = 5;

/** How often somebody waits as long as they were told to before that is said to be too short. */
const ROUNDS = 3;

/** How often a limit is reached anew where it has let a call pass again before the event was acted on. */
const TRIES = 4;

/** How a rate limit is met for certain where we set one. */
const RATES = [
  { calls: ['schedule'], requests: 4, perMs: 1_000 },
  { calls: ['send', 'cancel', 'restart', 'lookup'], requests: 4, perMs: 1_000 },
];

/** What is too fast is refused, and changes nothing (DE-RATE-2). How fast that is, nobody says (DE-RATE-1). */
export const rateLimitsSuite: Suite = {
  revision: 'delayed-events',
  area: 'rate-limits',
  checks: [
    delayedEventsCheck({
      id: 'rate-limits.refused-scheduling',
      title:
        'scheduling that a rate limit refuses gets 429 with Retry-After, schedules nothing, and can be tried again',
      requirements: ['DE-RATE-2'],
      needs: { ownAccount: true, pending: BURST + 3, wait: 3, embedded: { delayedEvents: { rateLimits: RATES } } },
      async run(t) {
        const room = await t.alice.createRoom();
        const { maxScheduled = BURST + 3 } = await toldLimits(t);
        const first = await t.schedule(t.alice, room);
        await sinceWhenUnlimited(t, first);
        const wish = t.completed({ delay: t.beats(2) });
        let made = 0;

        const refusal = await burst(Math.min(BURST, maxScheduled - 3), async () => {
          const answer = await t.trySchedule(t.alice, room, t.completed(), { patient: false });
          made += 1;
          if (isUntoldCap(t, answer))
            t.notApplicable('the server lets fewer events wait than it takes to be too fast, and has no way to say so');
          t.require(
            'DE-RATE-2',
            answer.ok || answer.status === 429,
            `request ${made} in a row to schedule got ${answer}`,
          );
          return answer;
        });

        requireRateRefusal(t, refusal, 'scheduling too fast');
        const refused = await t.trySchedule(t.alice, room, wish, { patient: false });
        if (refused.status !== 429) return;
        requireRateRefusal(t, refused, 'scheduling too fast');
        presupposeReadable(t, refused, first.answer, 'scheduling too fast');
        await requireLongEnough(t, refused, () => t.trySchedule(t.alice, room, t.completed(), { patient: false }));
        await t.requireSilence('DE-RATE-2', room, t.now() + t.beats(2), 'after it was refused by a rate limit');
        const again = await t.trySchedule(t.alice, room, wish);
        t.requireAcceptance('DE-RATE-2', again, 'a request that a rate limit had refused, said again');
        const event = t.accept('DE-RATE-2', t.alice, room, wish, again);
        // Whether it comes alone says nothing, where a limit may keep it from coming.
        await t.requireScheduled('DE-RATE-2', event, 'what was said again after a rate limit had refused it');
        await t.requireDue('DE-RATE-2', event, 'what was said again after a rate limit had refused it');
      },
    }),

    delayedEventsCheck({
      id: 'rate-limits.refused-calls-change-nothing',
      title: 'an action or a lookup that a rate limit refuses gets 429 with Retry-After, and has no effect',
      requirements: ['DE-RATE-2'],
      needs: { ownAccount: true, silence: true, embedded: { delayedEvents: { rateLimits: RATES } } },
      async run(t) {
        const room = await t.alice.createRoom();
        // What is over already, or is restarted again and again, draws on the limits and changes nothing that matters.
        const sent = await t.schedule(t.alice, room);
        await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after send');
        const cancelled = await t.schedule(t.alice, room);
        await t.cancel(cancelled);
        let event = await t.schedule(t.alice, room);
        const burnt = { send: sent, cancel: cancelled, restart: await t.schedule(t.alice, room), lookup: event };
        let before = await sinceWhenUnlimited(t, event);
        // So that a restart is noticed.
        await t.letTimePass(t.beats(0.1));
        let isLimited = false;
        let met = 0;

        for (const call of [...ACTIONS, 'lookup'] as const) {
          if (call === 'lookup' && !t.can('a lookup')) continue;
          const say = (id: DelayedEvent): Promise<Answer> =>
            call === 'lookup'
              ? t.tryLookup(t.alice, id, { patient: false })
              : t.tryAct(t.alice, id, call, { patient: false });
          for (let tries = 0; tries < TRIES; tries += 1) {
            const first = await burst(BURST, async () => {
              const answer = await say(burnt[call]);
              const isKnown = [200, 404, 409, 429].includes(answer.status);
              t.require('DE-RATE-2', isKnown, `${call}, again and again, got ${answer}`);
              return answer;
            });
            if (first === undefined) break;
            isLimited = true;
            requireRateRefusal(t, first, `${call}, too fast`);
            const refused = await say(event);
            if (refused.status === 429) {
              met += 1;
              requireRateRefusal(t, refused, `${call}, too fast`);
              presupposeReadable(t, refused, event.answer, `${call}, too fast`);
              await t.requireScheduled('DE-RATE-2', event, `after ${call} was refused by a rate limit`);
              if (before === undefined) break;
              const { since } = await t.lookup(event);
              const wrong = `${call} was refused, and delayed_since_ts went to ${String(since)}`;
              t.require('DE-RATE-2', since === before, wrong);
              break;
            }
            // By then it was not limited any more, and done.
            if (!refused.ok || call === 'lookup') continue;
            if (call === 'send') await t.requireSent('DE-ACT-5', event, refused, 'after send');
            if (call !== 'restart') event = await t.schedule(t.alice, room);
            if (t.can('a lookup')) before = (await t.lookup(event)).since;
            await t.letTimePass(t.beats(0.1));
          }
        }

        if (!isLimited) t.notApplicable(`nothing was answered with 429 in ${BURST} calls of each`);
        if (met === 0) t.notApplicable(`what was limited was so no more at the next call, ${TRIES} times in a row`);
        await t.requireNothing('DE-RATE-2', event, 'after actions were refused by a rate limit');
      },
    }),

    delayedEventsCheck({
      id: 'rate-limits.send-and-undelayed',
      title: 'whether the action send draws on the rate limit of undelayed events',
      requirements: ['Q-SEND-RATE'],
      needs: {
        ownAccount: true,
        embedded: { delayedEvents: { rateLimits: [{ calls: ['message', 'sending'], requests: 4, perMs: 1_000 }] } },
      },
      async run(t) {
        const room = await t.alice.createRoom();
        const event = await t.schedule(t.alice, room);

        const refusal = await burst(BURST, () => {
          const path = roomPath(room, 'send', 'm.room.message', t.uniqueName('txn'));
          return t.alice.request('PUT', path, { json: t.text('undelayed'), patient: false });
        });
        if (refusal === undefined) t.notApplicable(`undelayed events are not limited: ${BURST} in a row were sent`);

        const answer = await t.tryAct(t.alice, event, 'send', { patient: false });
        t.presuppose('DE-ACT-11', answer.ok || answer.status === 429, `send where events are limited got ${answer}`);
        t.observe('Q-SEND-RATE', answer.status === 429 ? 'yes' : 'no');
      },
    }),
  ],
};

/** Says something again and again, some of it at the same time, until a rate limit refuses it; returns the refusal. */
async function burst(times: number, say: () => Promise<Answer>): Promise<Answer | undefined> {
  for (let said = 0; said < times; said += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: Math.min(AT_ONCE, times - said) }, say));
    const refusal = answers.find(({ status }) => status === 429);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Judges that who waits as long as a rate limit says is not refused again each time, where that is not for long. */
async function requireLongEnough(
  t: DelayedEventsContext,
  refused: Answer,
  sayAgain: () => Promise<Answer>,
): Promise<void> {
  const told: string[] = [];
  for (let answer = refused; answer.status === 429; answer = await sayAgain()) {
    const message = `who waited as Retry-After said was refused again each time: after ${told.join(', ')} s`;
    t.require('DE-RATE-2', told.length < ROUNDS, message);
    const header = answer.headers['retry-after'] ?? '';
    if (!/^\d+$/.test(header) || Number(header) * 1_000 > t.beats(4)) return;
    told.push(header);
    await t.letTimePass(Number(header) * 1_000);
  }
}

/** Whether a refusal is that of a cap in a form that has no words for one, whose drafts have a code of its own for that. */
function isUntoldCap(t: DelayedEventsContext, { status, errcode = '' }: Answer): boolean {
  return !t.can('a capability') && status !== 429 && errcode.includes('MAX_DELAYED_EVENTS');
}

/** Judges the refusal of a rate limit; where there is none, there is nothing to judge. */
function requireRateRefusal(t: DelayedEventsContext, answer: Answer | undefined, what: string): void {
  if (answer === undefined) t.notApplicable(`no rate limit was met in ${BURST} requests in a row`);
  t.requireRefused('DE-RATE-2', answer, { status: 429, errcodes: ['M_LIMIT_EXCEEDED'] }, what);
  const header = answer.headers['retry-after'];
  t.require('DE-RATE-2', saysWhen(answer), { what, expected: 'whole seconds in Retry-After', seen: header });
  const ms = answer.body['retry_after_ms'];
  if (typeof ms !== 'number' || !/^\d+$/.test(header ?? '')) return;
  const isSame = Math.abs(Number(header) * 1_000 - ms) <= 2_000;
  t.require('DE-RATE-2', isSame, `${what}: Retry-After says ${header} s, and retry_after_ms ${ms} ms`);
}

/**
 * Presupposes that a lookup tells rightly of what waits while nothing is limited: else it says nothing of limits.
 *
 * @returns since when the event waits, in the server's words; nothing where there are no lookups
 */
async function sinceWhenUnlimited(t: DelayedEventsContext, event: DelayedEvent): Promise<unknown> {
  if (!t.can('a lookup')) return undefined;
  const { since, delayId } = await t.lookup(event);
  t.presuppose('DE-GET-3', delayId === event.delayId, {
    what: 'the delay_id of what waits',
    expected: event.delayId,
    seen: JSON.stringify(delayId),
  });
  await t.requireScheduled('DE-GET-6', event, 'before any limit was reached');
  return since;
}
