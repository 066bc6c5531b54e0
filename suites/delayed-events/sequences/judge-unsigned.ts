import type { Divergence } from '../../sequences/divergence.js';
import { inWords } from '../../sequences/judge-timeline.js';
import type { SeenUnsigned } from './terms.js';

/**
 * Judges what somebody is shown in `unsigned` of an event that was delayed: its sender the `delay_id` (DE-UNS-1), and nobody
 * else (DE-UNS-2).
 *
 * @param names - what the form calls it there
 * @param delayIds - those that the event may have; none for one that was not delayed
 */
export function judgeUnsigned(
  { event, reader, unsigned }: SeenUnsigned,
  names: readonly string[],
  delayIds: readonly string[],
): Divergence | undefined {
  if (delayIds.length === 0) return undefined;
  const seen = `${reader} sees ${JSON.stringify(unsigned)}`;
  if (reader === event.sender) {
    const isTold = names.some((name) => delayIds.some((delayId) => unsigned[name] === delayId));
    return isTold ? undefined : { requirement: 'DE-UNS-1', expected: `the delay_id in ${inWords(event)}`, seen };
  }
  const isLeaked = delayIds.some((delayId) => JSON.stringify(unsigned).includes(JSON.stringify(delayId)));
  return isLeaked ? { requirement: 'DE-UNS-2', expected: `no delay_id in ${inWords(event)}`, seen } : undefined;
}
