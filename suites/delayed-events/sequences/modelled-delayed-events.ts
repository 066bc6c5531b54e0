import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { ModelledRevision } from '../../sequences/modelled-revision.js';
import type { Participants } from '../../sequences/participants.js';
import { type DelayedEventsDialect, delayedEventsDialectSchema } from '../dialect.js';
import { isPossible, passTime, step } from '../model/model.js';
import { type Assumptions, dueAt, newWorld, waitingIn } from '../model/world.js';
import { forms } from '../wire/forms.js';
import type { Phrase } from '../wire/wire-form.js';
import { DelayedEventsContext } from '../words/delayed-events-context.js';
import { presupposeMemory } from '../words/soon-forgotten.js';
import { DelayedSpeaker } from './delayed-speaker.js';
import { judgedIn, kindOf, KINDS, transition } from './exercised.js';
import { DelayedNames } from './names.js';
import { sentence } from './sentences.js';
import type { DelayedTerms } from './terms.js';
import { ALL_THEMES, commandsAbout, EXACT_DURATIONS, SIMPLICITY } from './themes.js';

const catalogue = catalogueOf('delayed-events');

/** What comes no later than this has come before anybody looks for what should be there. Milliseconds. */
const PUNCTUAL_MS = 1_000;

/** What the `delayed-events` revision hands the engine of sequences. */
export const modelledDelayedEvents: ModelledRevision<DelayedTerms, DelayedEventsContext> = {
  catalogue,
  model: {
    newWorld,
    step,
    passTime,
    isPossible,
    deadlines: (world) => waitingIn(world).map(dueAt),
    pastDeadlines: ({ events }) => events.map(dueAt),
  },

  themes: ALL_THEMES,
  commandsAbout,
  exactDurations: EXACT_DURATIONS,
  simplicity: SIMPLICITY,

  open: (session) => new DelayedEventsContext(session),
  names: ({ hasStateTransactions }) => new DelayedNames(hasStateTransactions),
  speaker: (cast, lookers, known) => new DelayedSpeaker(cast, lookers, known),
  lookBack,

  knownOf: (_target, dialect) => Promise.resolve(assumptionsFor(delayedEventsDialectSchema.parse(dialect))),
  inRealTime: (known) => known,
  // Whatever a text leaves open the model permits.
  otherReadings: () => [],
  isOpen: (requirement) => catalogue.requirement(requirement)?.kind === 'observation' || requirement.startsWith('Q-'),
  tickFactor: () => 1,
  async doubt(session) {
    const t = new DelayedEventsContext(session);
    try {
      await t.learnLateness();
      await presupposeMemory(t);
    } finally {
      await t.takeBack();
    }
    const { worst } = session.target.lateness;
    return worst > PUNCTUAL_MS
      ? `events come ${Math.round(worst)} ms late here, too late for made-up sequences`
      : undefined;
  },

  sentence,
  kinds: KINDS,
  kindOf,
  transition,
  judgedIn,
};

/** What is known of a server by the form that it speaks, and by what it tells. */
export function assumptionsFor({ form: name, retains, maxScheduled }: DelayedEventsDialect): Assumptions {
  const { lacks } = forms[name];
  const can = (phrase: Phrase): boolean => lacks[phrase] === undefined;
  const kept = retains ? 'yes' : 'perhaps';
  return {
    ownerAlone: can('actions of the owner alone'),
    // Where it did not seem so at the first look, it may have been for another reason.
    remembers: can('a remembered outcome') ? kept : 'no',
    showsOutcomes: can('a lookup of what is over') ? kept : 'no',
    ownTransactions: can('transaction ids of its own'),
    hasStateTransactions: can('transaction ids for state'),
    outlivesNewerState: can('delayed state beside newer state'),
    ...(maxScheduled === undefined ? {} : { cap: maxScheduled }),
  };
}

/** Reads the rooms' timelines, and what their users have waiting. */
async function lookBack(cast: Participants<DelayedEventsContext>): Promise<void> {
  for (const [, room] of cast.rooms) await cast.t.carol.history(room).catch(() => undefined);
  if (!cast.t.can('a list')) return;
  for (const user of [cast.t.alice, cast.t.bob]) await cast.t.tryList(user);
}
