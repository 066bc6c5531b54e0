import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { CENTURY_MS } from '../words/maximum-timeout.js';
import { statedDurations } from '../words/stated-durations.js';

const DAY_MS = 86_400_000;

/** Just beyond what a signed and an unsigned 32-bit number can count, in milliseconds and whole seconds. */
const BEYOND_32_BITS = [2_147_484_000, 4_294_968_000];

const EMBEDDED = { futures: { maxTimeout: 7 * DAY_MS } };

/** Long timeouts: the maximum that a server may set, and what must not overflow. */
export const maximumChecks: readonly Check[] = [
  futuresCheck({
    id: 'scheduling.maximum-stated',
    title:
      'a timeout above the maximum is refused with 400, in words that contain the maximum, which itself is accepted',
    requirements: ['SCHED-11'],
    needs: { embedded: EMBEDDED },
    async run(t) {
      const room = await t.alice.createRoom();
      const refusal = await refusedCentury(t, room);

      t.requireRefusal('SCHED-11', refusal, 'a timeout above the maximum', 400);
      const stated = statedDurations(refusal.text).filter((ms) => ms < CENTURY_MS);
      const outcomes: string[] = [];
      let found: number | undefined;
      for (const ms of stated) {
        const step = t.dialect.unit === 's' ? 1_000 : 1;
        if (ms % step !== 0) continue;
        const [at, above] = [await accepted(t, room, ms), await accepted(t, room, ms + step)];
        if (at && !above) found = ms;
        outcomes.push(`${ms} ms ${at ? 'accepted' : 'refused'}, ${ms + step} ms ${above ? 'accepted' : 'refused'}`);
      }

      const tried = outcomes.join('; ') || 'no number in it';
      const missing = `expected the answer to contain the longest timeout that is accepted, got ${refusal} (tried: ${tried})`;
      const maximum = t.requireGiven('SCHED-11', found, missing);
      const aboutAWeek = maximum >= DAY_MS && maximum <= 70 * DAY_MS;
      t.advise('SCHED-11', aboutAWeek, `the maximum is ${maximum} ms; about a week would be expected`);
    },
  }),

  futuresCheck({
    id: 'scheduling.maximum-on-state-futures',
    title: 'the maximum holds for state futures too, and for what joins a group',
    requirements: ['SCHED-11'],
    needs: { embedded: EMBEDDED },
    async run(t) {
      const room = await t.alice.createRoom();
      await refusedCentury(t, room);
      await t.state(t.alice, room, { stateKey: 'accepted' });

      const answer = await t.tryState(t.alice, room, { stateKey: 'refused', timeout: CENTURY_MS });

      t.requireRefusal('SCHED-11', answer, 'a state future with a timeout above the maximum', 400);

      const { group } = await t.message(t.alice, room);
      await t.message(t.alice, room, { group });
      const wish = { group, timeout: CENTURY_MS, content: t.text('a century') };
      const joining = await t.tryMessage(t.alice, room, wish);
      await t.withdraw(joining);
      t.requireRefusal('SCHED-11', joining, 'a timeout above the maximum in a group that lives', 400);
    },
  }),

  futuresCheck({
    id: 'scheduling.maximum-stores-nothing',
    title: 'a timeout above the maximum stores nothing',
    requirements: ['SCHED-11'],
    needs: { embedded: EMBEDDED },
    async run(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);

      await refusedCentury(t, room);

      await t.requireNothingElseStored('SCHED-11', kept, 'after a timeout above the maximum was refused');
      await t.requireNothing('SCHED-11', kept, 'after a timeout above the maximum was refused');
    },
  }),

  futuresCheck({
    id: 'scheduling.maximum-errcode',
    title: 'which errcode answers a timeout above the maximum',
    requirements: ['Q-MAX-CODE'],
    needs: { embedded: EMBEDDED },
    async run(t) {
      const refusal = await refusedCentury(t, await t.alice.createRoom());

      t.observe('Q-MAX-CODE', refusal.errcode ?? 'other: none');
    },
  }),

  futuresCheck({
    id: 'scheduling.long-timeout-not-early',
    title: 'a timeout beyond 2^31 and 2^32 milliseconds, where accepted, does not run out early',
    requirements: ['SCHED-12'],
    needs: { wait: 4, embedded: { futures: { maxTimeout: null } } },
    async run(t) {
      const room = await t.alice.createRoom();
      await t.message(t.alice, await t.alice.createRoom());
      const futures = [];
      for (const timeout of BEYOND_32_BITS) {
        const wish = { timeout, content: t.text('long'), type: 'm.room.message' };
        const answer = await t.tryMessage(t.alice, room, wish);
        if (answer.ok) futures.push(t.adopt(t.alice, room, wish, answer));
        else if (futures.length === 0) t.notApplicable(`the server does not accept ${timeout} ms: ${answer}`);
      }

      await t.requireSilence('SCHED-12', room, t.now() + t.beats(4), 'while a timeout of weeks runs');

      for (const future of futures) {
        await t.requireListed('SCHED-12', future, `with ${future.timeout} ms left`);
        if (t.time === 'virtual') await t.requireDue('SCHED-12', future, 'a timeout of weeks', { early: 'SCHED-12' });
      }
    },
  }),
];

/** The refusal of a timeout of a hundred years. Ends the check where the server accepts even that. */
async function refusedCentury(t: FuturesContext, room: Room): Promise<Answer> {
  await t.cancel(await t.message(t.alice, await t.alice.createRoom()));
  const answer = await t.tryMessage(t.alice, room, { timeout: CENTURY_MS, content: t.text('a century') });
  await t.withdraw(answer);
  if (answer.ok) t.notApplicable('the server has no maximum timeout: it accepts a hundred years');
  return answer;
}

/** Whether a timeout is accepted; leaves nothing behind. */
async function accepted(t: FuturesContext, room: Room, timeout: number): Promise<boolean> {
  const answer = await t.tryMessage(t.alice, room, { timeout, content: t.text('how long') });
  await t.withdraw(answer);
  return answer.ok;
}
