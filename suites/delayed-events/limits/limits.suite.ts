import type { Answer } from '../../kit/connection/answer.js';
import type { Suite } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Phrase, WireForm } from '../wire/wire-form.js';
import type { DelayedEventWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';
import { pastRates } from '../words/retry-after.js';
import { TEN_YEARS, maximumOf, saysSwitchedOff, toldLimits } from '../words/told-limits.js';
import { capChecks } from './cap.checks.js';
import { limitSequenceChecks } from '../sequences/sequences.checks.js';
import { limitRaceChecks } from '../races/races.checks.js';

/** Where limits are read of. */
const TOLD: readonly Phrase[] = ['a capability'];

/** Messages and state. */
const KINDS = { 'a message': {}, state: { stateKey: 'desk' }, 'state with an empty key': { stateKey: '' } } as const;

/** Delays of which some servers hold only a part: 32 bits, 53, 64, or none of their own. Milliseconds. */
const HUGE = [2 ** 32 + 5_000, Number.MAX_SAFE_INTEGER, 2 ** 60, 2 ** 64 + 2 ** 16];

/** The longest delay, and how many events may wait (DE-LIM-1 to DE-LIM-7). */
export const limitsSuite: Suite = {
  revision: 'delayed-events',
  area: 'limits',
  checks: [
    delayedEventsCheck({
      id: 'limits.maximum-accepted',
      title: 'a delay of just the maximum is accepted, for messages and for state',
      requirements: ['DE-LIM-1'],
      async run(t) {
        const maximum = await maximumOf(t);
        const room = await t.alice.createRoom();

        for (const [what, wish] of Object.entries(KINDS)) {
          const full = t.completed({ ...wish, delay: maximum });
          const answer = await t.trySchedule(t.alice, room, full);

          // Where a little less is refused as well, it is another maximum than the one that is told.
          const isTold =
            answer.ok || (await t.trySchedule(t.alice, room, t.completed({ ...wish, delay: maximum - 1 }))).ok;
          t.presuppose(
            whereTold(t),
            isTold,
            `the maximum is ${maximum} ms, and that and one less are refused: ${answer}`,
          );
          t.requireAcceptance('DE-LIM-1', answer, `scheduling ${what} in just the maximum of ${maximum} ms`);
          const event = t.accept('DE-LIM-1', t.alice, room, full, answer);
          await t.requireScheduled('DE-LIM-1', event, `${what} with the longest delay`);
          if (!t.can('a lookup')) continue;
          const { delay } = await t.lookup(event);
          const told = { what: `the delay of ${what}`, expected: String(maximum), seen: String(delay) };
          t.presuppose('DE-GET-3', delay === maximum, told);
        }
      },
    }),

    delayedEventsCheck({
      id: 'limits.longer-refused',
      title: 'a delay longer than the maximum is refused with M_DELAY_TOO_LARGE, for messages and for state',
      requirements: ['DE-LIM-2'],
      async run(t) {
        const limits = await toldLimits(t);
        if (saysSwitchedOff(limits)) t.notApplicable('delayed events are switched off');
        const { maxDelay } = limits;
        const room = await t.alice.createRoom();
        await t.schedule(t.alice, room);
        const longer = maxDelay === undefined ? [TEN_YEARS] : [maxDelay + 1, 2 * maxDelay + 1];

        for (const delay of longer) {
          for (const [what, wish] of Object.entries(KINDS)) {
            const answer = await tooLong(t, room, { ...wish, delay });
            if (maxDelay === undefined && answer.ok) t.notApplicable('the server has no maximum delay');
            if (delay - 1 === maxDelay && answer.ok) await presupposeNoOther(t, room, maxDelay);
            t.requireRefused('DE-LIM-2', answer, t.refusal('too long'), `scheduling ${what} in ${delay} ms`);
          }
        }
      },
    }),

    delayedEventsCheck({
      id: 'limits.huge-delays-refused',
      title:
        'delays that do not fit into 32 bits, or hardly or not into a number, are refused where they exceed the maximum',
      requirements: ['DE-LIM-2'],
      needs: { words: TOLD },
      async run(t) {
        const maximum = await maximumOf(t);
        const room = await t.alice.createRoom();
        await t.schedule(t.alice, room);

        for (const delay of HUGE.filter((huge) => huge > maximum)) {
          const answer = await tooLong(t, room, { delay });
          t.presuppose('DE-ERR-1', answer.status < 500, `a delay of ${delay} ms got ${answer}`);
          // Whether that is too long or no number at all is the server's to say.
          const isNone = delay > Number.MAX_SAFE_INTEGER && answer.status === 400;
          const status = isNone ? 400 : t.refusal('too long').status;
          t.requireRefused('DE-LIM-2', answer, { status }, `a delay of ${delay} ms`);
        }
        t.require('DE-LIM-2', true, 'all that exceed the maximum were refused');
      },
    }),

    delayedEventsCheck({
      id: 'limits.too-long-stores-nothing',
      title: 'of a request whose delay is too long nothing is stored, and nothing comes of it',
      requirements: ['DE-LIM-2'],
      needs: { wait: 3 },
      async run(t) {
        const maximum = await maximumOf(t);
        const room = await t.alice.createRoom();
        const control = await t.schedule(t.alice, room, { delay: Math.min(t.beats(3), maximum) });

        for (const wish of Object.values(KINDS)) {
          const answer = await tooLong(t, room, { ...wish, delay: maximum + 1 });
          const isStored = answer.string('delay_id') !== undefined;
          if (answer.ok) await presupposeNoOther(t, room, maximum);
          t.require(
            'DE-LIM-2',
            answer.refused && !isStored,
            `a delay of more than ${maximum} ms was answered ${answer}`,
          );
        }

        await t.requireDue('DE-SEND-1', control, 'an event with a shorter delay');
        await t.requireNothing('DE-LIM-2', control, 'after longer delays were refused');
      },
    }),

    delayedEventsCheck({
      id: 'limits.maximum-in-the-error',
      title: 'where the error for too long a delay names the maximum in a field, that is the maximum',
      requirements: ['DE-LIM-3'],
      async run(t) {
        const maximum = await maximumOf(t);
        const answer = await tooLong(t, await t.alice.createRoom(), { delay: maximum + 1 });

        const named = Object.entries(answer.body).filter(([field]) => field.includes('max_delay'));
        for (const [field, value] of named) {
          t.require('DE-LIM-3', value === maximum, `the maximum is ${maximum} ms, and the error has ${field} ${value}`);
        }
        t.require('DE-LIM-3', answer.refused, `a delay of more than ${maximum} ms was answered ${answer}`);
      },
    }),

    delayedEventsCheck({
      id: 'limits.unstable-code',
      title: 'on the unstable path too long a delay is refused with either spelling of the code',
      requirements: ['DE-LIM-2', 'DE-UNST-3', 'Q-UNSTABLE-CODE'],
      needs: { words: TOLD },
      async run(t) {
        const maximum = await maximumOf(t);
        const form = t.unstableForm ?? t.notApplicable('there are no unstable paths');
        const unstable = 'ORG.MATRIX.MSC4140_DELAY_TOO_LARGE';
        const { errcodes = [] } = form.refusals['too long'];
        if (!errcodes.includes(unstable)) t.notApplicable('this form has another error for too long a delay');
        const room = await t.alice.createRoom();
        const allowed = await t.trySchedule(t.alice, room, t.completed(), {}, form);
        if (allowed.unrecognised) t.notApplicable('there is no such path to schedule events');
        t.requireAcceptance('DE-LIM-2', allowed, 'scheduling on the unstable path');

        const answer = await tooLong(t, room, { delay: maximum + 1 }, form);

        const what = 'too long a delay on the unstable path';
        t.requireRefused('DE-LIM-2', answer, { status: form.refusals['too long'].status }, what);
        t.requireRefused('DE-UNST-3', answer, form.refusals['too long'], what);
        t.observe('Q-UNSTABLE-CODE', answer.errcode === unstable ? 'unstable' : 'stable');
      },
    }),

    delayedEventsCheck({
      id: 'limits.which',
      title: 'whether there is a maximum delay, a cap on waiting events, or both',
      requirements: ['Q-LIMITS'],
      needs: { words: TOLD },
      async run(t) {
        const { maxDelay, maxScheduled } = await toldLimits(t);
        t.observe('Q-LIMITS', maxDelay !== undefined && maxScheduled !== undefined ? 'both' : 'fewer');
      },
    }),

    delayedEventsCheck({
      id: 'limits.switched-off',
      title: 'where delayed events are switched off, scheduling is refused with 403 M_FORBIDDEN',
      requirements: ['DE-LIM-7'],
      needs: { wait: 1, embedded: { delayedEvents: { maxDelay: 0 } } },
      async run(t) {
        const limits = await toldLimits(t);
        if (t.can('a capability') && !saysSwitchedOff(limits)) t.notApplicable('delayed events are switched on');
        const room = await t.alice.createRoom();
        const { status, errcodes = [] } = t.refusal('switched off');

        for (const [what, wish] of Object.entries(KINDS)) {
          const full = t.completed({ ...wish, delay: t.beats(1) });
          const answer = await t.trySchedule(t.alice, room, full, { patient: false });
          // A rate or a cap refuses what could be scheduled at another time.
          const isOn = answer.ok || answer.status === 429;
          if (isOn && !t.can('a capability')) t.notApplicable('delayed events are switched on');
          t.presuppose('DE-CAP-5', !answer.ok, `the capability has a 0, and ${what} was scheduled: ${answer}`);
          t.presuppose('DE-ERR-1', answer.refused, `scheduling ${what} where that is switched off: got ${answer}`);
          const isRight = answer.status === status && errcodes.includes(answer.errcode ?? '');
          t.advise('DE-LIM-7', isRight, {
            what: `scheduling ${what} where that is switched off`,
            expected: status,
            seen: answer,
          });
        }
        if (t.otherForm !== undefined) {
          const wish = t.completed({ delay: t.beats(1) });
          const answer = await t.trySchedule(t.alice, room, wish, { patient: false }, t.otherForm);
          t.presuppose(
            'DE-CAP-5',
            !answer.ok,
            `the capability has a 0, and on the unstable path scheduling got ${answer}`,
          );
        }
        await t.requireSilence('DE-LIM-7', room, t.now() + t.beats(1), 'where delayed events are switched off');
      },
    }),

    ...capChecks,
    ...limitSequenceChecks,
    ...limitRaceChecks,
  ],
};

/** Makes sure that it is not another maximum that is enforced, where one millisecond more than the one that is told is accepted. */
async function presupposeNoOther(t: DelayedEventsContext, room: Room, maximum: number): Promise<void> {
  const isRefused = async (delay: number): Promise<boolean> => (await tooLong(t, room, { delay })).refused;
  const isOther = !(await isRefused(maximum + 2)) && (await isRefused(Math.max(10 * maximum, TEN_YEARS)));
  t.presuppose(whereTold(t), !isOther, `the maximum is ${maximum} ms, and only what exceeds it by far is refused`);
}

/** What is broken where another maximum holds than the one that is told: in the capability, or else in an error (DE-LIM-2). */
function whereTold(t: DelayedEventsContext): Id {
  return t.can('a capability') ? 'DE-CAP-6' : 'DE-LIM-2';
}

/** Asks for too long a delay; a 429 is the answer only where it stays, and so is none of a rate limit. */
function tooLong(t: DelayedEventsContext, room: Room, wish: DelayedEventWish, form?: WireForm): Promise<Answer> {
  return pastRates(t, () => t.trySchedule(t.alice, room, t.completed(wish), { patient: false }, form));
}
