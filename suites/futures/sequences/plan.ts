import type { MemberCommand, PowerCommand, Person, RoomName, SetStateCommand } from '../model/command.js';

/** Where a plan keeps a future, so that later commands can name it: the latest one put there is meant. */
export type Slot = 0 | 1 | 2 | 3;

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

/** Lets time pass: so many milliseconds, or to so many milliseconds after the next deadline. */
export interface PlannedPause {
  readonly do: 'pass';
  readonly ms?: number;
  readonly pastNext?: number;
}

/** One thing to do in a sequence. */
export type Planned = PlannedSchedule | PlannedCall | SetStateCommand | MemberCommand | PowerCommand | PlannedPause;

/** A sequence, before anybody knows what becomes of it. Plain data. */
export type Plan = readonly Planned[];

/** Whether a token is called. */
export function isCall(planned: Planned): planned is PlannedCall {
  return planned.do === 'send' || planned.do === 'refresh' || planned.do === 'cancel';
}
