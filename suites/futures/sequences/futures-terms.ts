import type { Answer } from '../../kit/connection/answer.js';
import type { Person, RoomName } from '../../sequences/happening.js';
import type { Terms } from '../../sequences/terms.js';
import type { Command } from '../model/command.js';
import type { KnownReadings } from '../model/view.js';
import type { Expected, World } from '../model/world.js';
import type { PlannedFutures } from './plan.js';

/** What a look at the server has shown, timelines aside. */
export interface Looks {
  readonly listings: readonly (readonly [Person, Answer])[];
  readonly states: readonly (readonly [RoomName, Readonly<Record<string, string>>])[];
}

/** What is worth looking at, timelines aside. */
export interface WorthLooking {
  readonly listings: readonly Person[];
  readonly states: readonly RoomName[];
}

/** The types by which the `futures` revision opens the engine of sequences. */
export interface FuturesTerms extends Terms {
  readonly planned: PlannedFutures;
  readonly command: Command;
  readonly world: World;
  readonly expected: Expected;
  readonly known: KnownReadings;
  readonly looks: Looks;
  readonly worth: WorthLooking;
}
