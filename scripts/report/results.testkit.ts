import type { CheckReport } from './document/check-schema.js';

/** A result as a run could have it, for the tests of what is made of results: a pass, but for what is given. */
export function madeUpResult(result: Partial<CheckReport> = {}): CheckReport {
  return {
    id: 'tokens.example',
    title: 'an example of a check',
    revision: 'futures',
    area: 'tokens',
    requirements: ['TOKEN-1'],
    verdict: 'pass',
    message: '',
    judged: ['TOKEN-1'],
    observations: [],
    warnings: [],
    durationMs: 12,
    runs: 1,
    evidence: [],
    ...result,
  };
}
