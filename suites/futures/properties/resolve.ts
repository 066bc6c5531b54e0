import type { Command } from '../model/command.js';
import type { World } from '../model/world.js';
import { isCall, type Planned, type PlannedPause, type Slot } from './plan.js';

/**
 * What a planned command is in the model's terms, where futures have numbers and groups have names.
 *
 * @param slots - which future is kept where
 * @param serial - makes transaction ids that are to be new different from all others
 * @returns `undefined` where it speaks of a place in which nothing is kept
 */
export function resolve(
  planned: Exclude<Planned, PlannedPause>,
  slots: ReadonlyMap<Slot, number>,
  { futures }: World,
  serial: number,
): Command | undefined {
  if (isCall(planned)) {
    if (planned.of === undefined) return { do: planned.do };
    const of = slots.get(planned.of);
    return of === undefined ? undefined : { do: planned.do, of };
  }
  if (planned.do !== 'schedule') return planned;
  const { as: _, group, txn, ...rest } = planned;
  const named = typeof group === 'object' ? futures[slots.get(group.of) ?? -1]?.group : group;
  if (group !== undefined && named === undefined) return undefined;
  return {
    ...rest,
    ...(named === undefined ? {} : { group: named }),
    ...(txn === undefined ? {} : { txn: txn === 'new' ? `new-${serial}` : txn }),
  };
}
