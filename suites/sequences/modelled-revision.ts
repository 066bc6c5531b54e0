import type { Arbitrary } from 'fast-check';

import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import type { StoryContext } from '../chance/story-context.js';
import type { Session } from '../kit/checks/session.js';
import type { Target } from '../kit/targets/stage.js';
import type { Simplicity } from './simpler-commands.js';
import type { Names, Speaker } from './speaker.js';
import type { Participants } from './participants.js';
import type { Durations, Planned } from './plan.js';
import type { Step } from './step.js';
import type { Model, Terms } from './terms.js';

/** Everything that a revision hands the engine. */
export interface ModelledRevision<T extends Terms, C extends StoryContext = StoryContext> {
  /** What it asks for, and what it leaves open. */
  readonly catalogue: Catalogue;
  readonly model: Model<T>;

  // ---- what is made up ----

  /** What sequences can be about. */
  readonly themes: readonly string[];
  /** Single commands of a theme. */
  commandsAbout(theme: string, durations: Durations): Arbitrary<Planned<T>>;
  /** The durations where time passes only when told to. */
  readonly exactDurations: Durations;
  readonly simplicity: Simplicity<T>;

  // ---- what is done and looked at ----

  /** The words of the revision for one telling. */
  open(session: Session): C;
  names(known: T['known']): Names<T>;
  /**
   * Who does what commands say in one sequence, and looks what comes of it.
   *
   * @param cast - the people and rooms; its requests are what a reader of the story will want to see
   * @param lookers - the same people and rooms, for looking only
   */
  speaker(cast: Participants<C>, lookers: Participants<C>, known: T['known']): Speaker<T>;
  /** Reads what anybody can see in the end, for whoever reads the requests. */
  lookBack(cast: Participants<C>): Promise<void>;

  // ---- what is known and judged ----

  /** What is known of a server beforehand. Each target is asked once. */
  knownOf(target: Target, dialect: unknown): Promise<T['known']>;
  /** The same where nothing is simultaneous. */
  inRealTime(known: T['known']): T['known'];
  /** The readings of a question that a server may follow instead of the one that is known. */
  otherReadings(question: string, known: T['known']): readonly string[];
  /** Whether a difference says only how the server reads what is open. */
  isOpen(requirement: string): boolean;
  /** By how much a tick has to be longer than usual. */
  tickFactor(dialect: unknown): number;

  /** Why a difference proves nothing on this server, such as that all comes too late; `undefined` where it does. */
  doubt?(session: Session): Promise<string | undefined>;

  // ---- what is told ----

  /** What was done, as a sentence without its beginning and its answer; engines tell pauses and what happens in rooms. */
  sentence(step: Step<T>): string;
  /** The kinds of things that are done, as the table of pairs has them. */
  readonly kinds: readonly string[];
  kindOf(step: Step<T>): string;
  /** A step of the model, told by what was done, to what, and what came of it. */
  transition(step: Step<T>, before: Step<T> | undefined): string;
  /** The requirements by which something was expected that came true. */
  judgedIn(step: Step<T>): readonly string[];
}
