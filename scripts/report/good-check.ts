import type { CheckReport } from './document/check-schema.js';

/** Whether a check has found nothing wrong: it passed, or observed a reading. */
export function isGood({ verdict }: Pick<CheckReport, 'verdict'>): boolean {
  return verdict === 'pass' || verdict === 'observation';
}
