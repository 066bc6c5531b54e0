import { describe, expect, test } from 'vitest';

import { madeUpResult } from '../results.testkit.js';
import { expectFailures, staleEntries } from './apply-baseline.js';

const TODAY = '2026-11-22';

const inFutures = (): string[] => ['futures'];

const broken = madeUpResult({ id: 'tokens.a', verdict: 'fail', broken: 'TOKEN-1', judged: ['TOKEN-1'] });
const other = madeUpResult({ id: 'tokens.b', verdict: 'fail', broken: 'TOKEN-2', requirements: ['TOKEN-2'] });
const passing = madeUpResult({ id: 'tokens.c', requirements: ['TOKEN-3'], judged: ['TOKEN-3'] });
const unsure = madeUpResult({ id: 'tokens.d', requirements: ['TOKEN-3'], judged: [], verdict: 'inconclusive' });
const checks = [broken, other, passing];

describe('a failure is expected', () => {
  test('when its check is listed', () => {
    const held = expectFailures(checks, [{ id: 'tokens.a', reason: 'known' }]);
    expect(held.map(({ expected }) => expected?.reason)).toEqual(['known', undefined, undefined]);
  });

  test('when the requirement that it breaks is listed, and not when it only verifies it', () => {
    const breaksAnother = madeUpResult({
      id: 'tokens.e',
      requirements: ['TOKEN-1'],
      verdict: 'fail',
      broken: 'SCHED-1',
    });
    const held = expectFailures([broken, breaksAnother], [{ id: 'TOKEN-1', reason: 'known' }]);
    expect(held.map(({ expected }) => expected?.id)).toEqual(['TOKEN-1', undefined]);
  });

  test('by the entry of its check before that of its requirement', () => {
    const entries = [
      { id: 'TOKEN-1', reason: 'wide' },
      { id: 'tokens.a', reason: 'narrow' },
    ];
    expect(expectFailures([broken], entries)[0]?.expected?.reason).toBe('narrow');
  });
});

describe('an entry is stale', () => {
  const staleIds = (id: string, results = checks, whole = true): string[] =>
    staleEntries([{ id, reason: '' }], [{ name: 'futures', checks: results }], TODAY, whole, inFutures).map(
      (entry) => entry.id,
    );

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
      staleEntries(
        [{ id: 'tokens.a', reason: 'known', expires: TODAY }],
        [{ name: 'futures', checks }],
        day,
        true,
        inFutures,
      );
    expect(on(TODAY)).toEqual([]);
    expect(on('2026-11-23')).toEqual([{ id: 'tokens.a', reason: 'known', why: 'expired' }]);
  });
});

describe('an id that two revisions share', () => {
  const shared = { id: 'tokens.a', requirements: ['TOKEN-1'], judged: ['TOKEN-1'] };
  const fails = madeUpResult({ ...shared, verdict: 'fail', broken: 'TOKEN-1' });
  const [passes, cannotTell] = [madeUpResult(shared), madeUpResult({ ...shared, verdict: 'inconclusive', judged: [] })];
  const inBoth = (): string[] => ['futures', 'delayed-events'];
  const stale = (id: string, first: typeof fails, second?: typeof fails, revision?: string): boolean => {
    const revisions = [
      { name: 'futures', checks: [first] },
      ...(second === undefined ? [] : [{ name: 'delayed-events', checks: [second] }]),
    ];
    const entry = { id, reason: 'known', ...(revision === undefined ? {} : { revision }) };
    return staleEntries([entry], revisions, TODAY, true, inBoth).length > 0;
  };

  test.each(['tokens.a', 'TOKEN-1'])('is stale only when it passes in both: %s', (id) => {
    expect(stale(id, passes, fails)).toBe(false);
    expect(stale(id, fails, passes)).toBe(false);
    expect(stale(id, passes, cannotTell)).toBe(false);
    expect(stale(id, passes, passes)).toBe(true);
  });

  test.each(['tokens.a', 'TOKEN-1'])('is not stale when one of them was not judged: %s', (id) => {
    expect(stale(id, passes)).toBe(false);
    expect(stale(id, passes, undefined, 'futures')).toBe(true);
  });

  test('is stale by the one revision that its entry is about', () => {
    expect(stale('tokens.a', passes, fails, 'futures')).toBe(true);
    expect(stale('tokens.a', passes, fails, 'delayed-events')).toBe(false);
  });
});
