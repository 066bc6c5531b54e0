import type { EventShape, Happening, Person } from '../../sequences/happening.js';

/** Asks for an event to be sent later. */
export interface ScheduleCommand extends EventShape {
  readonly do: 'schedule';
  readonly by: Person;
  /** Milliseconds. */
  readonly delay: number;
  /** Given where it is asked for on another device than the usual one. */
  readonly device?: 'phone';
  /** Absent where what is scheduled has no transaction id. */
  readonly txn?: string;
}

/** Carries out an action on a delayed event, or looks it up. */
export interface EventCommand {
  readonly do: 'send' | 'cancel' | 'restart' | 'lookup';
  /** The event; absent for a `delay_id` that nobody was ever given. */
  readonly of?: number;
  /** Whose access token goes with it; `nobody` for none. */
  readonly as: Person | 'nobody';
}

/** Whatever is done to the homeserver. Time passes besides; see {@link passTime}. */
export type Command = ScheduleCommand | EventCommand | Happening;

/** Whether two requests have the same transaction id, so that the later one may be the earlier one again (DE-SCHED-5). */
export function sameTransaction(one: ScheduleCommand, other: ScheduleCommand): boolean {
  if (one.txn === undefined || one.txn !== other.txn) return false;
  // DE-SCHED-6
  const sameSender = one.by === other.by && one.device === other.device;
  const isState = (asked: ScheduleCommand): boolean => asked.stateKey !== undefined;
  return sameSender && one.room === other.room && one.type === other.type && isState(one) === isState(other);
}

/** Whether two requests of one transaction differ in nothing. */
export function sameRequest(one: ScheduleCommand, other: ScheduleCommand): boolean {
  return one.content === other.content && one.delay === other.delay && one.stateKey === other.stateKey;
}
