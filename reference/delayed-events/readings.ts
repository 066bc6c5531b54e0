import { delayedEventsQuestions } from '../../fixtures/requirements/delayed-events/open-questions.js';
import {
  delayedEventsDefaultReadings,
  type DelayedEventsReadings,
} from '../../fixtures/requirements/delayed-events/readings.js';

/**
 * The default readings with some of them exchanged.
 *
 * Two questions are about what nothing here can show: what a restart keeps (Q-PERSIST), since everything lives in memory,
 * and MSC4354's sticky events (Q-STICKY), of which only the default can be followed.
 *
 * @throws RangeError when a question or a reading is unknown, or one that cannot be followed
 */
export function readingsWith(change: Partial<DelayedEventsReadings> = {}): DelayedEventsReadings {
  const changes = Object.entries(change).filter(([, reading]) => reading !== undefined);
  for (const [id, reading] of changes) judge(id, reading);
  return { ...delayedEventsDefaultReadings, ...Object.fromEntries(changes) };
}

function judge(id: string, reading: string): void {
  const question = delayedEventsQuestions.find((question) => question.id === id);
  if (question === undefined) throw new RangeError(`${id} is no question of the delayed-events revision`);
  const names: readonly string[] = question.readings.map(({ name }) => name);
  if (!names.includes(reading)) {
    throw new RangeError(`${reading} is no reading of ${id}, which has: ${names.join(', ')}`);
  }
  // Q-STICKY
  if (id === 'Q-STICKY' && reading !== 'ignored') {
    throw new RangeError(`Q-STICKY=${reading} is beyond a server without MSC4354: it can only be "ignored"`);
  }
}
