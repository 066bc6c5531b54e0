import { sameState } from '../../sequences/happening.js';
import type { ScheduleCommand } from './command.js';

/** Whether a future has a timer. */
export function isTimed({ timeout }: { readonly timeout?: number }): boolean {
  return timeout !== undefined;
}

/** Whether two requests have the same transaction id, so that the later one may be the earlier one again (SCHED-9). */
export function sameTransaction(one: ScheduleCommand, other: ScheduleCommand): boolean {
  const { by, room, type, txn } = one;
  return txn !== undefined && txn === other.txn && by === other.by && room === other.room && type === other.type;
}

/** Whether two requests differ in nothing. */
export function sameRequest(one: ScheduleCommand, other: ScheduleCommand): boolean {
  const alike = one.content === other.content && one.timeout === other.timeout && one.group === other.group;
  return alike && one.by === other.by && (sameTransaction(one, other) || sameState(one, other));
}
