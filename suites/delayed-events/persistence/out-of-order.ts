import type { TimeWindow } from '../../kit/time/time-window.js';

/**
 * Whether something that fell due around a restart came before what was due earlier by more than events are late: what is
 * due closer together may be sent together, in any order. What a server takes up all at once as it begins again may take it
 * a while, and is overtaken then by what its timers send from that moment on, which nobody else knows: neither is out of
 * order as long as each is in order by itself.
 *
 * @param came - when what came was due, in the order in which it came; what was away meanwhile leaves the beginnings as they were
 * @param lateness - how late events are, in milliseconds
 */
export function isOutOfOrder(came: readonly (Pick<TimeWindow, 'earliest'> | undefined)[], lateness: number): boolean {
  const dues = came.map((due) => due?.earliest ?? 0);
  const beginnings = [...dues, Infinity];
  return !beginnings.some((beginning) => {
    const overdue = dues.filter((due) => due < beginning);
    const later = dues.filter((due) => due >= beginning);
    return isInOrder(overdue, lateness) && isInOrder(later, lateness);
  });
}

function isInOrder(dues: readonly number[], lateness: number): boolean {
  return dues.every((due, index) => dues.slice(index + 1).every((next) => due - next <= lateness));
}
