import { describe, expect, test } from 'vitest';

import { madeUpResult } from '../results.stage.js';
import { applyBaseline } from './apply-baseline.js';

const TODAY = '2026-11-22';

const broken = madeUpResult({ id: 'tokens.a', verdict: 'fail', broken: 'TOKEN-1', judged: ['TOKEN-1'] });
const other = madeUpResult({ id: 'tokens.b', verdict: 'fail', broken: 'TOKEN-2', requirements: ['TOKEN-2'] });
const passing = madeUpResult({ id: 'tokens.c', requirements: ['TOKEN-3'], judged: ['TOKEN-3'] });
const unsure = madeUpResult({ id: 'tokens.d', requirements: ['TOKEN-3'], judged: [], verdict: 'inconclusive' });
const checks = [broken, other, passing];

describe('a failure is expected', () => {
  test('when its check is listed', () => {
    const outcome = applyBaseline(checks, [{ id: 'tokens.a', reason: 'known' }], TODAY, true);
    expect(outcome.checks.map(({ expected }) => expected?.reason)).toEqual(['known', undefined, undefined]);
    expect(outcome.stale).toEqual([]);
  });

  test('when the requirement that it breaks is listed, and not when it only verifies it', () => {
    const breaksAnother = madeUpResult({
      id: 'tokens.e',
      requirements: ['TOKEN-1'],
      verdict: 'fail',
      broken: 'SCHED-1',
    });
    const outcome = applyBaseline([broken, breaksAnother], [{ id: 'TOKEN-1', reason: 'known' }], TODAY, true);
    expect(outcome.checks.map(({ expected }) => expected?.id)).toEqual(['TOKEN-1', undefined]);
  });

  test('by the entry of its check before that of its requirement', () => {
    const entries = [
      { id: 'TOKEN-1', reason: 'wide' },
      { id: 'tokens.a', reason: 'narrow' },
    ];
    expect(applyBaseline([broken], entries, TODAY, true).checks[0]?.expected?.reason).toBe('narrow');
  });
});

describe('an entry is stale', () => {
  const staleIds = (id: string, results = checks, whole = true): string[] =>
    applyBaseline(results, [{ id, reason: '' }], TODAY, whole).stale.map((entry) => entry.id);

  test('when its check passes, even in a run of a few', () => {
    expect(staleIds('tokens.c', checks, false)).toEqual(['tokens.c']);
  });

  test('when nothing finds its requirement broken and something found it kept', () => {
    expect(staleIds('TOKEN-3')).toEqual(['TOKEN-3']);
    expect(staleIds('TOKEN-1')).toEqual([]);
  });

  test('and not when a requirement was only looked at in part', () => {
    expect(staleIds('TOKEN-3', checks, false)).toEqual([]);
    expect(staleIds('TOKEN-3', [passing, unsure])).toEqual([]);
  });

  test('and not when its check could not tell, or was not run', () => {
    expect(staleIds('tokens.d', [unsure])).toEqual([]);
    expect(staleIds('tokens.unheard-of')).toEqual([]);
  });

  test('when it has expired, from the day after on; until then its failure is expected', () => {
    const on = (day: string): unknown =>
      applyBaseline([broken], [{ id: 'tokens.a', reason: 'known', expires: TODAY }], day, true).stale;
    expect(on(TODAY)).toEqual([]);
    expect(on('2026-11-23')).toEqual([{ id: 'tokens.a', reason: 'known', why: 'expired' }]);
  });
});
