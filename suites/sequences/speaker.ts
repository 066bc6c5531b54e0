import type { Answer } from '../kit/connection/answer.js';
import type { Divergence } from './divergence.js';
import type { SentEvent } from './happening.js';
import type { ShownEvent } from './participants.js';
import type { PossibleWorld, Terms } from './terms.js';

/** What the names in a plan stand for while it is told: scheduled events go by where they are kept. */
export interface Names<T extends Terms> {
  /**
   * What a planned command is in the model's terms.
   *
   * @param serial - makes what is to be new different from all else
   * @returns `undefined` where it speaks of a place in which nothing is kept
   */
  resolve(planned: T['planned'], world: T['world'], serial: number): T['command'] | undefined;
  /** Keeps what was accepted, so that later commands can name it. */
  keep(planned: T['planned'], possible: Pick<PossibleWorld<T>, 'world' | 'answer'>): void;
}

/** A command that was carried out. */
export interface CarriedOut<T extends Terms> {
  readonly planned: T['planned'];
  readonly command: T['command'];
  readonly answer: Answer;
}

/** What was done last: a command with the answer that was expected, or nothing but letting time pass. */
export type LastStep<T extends Terms> = { readonly command: T['command']; readonly answer: T['expected'] } | undefined;

/** Why events in a timeline are wrong: the requirement by which something should not be there, or otherwise. */
export interface TimelineBlame<T extends Terms> {
  /** Why an event should not have come; `undefined` where nothing that was scheduled can have sent it. */
  whySilent(event: ShownEvent, world: T['world']): string | undefined;
  /** Why what was sent should have been this event instead of another one with its content. */
  whyNotAnother(due: SentEvent, came: ShownEvent): string;
  /** Whether an event that comes later than it is due has broken anything by that. */
  readonly judgesLateness: boolean;
  /** Why an event should not have come so late, where that is judged. */
  whyNotLater(due: SentEvent): string;
  /** Why an event should not have come so early. */
  whyNotBefore(due: SentEvent, at: number, isExact: boolean, world: T['world']): string;
  /** Why what comes should come in its order; `undefined` where any order will do. */
  readonly inOrder: string | undefined;
  /** Why nothing comes that nobody has sent. */
  readonly outOfNothing: string;
}

/** Who does on the server what commands say, looks what comes of it, and knows what the server calls things. */
export interface Speaker<T extends Terms> {
  readonly blame: TimelineBlame<T>;
  /** Whether the server has given what it takes to do this. */
  canDo(command: T['command']): boolean;
  /** Does it; without an answer where it is no more than a change of the surroundings. */
  perform(command: T['command'], planned: T['planned']): Promise<Answer | undefined>;
  /** Where an answer differs from what one way in which things may stand has for it. */
  judgeAnswer(command: T['command'], possible: PossibleWorld<T>, answer: Answer): Divergence | undefined;
  /** Remembers what an accepted request was answered with. */
  learn(possible: PossibleWorld<T>, done: CarriedOut<T>): void;
  /** Whether a limit has come between, so that the model does not know how things stand. */
  isLimited(answer: Answer | undefined, possible: readonly PossibleWorld<T>[]): boolean;
  /** What is wrong with a limit; what comes after one is another story. */
  judgeLimit(command: T['command'], answer: Answer | undefined): Promise<Divergence | undefined>;
  /**
   * Looks for what it is that makes an answer differ.
   *
   * @param whatTellsMore - looks whether what comes to the rooms, or does not, tells more
   */
  causeOf(
    difference: Divergence | undefined,
    done: CarriedOut<T>,
    expected: PossibleWorld<T>,
    whatTellsMore: (difference: Divergence | undefined) => Promise<Divergence | undefined>,
  ): Promise<Divergence | undefined>;

  // ---- looking ----

  /** Everything there is to look at. */
  readonly everything: T['worth'];
  /** A look that has not been taken. */
  readonly nothingSeen: T['looks'];
  worthLooking(before: T['world'], after: readonly T['world'][], command: T['command'] | undefined): T['worth'];
  look(worth: T['worth']): Promise<T['looks']>;
  /** Where what was seen differs from one way in which things may stand, timelines aside. */
  differenceFrom(possible: PossibleWorld<T>, looks: T['looks'], last: LastStep<T>): Divergence | undefined;
  /**
   * The requirement by which an event that never came should have come.
   *
   * @param instead - an event that came and should not have
   * @param hasExtra - whether anything came anywhere that should not have
   */
  whyAtAll(
    missing: SentEvent,
    instead: ShownEvent | undefined,
    world: T['world'],
    looks: T['looks'],
    hasExtra: boolean,
  ): string;
  /**
   * Asks the server itself about the events that a divergence is about, which may tell what is really broken.
   *
   * @param last - what was done before that, where it was not the passing of time
   */
  askAbout(divergence: Divergence, possible: PossibleWorld<T>, last: LastStep<T>): Promise<Divergence>;
}
