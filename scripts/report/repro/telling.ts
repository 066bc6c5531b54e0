import { MOST_SCENE_EVENTS, type SceneEvent } from '../../../suites/kit/checks/scene.js';
import type { NumberedExchange, ReproStory } from './repro-story.js';
import { type RightAnswer, isRight, rightAnswer } from './right-answer.js';

/** By what a script tells whether a fault shows. */
export type Telling =
  /** By an answer: there is one that is right, and it is known what the one was like that is not. */
  | { readonly by: 'answer'; readonly answer: NumberedExchange; readonly right: RightAnswer }
  /** By an event that must not be there, or not as often. */
  | { readonly by: 'unwanted'; readonly events: readonly Counted[] }
  /** By events of which one had to be there, while all the others were there. */
  | { readonly by: 'missing'; readonly events: readonly SceneEvent[]; readonly others: readonly SceneEvent[] };

/** An event, and how many like it there may be in its room where all is well. */
export interface Counted {
  readonly event: SceneEvent;
  readonly count: number;
}

const UNKNOWN = 'nothing tells its event from others';

/** By what a script tells the fault of a story; or why none can, as a part of a sentence. */
export function tellingOf(
  story: ReproStory,
  exchanges: readonly NumberedExchange[],
): Telling | { readonly why: string } {
  const { scene, expected } = story;
  if (scene === undefined) return { why: 'it is a reading that was pinned otherwise' };
  if (scene.ownServer === true) return { why: 'the server was set up for it in a way of its own' };
  if (scene.exchange !== undefined)
    return tellingAnswer(
      exchanges.find(({ index }) => index === scene.exchange),
      expected,
    );
  if (scene.events.length >= MOST_SCENE_EVENTS) return { why: 'there are too many events in it' };
  const wrong = scene.events.filter(({ unexpected, missing }) => unexpected === true || missing === true);
  if (wrong.length === 0) return { why: 'it is not told by an answer alone, nor by whether an event comes' };
  if (!wrong.every(isToBeKnown)) return { why: UNKNOWN };
  const others = scene.events.filter((event) => !wrong.includes(event));
  const likeIt = (event: SceneEvent): number => others.filter((other) => areAlike(event, other)).length;
  const events = wrong.filter(({ missing }) => missing === true);
  if (events.length === 0) return { by: 'unwanted', events: wrong.map((event) => ({ event, count: likeIt(event) })) };
  return events.some((event) => likeIt(event) > 0) ? { why: UNKNOWN } : { by: 'missing', events, others };
}

function tellingAnswer(
  answer: NumberedExchange | undefined,
  expected: string | undefined,
): Telling | { readonly why: string } {
  if (answer === undefined) return { why: 'the answer that tells it is a look of its own' };
  if (answer.entry.status === undefined) return { why: 'there was no answer' };
  const right = rightAnswer(expected, answer.entry);
  if (right === undefined || isRight(right, answer.entry)) return { why: 'no script can tell a right answer from it' };
  return { by: 'answer', answer, right };
}

/** Longer labels are kept cut. */
const LONGEST_LABEL = 150;

/** Whether an event can be known again by a line of text. */
function isToBeKnown({ type, stateKey = '', label }: SceneEvent): boolean {
  return label !== '' && label.length <= LONGEST_LABEL && !/[\r\n]/.test(`${type}${stateKey}${label}`);
}

function areAlike(one: SceneEvent, other: SceneEvent): boolean {
  return (
    one.room === other.room && one.type === other.type && one.stateKey === other.stateKey && one.label === other.label
  );
}
