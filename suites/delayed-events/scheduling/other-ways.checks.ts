import type { Check } from '../../kit/checks/check.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEvent } from '../words/delayed-event.js';

/** Further ways in which older clients ask servers of some forms to schedule (DE-SCHED-1). */
export const otherWayChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'scheduling.other-ways',
    title: 'in whatever other way the form lets a message be scheduled, it waits, and is sent when it is due',
    requirements: ['DE-SCHED-1'],
    needs: { pending: 4, wait: 2 },
    async run(t) {
      const ways = Object.entries(t.form.besides.schedule);
      if (ways.length === 0) t.notApplicable('there is one way alone to schedule in this form');
      const room = await t.alice.createRoom();
      const events: [string, DelayedEvent][] = [];
      for (const [way, schedule] of ways) {
        for (const delay of [t.beats(2), t.far]) {
          const wish = t.completed({ delay });
          const answer = await t.trySchedule(t.alice, room, wish, {}, { ...t.form, schedule });
          const isDelayed = !answer.ok || answer.string('event_id') === undefined;
          const what = `scheduling by ${way}`;
          t.require('DE-SCHED-1', isDelayed, { what, expected: 'a delay_id, and nothing sent', seen: answer });
          events.push([what, t.accept('DE-SCHED-1', t.alice, room, wish, answer)]);
        }
      }
      for (const [what, event] of events) {
        if (event.delay !== t.far) await t.requireDue('DE-SCHED-1', event, what);
        else await t.requireSent('DE-ACT-5', event, await t.send(event), what);
      }
    },
  }),
];
