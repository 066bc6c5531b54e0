import type { Check } from '../../kit/checks/check.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { MALFORMED } from './malformed.js';

/** What the text leaves open about scheduling. */
export const schedulingQuestions: readonly Check[] = [
  delayedEventsCheck({
    id: 'scheduling.null-state-key',
    title: 'a state key of null is refused as malformed, or taken as absent',
    requirements: ['Q-NULL-KEY'],
    needs: { wait: 1, words: ['everything in one body'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const wish = t.completed({ delay: t.beats(1), type: 'org.example.status' });

      const answer = await t.trySchedule(t.alice, room, { ...wish, stateKey: null });

      if (answer.refused) {
        t.requireRefused('DE-SCHED-9', answer, MALFORMED, 'a state key of null');
        t.observe('Q-NULL-KEY', 'refused');
        return;
      }
      const event = t.accept('DE-SCHED-2', t.alice, room, wish, answer);
      const arrival = await t.eventIn(room, isLabelledAs(wish.content), event.due?.latest ?? 0);
      const seen = t.requireGiven(
        'DE-SCHED-2',
        arrival,
        'a state key of null was accepted, and nothing was sent',
      ).event;
      const message = `a state key of null was accepted, and made state for ${JSON.stringify(seen.state_key)}`;
      t.require('DE-SCHED-2', seen.state_key === undefined, message);
      t.observe('Q-NULL-KEY', 'absent');
    },
  }),
];
