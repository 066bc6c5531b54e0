import type { Answer } from '../kit/connection/answer.js';
import type { SentEvent } from './happening.js';
import type { ShownEvent } from './participants.js';

/** Where a homeserver and the model part ways. */
export interface Divergence {
  /** The requirement by which the model expects what it expects. */
  readonly requirement: string;
  readonly expected: string;
  readonly seen: string;
  /** Whether what comes to the rooms later, or does not, may tell more than this does. */
  readonly isSymptom?: true;
  /** What is broken where all comes to the rooms as it should, so that nothing but what was told is wrong. */
  readonly ifAllComes?: string;
  /** The number of the event that has to be among what comes for that: it may be that nothing has to come at all. */
  readonly andThis?: number;
  /** Whether it is no more than that something is late, which is told by waiting. */
  readonly mayBeLate?: true;
  /** The answer that is another one than the model expects, where it is one. */
  readonly answer?: Answer;
  /** What has not come to its room, where that is all. */
  readonly missing?: SentEvent;
  /** What has come and should not have, where that is all. */
  readonly unwanted?: ShownEvent;
}

/** What was expected and what came, and by which requirement. */
export function moralOf({ requirement, expected, seen }: Divergence): string {
  return `Expected: ${expected} (${requirement}). Seen: ${seen}.`;
}
