import type { Happening, Person, RoomName } from '../../sequences/happening.js';
import type { Slot } from '../../sequences/plan.js';
import { isTokenCall } from '../model/command.js';

/** Asks for a future, and keeps it. */
export interface PlannedSchedule {
  readonly do: 'schedule';
  readonly as: Slot;
  readonly by: Person;
  readonly room: RoomName;
  readonly type: string;
  readonly stateKey?: string;
  readonly content: string;
  readonly txn?: string;
  readonly timeout?: number | 'none';
  /** A name of the user's choice, or the group of the future that is kept there. */
  readonly group?: string | { readonly of: Slot };
}

/** Calls a token of a kept future, alive or not; without one, a token that nobody was ever given. */
export interface PlannedCall {
  readonly do: 'send' | 'refresh' | 'cancel';
  readonly of?: Slot;
  /** Whose access token goes with it, though none is needed (TOKEN-1). */
  readonly beside?: Person;
}

/** One thing to do in a sequence, pauses aside. */
export type PlannedFutures = PlannedSchedule | PlannedCall | Happening;

/** Whether a token is called. */
export function isCall(planned: { readonly do: string }): planned is PlannedCall {
  return isTokenCall(planned);
}
