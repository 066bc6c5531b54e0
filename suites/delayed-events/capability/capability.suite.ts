import type { Suite } from '../../kit/checks/check.js';
import { type JsonValue, dig, isRecord, sameJson } from '../../kit/rooms/matrix-json.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { MOST_PLACES, brokenByOneMore, fillPlaces, roomsFor, scheduleOneMore } from '../words/places.js';
import { pastRates } from '../words/retry-after.js';
import { TEN_YEARS, fieldsOf, maximumOf, saysSwitchedOff, toldLimits } from '../words/told-limits.js';

/** The numbers that stand in the capability. */
const FIELDS = ['max_delay_ms', 'max_scheduled'] as const;

/** What a server says of its limits, which is what it enforces (DE-CAP-1 to DE-CAP-6). */
export const capabilitySuite: Suite = {
  revision: 'delayed-events',
  area: 'capability',
  checks: [
    delayedEventsCheck({
      id: 'capability.form',
      title:
        'the capability is an object, whose maximum delay and cap are integers of 0 or more, while an event waits, too',
      requirements: ['DE-CAP-1'],
      needs: { words: ['a capability'] },
      async run(t) {
        const limits = await toldLimits(t);
        const { name, capability } = limits;
        await t.trySchedule(t.alice, await t.alice.createRoom(), t.completed());
        const { capability: meanwhile } = await toldLimits(t);
        const isToldStill = capability === undefined || meanwhile !== undefined;
        t.require('DE-CAP-1', isToldStill, 'the capability is gone while an event waits');
        // A limit is how many may wait, not how many more.
        for (const field of FIELDS) {
          const [before, after] = [capability, meanwhile].map((each) => JSON.stringify(dig(each ?? null, field)));
          t.require('DE-CAP-1', before === after, `while an event waits, ${field} is ${after}, not ${before}`);
        }
        if (capability === undefined) {
          if (!(await isLimited(t, TEN_YEARS))) t.notApplicable('there is no capability, and no maximum delay');
          t.require('DE-CAP-1', false, `there is a maximum delay, and no capability ${t.form.names.capability}`);
        }
        const missing = name === 'm.delayed_events' ? 'DE-UNST-3' : 'DE-CAP-1';
        // Where both prefixes are offered either name will do.
        const isRightName = name === t.form.names.capability || t.otherForm !== undefined;
        t.presuppose(missing, isRightName, `the capability stands under ${name}, not under ${t.form.names.capability}`);
        t.require('DE-CAP-1', isRecord(capability), {
          what: name,
          expected: 'an object',
          seen: JSON.stringify(capability),
        });
        for (const field of FIELDS) {
          const value = dig(capability, field);
          // What is not enforced is not to be there at all, which is another matter (DE-CAP-2).
          if (value === undefined || value === null) continue;
          const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
          t.require('DE-CAP-1', isCount, {
            what: field,
            expected: 'an integer of 0 or more',
            seen: JSON.stringify(value),
          });
        }
      },
    }),

    delayedEventsCheck({
      id: 'capability.maximum-told',
      title: 'a maximum delay that is enforced stands in the capability',
      requirements: ['DE-CAP-1'],
      needs: { words: ['a capability'] },
      async run(t) {
        const limits = await toldLimits(t);
        if (saysSwitchedOff(limits)) t.notApplicable('delayed events are switched off');
        const { maxDelay } = limits;
        const longer = Math.max(TEN_YEARS, maxDelay === undefined ? 0 : 2 * maxDelay);
        if (!(await isLimited(t, longer))) t.notApplicable('no maximum delay is enforced');
        const said = fieldsOf(limits).join(', ') || 'nothing';
        t.require(
          'DE-CAP-1',
          maxDelay !== undefined,
          `a delay of ${longer} ms is refused, and the capability has ${said}`,
        );
      },
    }),

    delayedEventsCheck({
      id: 'capability.unenforced-absent',
      title: 'a maximum delay that is not enforced does not stand in the capability, whatever value it might have',
      requirements: ['DE-CAP-2'],
      needs: { words: ['a capability'], embedded: { delayedEvents: { maxDelay: null } } },
      async run(t) {
        const limits = await toldLimits(t);
        const { capability, maxDelay, maxScheduled } = limits;
        if (!isRecord(capability)) t.notApplicable('there is no capability');
        if (maxScheduled === 0) t.notApplicable('delayed events are switched off');
        const value = dig(capability, 'max_delay_ms');
        const longest = Number.MAX_SAFE_INTEGER;
        const longer = Math.min(Math.max(TEN_YEARS, maxDelay === undefined ? 0 : 1_000 * maxDelay), longest);
        if (maxDelay === longest) t.notApplicable('no delay can be told that is longer than the maximum');
        if (await isLimited(t, longer)) t.notApplicable('a maximum is enforced');
        const message = `a delay of ${longer} ms is accepted, and max_delay_ms is ${JSON.stringify(value)}`;
        t.require('DE-CAP-2', value === undefined, message);
      },
    }),

    delayedEventsCheck({
      id: 'capability.without-limits',
      title: 'where no limit is enforced the capability is an empty object, or left out',
      requirements: ['DE-CAP-3', 'Q-CAP-ABSENT'],
      needs: { words: ['a capability'], embedded: { delayedEvents: { maxDelay: null, maxScheduled: null } } },
      async run(t) {
        const { capability, maxDelay, maxScheduled } = await toldLimits(t);
        const says = maxDelay !== undefined || maxScheduled !== undefined;
        if (says || (await isLimited(t, TEN_YEARS))) t.notApplicable('the server has limits');
        const isMissing = capability === undefined;
        const isEmpty = sameJson(capability, {});
        const told = `without limits it is ${JSON.stringify(capability)}`;
        // What stands there under other names is no limit that is not enforced.
        const isLimit = isRecord(capability) && FIELDS.some((field) => Object.hasOwn(capability, field));
        t.presuppose(isLimit ? 'DE-CAP-2' : 'DE-CAP-1', isMissing || isEmpty, told);
        t.advise('DE-CAP-3', isEmpty, 'without a capability clients cannot tell that there are delayed events');
        t.observe('Q-CAP-ABSENT', isMissing ? 'missing' : 'empty');
      },
    }),

    delayedEventsCheck({
      id: 'capability.zero-means-off',
      title: 'where the capability has a 0, nothing can be scheduled',
      requirements: ['DE-CAP-5'],
      needs: { words: ['a capability'], embedded: { delayedEvents: { maxScheduled: 0 } } },
      async run(t) {
        const limits = await toldLimits(t);
        if (!saysSwitchedOff(limits)) t.notApplicable('the capability has no 0');
        const room = await t.alice.createRoom();

        for (const wish of [{}, { stateKey: 'desk' }, { delay: 1 }]) {
          const answer = await t.trySchedule(t.alice, room, t.completed(wish), { patient: false });
          const message = `the capability is ${JSON.stringify(limits.capability)}, and scheduling is answered ${answer}`;
          t.require('DE-CAP-5', !answer.ok, message);
        }
      },
    }),

    delayedEventsCheck({
      id: 'capability.no-zero-where-on',
      title: 'where events can be scheduled neither the maximum delay nor the cap is told as 0',
      requirements: ['DE-CAP-5'],
      needs: { words: ['a capability'] },
      async run(t) {
        const answer = await t.trySchedule(t.alice, await t.alice.createRoom(), t.completed());
        if (!answer.ok) t.notApplicable(`nothing can be scheduled here: ${answer}`);

        for (const { name, value } of await eachLimit(t)) {
          const message = `an event can be scheduled, and ${name} is 0, which means that none can`;
          t.require('DE-CAP-5', value !== 0, message);
        }
        t.require('DE-CAP-5', true, 'there is no limit of 0');
      },
    }),

    delayedEventsCheck({
      id: 'capability.no-null',
      title: 'a limit that there is not is left out, rather than told as null',
      requirements: ['DE-CAP-2'],
      needs: { words: ['a capability'], embedded: { delayedEvents: { maxScheduled: null } } },
      async run(t) {
        for (const { name, value } of await eachLimit(t)) {
          if (value !== null) continue;
          const isEnforced = name.endsWith('max_delay_ms') && (await isLimited(t, TEN_YEARS));
          t.require(isEnforced ? 'DE-CAP-1' : 'DE-CAP-2', false, `the capability has ${name}, and that is null`);
        }
        t.require('DE-CAP-2', true, 'no limit is null');
      },
    }),

    delayedEventsCheck({
      id: 'capability.maximum-enforced',
      title: 'a delay of the maximum that the capability names is accepted, and one of a millisecond more is not',
      requirements: ['DE-CAP-6'],
      needs: { words: ['a capability'] },
      async run(t) {
        const maxDelay = await maximumOf(t);
        const { other } = await toldLimits(t);
        const room = await t.alice.createRoom();

        const just = await t.trySchedule(t.alice, room, t.completed({ delay: maxDelay }));
        const longer = t.completed({ delay: maxDelay + 1 });
        const more = await pastRates(t, () => t.trySchedule(t.alice, room, longer, { patient: false }));

        t.requireAcceptance('DE-CAP-6', just, `a delay of the ${maxDelay} ms that the capability names`);
        t.require('DE-CAP-6', more.refused, `the maximum told is ${maxDelay} ms, and one more was answered ${more}`);
        const elsewhere = dig(other, 'max_delay_ms');
        const isSame = elsewhere === undefined || elsewhere === maxDelay;
        t.require(
          'DE-CAP-6',
          isSame,
          `under one name the maximum is ${maxDelay} ms, under the other ${show(elsewhere)}`,
        );
      },
    }),

    delayedEventsCheck({
      id: 'capability.cap-enforced',
      title: 'as many events may wait as the capability names, and not one more; what it does not name does not exist',
      requirements: ['DE-CAP-6'],
      needs: {
        ownAccount: true,
        pending: MOST_PLACES + 5,
        words: ['a capability'],
        embedded: { delayedEvents: { maxScheduled: 4 } },
      },
      async run(t) {
        const { maxScheduled, other } = await toldLimits(t);
        if (maxScheduled === 0) t.notApplicable('delayed events are switched off');
        if (maxScheduled !== undefined && maxScheduled > MOST_PLACES) {
          t.notApplicable(`it would take ${maxScheduled} waiting events to reach the cap`);
        }
        const places = maxScheduled ?? MOST_PLACES + 1;
        const rooms = await roomsFor(t.alice, places);

        const { events, refusal } = await fillPlaces(t, t.alice, rooms, places);

        const early = `number ${events.length + 1} of the events of a user was refused: ${refusal}`;
        if (maxScheduled === undefined) {
          t.presuppose('DE-CAP-1', refusal === undefined, `no cap stands in the capability, and ${early}`);
          t.notApplicable(`the server tells no cap, and has none below ${places}`);
        }
        t.require('DE-CAP-6', refusal === undefined, `${maxScheduled} may wait by the capability, and ${early}`);
        const [room] = rooms;
        if (room === undefined) throw new Error('there is a room');
        const more = await scheduleOneMore(t, t.alice, room, t.completed(), events, places);
        const tooMany = `${maxScheduled} may wait by the capability, and one more was accepted`;
        if (more.ok) t.presuppose(await brokenByOneMore(t, t.alice, room, events, places), false, tooMany);
        t.require('DE-CAP-6', !more.ok, tooMany);
        const elsewhere = dig(other, 'max_scheduled');
        const isSame = elsewhere === undefined || elsewhere === maxScheduled;
        t.require('DE-CAP-6', isSame, `under one name the cap is ${maxScheduled}, under the other ${show(elsewhere)}`);
      },
    }),
  ],
};

/** What stands for each limit under each name that the capability has. */
async function eachLimit(
  t: DelayedEventsContext,
): Promise<readonly { readonly name: string; readonly value: JsonValue }[]> {
  const { name, capability, other } = await toldLimits(t);
  return FIELDS.flatMap((field) =>
    Object.entries({ [name]: capability, 'the other name': other }).flatMap(([where, told]) => {
      const value = dig(told, field);
      return value === undefined ? [] : [{ name: `${where}: ${field}`, value }];
    }),
  );
}

/** Whether a delay is refused though a shorter one is not. */
async function isLimited(t: DelayedEventsContext, delay: number): Promise<boolean> {
  const room = await t.alice.createRoom();
  const long = await pastRates(t, () => t.trySchedule(t.alice, room, t.completed({ delay }), { patient: false }));
  if (long.ok) return false;
  await t.schedule(t.alice, room);
  return long.refused;
}

function show(value: JsonValue | undefined): string {
  return JSON.stringify(value) ?? 'not there';
}
