import type { Suite } from '../../kit/checks/check.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import type { LookedUp } from '../wire/wire-form.js';
import { ACTIONS, type DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { serverTime } from '../words/server-time.js';
import { accessChecks } from './access.checks.js';
import { concurrencyChecks } from './concurrency.checks.js';
import { failingSendChecks } from './failing-send.checks.js';
import { neighbourChecks } from './neighbours.checks.js';
import { otherWayOfActingChecks } from './other-ways.checks.js';
import { actionQuestions } from './questions.checks.js';
import { repeatChecks } from './repeats.checks.js';
import { sendInTimeChecks } from './send-in-time.checks.js';
import { actionSequenceChecks } from '../sequences/sequences.checks.js';
import { unknownIdInputChecks } from './any-unknown-id.checks.js';
import { actionRaceChecks } from '../races/races.checks.js';

/** How long before events are due they are restarted, in milliseconds. */
const SHORTLY = [700, 400, 200, 80] as const;

/** How many restarts of one event follow each other at once. */
const AT_ONCE = 8;

/** What can be done with a scheduled event: send, cancel, restart (DE-ACT-1 to DE-ACT-16). */
export const actionsSuite: Suite = {
  revision: 'delayed-events',
  area: 'actions',
  checks: [
    delayedEventsCheck({
      id: 'actions.carried-out',
      title: 'each action is carried out, and answered with 200 and an object',
      requirements: ['DE-ACT-1', 'DE-ACT-2'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const sent = await t.schedule(t.alice, room, { delay: t.beats(2) });
        const cancelled = await t.schedule(t.alice, room, { delay: t.beats(2) });
        const restarted = await t.schedule(t.alice, room, { delay: t.beats(2) });

        const answers = {
          send: await t.send(sent, 'DE-ACT-1'),
          cancel: await t.cancel(cancelled, 'DE-ACT-1'),
          restart: await t.restart(restarted, 'DE-ACT-1'),
        };

        for (const action of ACTIONS) {
          const { json } = answers[action];
          const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
          t.require('DE-ACT-2', isObject, `${action} is answered with ${answers[action]}`);
        }
        await t.requireSent('DE-ACT-1', sent, answers.send, 'after send');
        await t.requireDue('DE-ACT-1', restarted, 'after restart');
        await t.requireNothing('DE-ACT-1', [sent, cancelled, restarted], 'after cancel');
      },
    }),

    delayedEventsCheck({
      id: 'actions.send-message',
      title: 'send sends a message at once, long before it was due, and it does not come again when it would have been',
      requirements: ['DE-ACT-5'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const soon = await t.schedule(t.alice, room, { delay: t.beats(3) });
        const far = await t.schedule(t.alice, room);
        const restarted = await t.schedule(t.alice, room, { delay: t.beats(3) });
        await t.restart(restarted);

        for (const event of [soon, far, restarted]) {
          const answer = await t.send(event);
          await t.requireSent('DE-ACT-5', event, answer, 'after send');
        }

        await t.requireNothing('DE-ACT-5', [soon, far, restarted], 'when the first would have been due');
      },
    }),

    delayedEventsCheck({
      id: 'actions.send-state',
      title: 'send sends state at once, and it is the state of the room from then on',
      requirements: ['DE-ACT-5'],
      async run(t) {
        const room = await t.alice.createRoom();
        for (const stateKey of ['desk', '']) {
          const event = await t.schedule(t.alice, room, { stateKey });

          const answer = await t.send(event);

          await t.requireSent('DE-ACT-5', event, answer, 'after send');
          await t.requireState('DE-ACT-5', room, event, event.content, 'after send');
        }
      },
    }),

    delayedEventsCheck({
      id: 'actions.cancel',
      title: 'what is cancelled is never sent, be it a message or state, while others are',
      requirements: ['DE-ACT-6'],
      needs: { pending: 5, wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const message = await t.schedule(t.alice, room, { delay: t.beats(2) });
        const state = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'desk' });
        const keyless = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: '' });
        const control = await t.schedule(t.alice, room, { delay: t.beats(2) });
        const soon = await t.schedule(t.alice, room, { delay: t.beats(1.5) });

        for (const event of [soon, message, state, keyless]) await t.cancel(event);

        await t.requireDue('DE-SEND-1', control, 'what was not cancelled');
        const all = [message, state, keyless, control, soon];
        await t.requireNothing('DE-ACT-6', all, 'after the others were cancelled');
      },
    }),

    delayedEventsCheck({
      id: 'actions.cancel-after-restart',
      title:
        'what is restarted, once or twice, and then cancelled is never sent, neither at the first time nor at a later one',
      requirements: ['DE-ACT-6'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const event = await t.schedule(t.alice, room, { delay: t.beats(3) });
        const twice = await t.schedule(t.alice, room, { delay: t.beats(3) });
        await t.restart(twice);
        await t.letTimePass(t.beats(1));
        for (const each of [event, twice]) await t.restart(each);

        for (const each of [event, twice]) await t.cancel(each);

        await t.requireNothing('DE-ACT-6', [event, twice], 'after each was restarted and cancelled');
      },
    }),

    delayedEventsCheck({
      id: 'actions.restart',
      title: 'restart makes an event due when its whole delay has passed once more, from the restart on',
      requirements: ['DE-ACT-7'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const event = await t.schedule(t.alice, room, { delay: t.beats(4) });
        const state = await t.schedule(t.alice, room, { delay: t.beats(4), stateKey: 'desk' });
        const keyless = await t.schedule(t.alice, room, { delay: t.beats(4), stateKey: '' });
        await t.letTimePass(t.beats(2));

        for (const each of [event, state, keyless]) await t.restart(each);

        // Ignored: due two beats early. Only what was left: likewise. Added to what was left: two beats late.
        const added = dueAfter(event.answer, t.beats(8));
        await t.requireDue('DE-ACT-7', event, 'after a restart half way', { early: 'DE-ACT-7', instead: added });
        await t.requireDue('DE-ACT-7', state, 'state, after a restart half way', { early: 'DE-ACT-7', instead: added });
        const what = 'state with an empty key, after a restart half way';
        await t.requireDue('DE-ACT-7', keyless, what, { early: 'DE-ACT-7', instead: added });
        await t.requireNothing('DE-ACT-7', [event, state, keyless], 'after each was sent once');
      },
    }),

    delayedEventsCheck({
      id: 'actions.restart-again',
      title: 'an event may be restarted as often as one likes, and is due its whole delay after the last time',
      requirements: ['DE-ACT-7'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const event = await t.schedule(t.alice, room, { delay: t.beats(2) });
        const restarts = t.time === 'virtual' ? 40 : 4;
        let since: unknown = 0;
        for (let done = 0; done < restarts; done += 1) {
          await t.letTimePass(t.beats(1));
          await t.restart(event);
          if (!t.can('a lookup')) continue;
          const before = since;
          const shown = await t.lookup(event);
          ({ since } = shown);
          const restart = `restart number ${done + 1}`;
          t.presuppose(
            'DE-GET-3',
            since !== undefined,
            `it is not told since when the event waits: ${JSON.stringify(shown.entry)}`,
          );
          t.require('DE-ACT-7', since !== before, `${restart} left delayed_since_ts at ${String(since)}`);
          const isWhole = shown.delay === event.delay;
          t.require(
            'DE-ACT-7',
            isWhole,
            `${restart} made the delay of ${event.delay} ms one of ${String(shown.delay)}`,
          );
        }

        // As a client does that is woken several times at once.
        for (let done = 0; done < AT_ONCE; done += 1) await t.restart(event);

        await t.requireDue('DE-ACT-7', event, `after ${restarts + AT_ONCE} restarts`, { early: 'DE-ACT-7' });
        await t.requireNothing('DE-ACT-7', event, 'after it was sent once');
      },
    }),

    delayedEventsCheck({
      id: 'actions.restart-shortly-before',
      title: 'restart counts also shortly before an event is due, when a server may have it in its hands already',
      requirements: ['DE-ACT-7'],
      needs: { pending: SHORTLY.length, wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const events = [];
        for (const index of SHORTLY.keys()) {
          events.push(await t.schedule(t.alice, room, { delay: t.beats(1 + index / 4) }));
        }

        const restarted: DelayedEvent[] = [];
        for (const [index, event] of events.entries()) {
          const due = event.due?.earliest ?? 0;
          await t.waitUntil(due - (SHORTLY[index] ?? 0));
          const answer = await t.tryAct(t.alice, event, 'restart');
          const isLast = index === SHORTLY.length - 1;
          if (isLast && restarted.length === 0) t.requireInTime(answer, event);
          // By then it may have been sent.
          if (answer.answeredAt >= due) continue;
          t.requireAcceptance('DE-ACT-7', answer, 'restart shortly before an event is due');
          restartTimer(event, answer, event.delay);
          restarted.push(event);
        }

        for (const event of restarted) {
          await t.requireDue('DE-ACT-7', event, 'after a restart shortly before it was due', { early: 'DE-ACT-7' });
        }
      },
    }),

    delayedEventsCheck({
      id: 'actions.restart-shows',
      title: 'after a restart delayed_since_ts is the time of the restart, and the delay is what it was',
      requirements: ['DE-ACT-7'],
      needs: { wait: 2, words: ['a lookup'] },
      async run(t) {
        const room = await t.alice.createRoom();
        // So that a clock which is set from here on is noticed.
        await serverTime(t, room);
        const events = [await t.schedule(t.alice, room), await t.schedule(t.alice, room, { stateKey: 'desk' })];
        const before = new Map<DelayedEvent, LookedUp>();
        for (const event of events) before.set(event, await t.lookup(event));
        await t.letTimePass(t.beats(2));

        for (const event of events) {
          const restart = await t.restart(event);
          const after = await t.lookup(event);
          const moved = Number(after.since) - Number(before.get(event)?.since);
          // However slow the story was, no more lies between the two requests than from the first word to the last.
          const least = restart.sentAt - event.answer.answeredAt;
          const most = restart.answeredAt - event.answer.sentAt;
          const kind = event.stateKey === undefined ? 'a message' : 'state';
          const passed = `${Math.round(least)} to ${Math.round(most)} ms`;
          const message = `${passed} after ${kind} was scheduled, a restart moved delayed_since_ts by ${moved} ms`;
          const isSame = after.delay === event.delay;
          t.require('DE-ACT-7', isSame, `the delay of ${event.delay} ms became ${String(after.delay)}`);
          const isThen = moved >= least - t.beats(1) && moved <= most + t.beats(1);
          await t.requireByServerClock('DE-ACT-7', room, isThen, message);
        }
      },
    }),

    ...sendInTimeChecks,
    ...accessChecks,
    ...repeatChecks,
    ...failingSendChecks,
    ...neighbourChecks,
    ...concurrencyChecks,
    ...actionSequenceChecks,
    ...unknownIdInputChecks,
    ...actionRaceChecks,
    ...otherWayOfActingChecks,
    ...actionQuestions,
  ],
};
