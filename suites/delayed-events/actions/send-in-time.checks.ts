import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** How long the events are delayed, in beats. The shorter delay comes last: what tires waits longer, and not less. */
const DELAYS = [5, 2] as const;

/** That send does not keep whoever asks for it waiting until the event is due (DE-ACT-5). */
export const sendInTimeChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'actions.send-answered-in-time',
    title: 'send is answered before the event would have been due, however long that is',
    requirements: ['DE-ACT-5'],
    needs: { pending: 1, wait: Math.max(...DELAYS) },
    async run(t) {
      const room = await t.alice.createRoom();
      const sends: { event: DelayedEvent; send: Answer }[] = [];
      const waits: string[] = [];
      for (const beats of DELAYS) {
        const event = await t.schedule(t.alice, room, { delay: t.beats(beats) });
        const [send, undelayed] = await Promise.all([
          t.tryAct(t.alice, event, 'send'),
          t.alice.trySend(room, 'm.room.message', t.text('undelayed')),
        ]);
        sends.push({ event, send });
        if (!comesWhenDue(t, event, send) || !comesAtOnce(t, event, undelayed)) continue;
        waits.push(`${took(send)} ms for one due in ${event.delay} ms, and ${took(undelayed)} ms for an undelayed one`);
      }

      // How slow the server is otherwise has been looked at.
      const wrong = { what: 'send of two events', expected: 'answers at once', seen: waits.join('; ') };
      t.require('DE-ACT-5', waits.length < DELAYS.length, { ...wrong, symptom: 'late' }, { firm: true, plain: true });
      for (const { event, send } of sends) {
        // A server or a network that is slow proves nothing.
        t.requireInTime(send, event);
        t.presuppose('DE-ACT-5', send.ok, { what: 'send of an event that waits', expected: 200, seen: send });
        await t.requireSent('DE-ACT-5', event, send, 'after send');
      }
    },
  }),
];

/** Whether an answer came as soon as the event was due by itself, and no sooner. */
function comesWhenDue(t: DelayedEventsContext, { due }: DelayedEvent, { answeredAt }: Answer): boolean {
  if (due === undefined) return false;
  return answeredAt >= due.earliest && answeredAt <= due.latest + t.usualLateness + t.beats(0.5);
}

/** Whether a request that was made as soon as the event was scheduled was answered as soon. */
function comesAtOnce(t: DelayedEventsContext, event: DelayedEvent, { answeredAt }: Answer): boolean {
  return answeredAt <= event.answer.answeredAt + t.beats(0.5);
}

function took({ sentAt, answeredAt }: Answer): number {
  return Math.round(answeredAt - sentAt);
}
