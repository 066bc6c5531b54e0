import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { Participants } from '../../sequences/participants.js';
import type { ModelledRevision } from '../../sequences/modelled-revision.js';
import { isPossible, passTime, step } from '../model/model.js';
import { type Future, livingIn, newWorld } from '../model/world.js';
import { FuturesContext } from '../words/futures-context.js';
import { judgedIn, kindOf, KINDS, transition } from './exercised.js';
import { FuturesSpeaker } from './futures-speaker.js';
import type { FuturesTerms } from './futures-terms.js';
import { FuturesNames } from './names.js';
import { observedReadings } from './observed-readings.js';
import { sentence } from './sentences.js';
import { ALL_THEMES, commandsAbout, EXACT_DURATIONS, SIMPLICITY } from './themes.js';

/** What the `futures` revision hands the engine of sequences. */
export const modelledFutures: ModelledRevision<FuturesTerms, FuturesContext> = {
  catalogue: catalogueOf('futures'),
  model: {
    newWorld,
    step: (...asked) => [step(...asked)],
    passTime,
    isPossible,
    deadlines: (world) => deadlinesOf(livingIn(world)),
    pastDeadlines: ({ futures }) => deadlinesOf(futures),
  },

  themes: ALL_THEMES,
  commandsAbout,
  exactDurations: EXACT_DURATIONS,
  simplicity: SIMPLICITY,

  open: (session) => new FuturesContext(session),
  names: (known) => new FuturesNames(known),
  speaker: (cast, lookers, known) => new FuturesSpeaker(cast, lookers, known),
  lookBack,

  knownOf: observedReadings,
  // Timers that run out in the same tick may do so in any order.
  inRealTime: ({ 'Q-DOUBLE': _, ...known }) => known,
  otherReadings: (question, known) => {
    // What is not known is not held against anybody in the first place.
    const readings = Object.entries(known).some(([id]) => id === question)
      ? catalogueOf('futures').question(question)?.readings
      : undefined;
    return (readings ?? []).map(({ name }) => name).filter((name) => name !== Reflect.get(known, question));
  },
  isOpen: (requirement) => requirement.startsWith('Q-'),
  // Where timeouts count seconds, half a tick has to be one, too.
  tickFactor: (dialect) =>
    typeof dialect === 'object' && dialect !== null && 'unit' in dialect && dialect.unit === 's' ? 2 : 1,

  sentence,
  kinds: KINDS,
  kindOf,
  transition,
  judgedIn,
};

/** Reads the rooms' timelines, and what their users have listed. */
async function lookBack(cast: Participants<FuturesContext>): Promise<void> {
  for (const [, room] of cast.rooms) await cast.t.carol.history(room).catch(() => undefined);
  for (const user of [cast.t.alice, cast.t.bob]) await cast.t.tryList(user);
}

function deadlinesOf(futures: readonly Future[]): number[] {
  return futures.flatMap(({ deadline }) => (deadline === undefined ? [] : [deadline]));
}
