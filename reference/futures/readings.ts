import { futuresQuestions } from '../../fixtures/requirements/futures/open-questions.js';
import { type FuturesReadings, futuresDefaultReadings } from '../../fixtures/requirements/futures/readings.js';

/**
 * The default readings with some of them exchanged.
 *
 * @throws RangeError when a question or a reading is unknown, or one that nothing in memory can follow
 */
export function readingsWith(change: Partial<FuturesReadings> = {}): FuturesReadings {
  const changes = Object.entries(change).filter(([, reading]) => reading !== undefined);
  for (const [id, reading] of changes) judge(id, reading);
  return { ...futuresDefaultReadings, ...Object.fromEntries(changes) };
}

function judge(id: string, reading: string): void {
  const question = futuresQuestions.find((question) => question.id === id);
  if (question === undefined) throw new RangeError(`${id} is no question of the futures revision`);
  const names: readonly string[] = question.readings.map(({ name }) => name);
  if (!names.includes(reading)) {
    throw new RangeError(`${reading} is no reading of ${id}, which has: ${names.join(', ')}`);
  }
  // Q-RESTART
  if (id === 'Q-RESTART' && reading !== 'forgotten') {
    throw new RangeError(`Q-RESTART=${reading} is beyond a server that lives in memory: it can only be "forgotten"`);
  }
}
