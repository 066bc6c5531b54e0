import { describe, expect, test } from 'vitest';

import { ALICE, BOB, type StageOptions, refusalOf, stageEngine } from './engine.testkit.js';

const same = { txnId: 'txn', fingerprint: 'same' };
const different = { txnId: 'txn', fingerprint: 'different' };

describe('transaction ids', () => {
  test('the same request again answers the same and stores nothing', () => {
    const stage = stageEngine();
    const answer = stage.schedule(same);
    stage.pass(5_000);
    expect(stage.schedule(same)).toEqual(answer);
    expect(stage.listed()).toHaveLength(1);
    stage.pass(5_000);
    expect(stage.events).toHaveLength(1);
  });

  test.each([
    ['another user', { by: BOB }],
    ['another device', { by: { ...ALICE, deviceId: 'TABLET' } }],
    ['another type', { type: 'm.other' }],
    ['another room', { roomId: '!other:test' }],
    ['another transaction id', { txnId: 'other' }],
  ])('are another one for %s', (_what, wish) => {
    const stage = stageEngine();
    const answer = stage.schedule(same);
    expect(stage.schedule({ ...same, ...wish })).not.toEqual(answer);
  });

  test('what was refused is judged again', () => {
    const stage = stageEngine();
    const action = { ...same, groupId: 'g', timeoutMs: 'none' as const };
    expect(refusalOf(() => stage.schedule(action))).toBe('409 M_CONFLICT');
    stage.schedule({ groupId: 'g' });
    expect(refusalOf(() => stage.schedule(action))).toBeUndefined();
  });

  test('state futures have none', () => {
    const stage = stageEngine();
    const wish = { stateKey: '', content: {}, fingerprint: 'same' };
    expect(stage.schedule(wish)).not.toEqual(stage.schedule(wish));
  });
});

test.each([
  ['first-answer', undefined, 1],
  ['further', undefined, 2],
  ['refused', '400 M_INVALID_PARAM', 1],
] as const)('Q-TXN-DIFF=%s', (reading, refusal, listed) => {
  const stage = stageEngine({ readings: { 'Q-TXN-DIFF': reading } });
  const answer = stage.schedule(same);
  expect(refusalOf(() => stage.schedule(different))).toBe(refusal);
  expect(stage.listed()).toHaveLength(listed);
  expect(stage.schedule(same)).toEqual(answer);
  expect(stage.listed()).toHaveLength(listed);
});

test('Q-TXN-DIFF=further: the further request is idempotent too', () => {
  const stage = stageEngine({ readings: { 'Q-TXN-DIFF': 'further' } });
  stage.schedule(same);
  const further = stage.schedule(different);
  expect(stage.schedule(different)).toEqual(further);
});

test.each([
  ['first-answer', true, 0],
  ['anew', false, 1],
] as const)('Q-TXN-AFTER=%s', (reading, isFirst, listed) => {
  const stage = stageEngine({ readings: { 'Q-TXN-AFTER': reading } });
  const answer = stage.schedule(same);
  stage.use(answer, 'send_token');
  const again = stage.schedule(same);
  expect(again['send_token'] === answer['send_token']).toBe(isFirst);
  expect(stage.listed()).toHaveLength(listed);
  expect(stage.schedule(same)).toEqual(again);
});

test.each([
  [{ 'Q-TXN-AFTER': 'anew', 'Q-TXN-DIFF': 'refused' }, undefined],
  [{ 'Q-TXN-AFTER': 'first-answer', 'Q-TXN-DIFF': 'refused' }, '400 M_INVALID_PARAM'],
] as const)('%j: another request after the first one is gone', (readings, refusal) => {
  const stage = stageEngine({ readings } satisfies StageOptions);
  stage.use(stage.schedule(same), 'cancel_token');
  expect(refusalOf(() => stage.schedule(different))).toBe(refusal);
});
