import type { TimeWindow } from '../../kit/time/time-window.js';

/**
 * Whether something came before what was due earlier by more than events are late: what is due closer together may be sent
 * together, in any order.
 *
 * @param came - when what came was due, in the order in which it came; what was away meanwhile leaves the beginnings as they were
 * @param lateness - how late events are, in milliseconds
 */
export function isOutOfOrder(came: readonly (Pick<TimeWindow, 'earliest'> | undefined)[], lateness: number): boolean {
  return came.some((due, index) =>
    came.slice(index + 1).some((next) => (due?.earliest ?? 0) - (next?.earliest ?? 0) > lateness),
  );
}
