import type { SentEvent } from './happening.js';
import type { Planned } from './plan.js';
import type { Terms } from './terms.js';

/** One thing that was done, for the story. */
export interface Step<T extends Terms> {
  /** Milliseconds since the sequence began. */
  readonly at: number;
  readonly planned: Planned<T>;
  /** What it was in the model's terms; absent for time that passed. */
  readonly command?: T['command'];
  readonly expected?: T['expected'];
  readonly status?: number;
  /** The world as it should be afterwards. */
  readonly world: T['world'];
  /** What should have come to rooms since the step before. */
  readonly events: readonly SentEvent[];
}
