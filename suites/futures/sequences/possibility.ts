import { passTime } from '../model/model.js';
import type { KnownReadings } from '../model/view.js';
import type { Expected, SentEvent, World } from '../model/world.js';

/** One way in which things may stand, as far as the model can know. */
export interface Possibility {
  readonly world: World;
  /** Everything that had to come to rooms so far. */
  readonly timeline: readonly SentEvent[];
  /** What came of the last deed. */
  readonly news: readonly SentEvent[];
  readonly answer?: Expected;
}

/**
 * The ways in which things may stand once time has passed.
 *
 * @throws Undecided when the model cannot say
 */
export function afterTime(readings: KnownReadings, possible: readonly Possibility[], to: number): Possibility[] {
  return possible.flatMap(({ world: before, timeline }) =>
    passTime(readings, before, to).map(({ world, events }) => ({
      world,
      timeline: [...timeline, ...events],
      news: events,
    })),
  );
}
