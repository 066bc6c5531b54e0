import type { Suite } from '../../kit/checks/check.js';
import { failedEvent } from '../actions/failed-event.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { untilOver } from '../words/until-over.js';

/** How many events end after one that is still to be known: a week's worth of them would be a thousand. */
const MANY = 12;

/** How long what is over can be looked up (DE-RET-1, DE-RET-2). */
export const retentionSuite: Suite = {
  revision: 'delayed-events',
  area: 'retention',
  checks: [
    delayedEventsCheck({
      id: 'retention.kept-for-a-while',
      title: 'what is over is kept, right after its end and some time later, however it has ended',
      requirements: ['DE-RET-1', 'Q-RETENTION'],
      needs: { accounts: 2, wait: 6, words: ['a lookup'] },
      async run(t) {
        const events = await ended(t);
        const kept = new Map<string, boolean>();
        for (const [how, event] of Object.entries(events)) {
          kept.set(how, await isKept(t, event));
          t.advise('DE-RET-1', kept.get(how) === true, `what was ${how} is gone at once`);
        }
        t.observe('Q-RETENTION', [...kept.values()].some(Boolean) ? 'kept' : 'forgotten');
        await t.letTimePass(t.beats(4));

        for (const [how, event] of Object.entries(events)) {
          const isGone = kept.get(how) === true && !(await isKept(t, event));
          t.advise('DE-RET-1', !isGone, `what was ${how} is gone ${t.beats(4)} ms after it was to be seen`);
        }
      },
    }),

    delayedEventsCheck({
      id: 'retention.kept-beside-others',
      title: `what is over is kept when ${MANY} others have ended after it`,
      requirements: ['DE-RET-1'],
      needs: { ownAccount: true, words: ['a lookup of what is over'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const first = await t.schedule(t.alice, room);
        await t.send(first);
        for (let others = 0; others < MANY; others += 1) await t.cancel(await t.schedule(t.alice, room));

        t.advise('DE-RET-1', await isKept(t, first), `what was sent is gone after ${MANY} others were cancelled`);
      },
    }),

    delayedEventsCheck({
      id: 'retention.reading-keeps',
      title: 'looking up what is over does not make it go, however often that is done and however it has ended',
      requirements: ['DE-RET-2'],
      needs: { accounts: 2, wait: 2, words: ['a lookup of what is over'] },
      async run(t) {
        const events = await ended(t);
        for (const [how, event] of Object.entries(events)) {
          if (!(await isKept(t, event))) {
            t.advise('DE-RET-1', false, `what was ${how} is gone before it is read`);
            continue;
          }
          for (const time of ['second', 'third']) {
            t.advise(
              'DE-RET-2',
              await isKept(t, event),
              `what was ${how} is gone when it is read for the ${time} time`,
            );
          }
        }
      },
    }),
  ],
};

/** An event for each way to end. Takes two beats. */
async function ended(t: DelayedEventsContext): Promise<Readonly<Record<string, DelayedEvent>>> {
  const room = await t.alice.createRoom();
  const due = await t.schedule(t.alice, room, { delay: t.beats(1) });
  const failed = await failedEvent(t);
  const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
  await t.requireDue('DE-SEND-1', due, 'before it is looked up');
  for (const event of [due, failed]) await untilOver(t, event);
  await t.send(sent);
  await t.cancel(cancelled);
  return { 'sent by hand': sent, 'sent when it was due': due, cancelled, 'kept from being sent': failed };
}

async function isKept(t: DelayedEventsContext, event: DelayedEvent): Promise<boolean> {
  return (await t.tryLookup(event.by, event)).ok;
}
