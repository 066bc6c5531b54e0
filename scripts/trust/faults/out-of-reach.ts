import { type FaultRow, TOGETHER } from '../../report/kill-matrix.js';

/**
 * Whether a fault is missed because no check of a suite has a server decide anything that it decides otherwise: all that
 * they do and see on it they do and see on the reference, too.
 *
 * @param suite - which suite, or all together
 */
export function isOutOfReach({ attribution, findings }: FaultRow, suite: string): boolean {
  const found = suite === TOGETHER ? Object.values(findings) : [findings[suite]];
  return attribution[suite] === 'missed' && found.every((one) => one?.ran === 0);
}
