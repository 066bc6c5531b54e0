import { describe, expect, test } from 'vitest';

import { ALICE, BOB, refusalOf, stageEngine } from './engine.testkit.js';

const OTHER_ROOM = '!other:test';

describe('groups', () => {
  test('the first of a group that is due takes the others along', () => {
    const stage = stageEngine();
    stage.schedule({ groupId: 'g', timeoutMs: 3_000, content: { n: 3 } });
    stage.schedule({ groupId: 'g', timeoutMs: 2_000, content: { n: 2 } });
    const action = stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    stage.pass(1_000_000);
    expect(stage.sent()).toEqual([{ n: 2 }]);
    expect(stage.listed()).toEqual([]);
    expect(refusalOf(() => stage.use(action, 'send_token'))).toBe('410 M_NOT_FOUND');
  });

  test('of two that are due together one is sent', () => {
    const stage = stageEngine();
    stage.schedule({ groupId: 'g', content: { n: 1 } });
    stage.schedule({ groupId: 'g', content: { n: 2 } });
    stage.pass(10_000);
    expect(stage.sent()).toEqual([{ n: 1 }]);
  });

  test('generated groups are different groups', () => {
    const stage = stageEngine();
    const [first, second] = [stage.schedule(), stage.schedule()];
    expect(first['future_group_id']).not.toBe(second['future_group_id']);
    stage.pass(10_000);
    expect(stage.events).toHaveLength(2);
  });

  test('a generated group can be joined by its id', () => {
    const stage = stageEngine();
    const { future_group_id: groupId } = stage.schedule();
    const action = stage.schedule({ groupId: String(groupId), timeoutMs: 'none' });
    stage.use(action, 'send_token');
    stage.pass(10_000);
    expect(stage.events).toHaveLength(1);
  });

  test('an action future needs a timeout future', () => {
    const stage = stageEngine();
    const schedule = (): unknown => stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    expect(refusalOf(schedule)).toBe('409 M_CONFLICT');
    const answer = stage.schedule({ groupId: 'g' });
    expect(refusalOf(schedule)).toBeUndefined();
    stage.use(answer, 'send_token');
    expect(refusalOf(schedule)).toBe('409 M_CONFLICT');
    expect(stage.listed()).toEqual([]);
  });

  test.each([
    ['409', '409 M_CONFLICT'],
    ['400', '400 M_MISSING_PARAM'],
  ] as const)('Q-NO-GROUP=%s', (reading, refusal) => {
    const stage = stageEngine({ readings: { 'Q-NO-GROUP': reading } });
    expect(refusalOf(() => stage.schedule({ timeoutMs: 'none' }))).toBe(refusal);
  });

  test.each(['', 'none', '__proto__', 'constructor', 'a/b%2F', 'é'.normalize('NFD'), 'É', 'x'.repeat(10_000)])(
    'the id %j is a group of its own',
    (groupId) => {
      const stage = stageEngine();
      const others = ['é', 'e', 'plain'].map((id) => stage.schedule({ groupId: id }));
      expect(stage.schedule({ groupId })['future_group_id']).toBe(groupId);
      stage.schedule({ groupId, timeoutMs: 'none' });
      for (const answer of others) stage.use(answer, 'cancel_token');
      expect(stage.listed()).toHaveLength(2);
      stage.pass(10_000);
      expect(stage.events).toHaveLength(1);
    },
  );

  test('the same id means another group to another user', () => {
    const stage = stageEngine();
    const mine = stage.schedule({ groupId: 'g' });
    expect(refusalOf(() => stage.schedule({ by: BOB, groupId: 'g', timeoutMs: 'none' }))).toBe('409 M_CONFLICT');
    stage.schedule({ by: BOB, groupId: 'g' });
    stage.use(mine, 'send_token');
    expect(stage.listed(BOB)).toHaveLength(1);
    expect(stage.listed(ALICE)).toHaveLength(0);
  });

  test('all devices of a user share their groups', () => {
    const stage = stageEngine();
    stage.schedule({ groupId: 'g' });
    const action = stage.schedule({ by: { ...ALICE, deviceId: 'TABLET' }, groupId: 'g', timeoutMs: 'none' });
    stage.use(action, 'send_token');
    expect(stage.listed()).toEqual([]);
  });

  test('what is refused takes no group id', () => {
    const stage = stageEngine({ readings: { 'Q-CLIENT-GROUP': 'opens', 'Q-GROUP-REUSE': 'refused' } });
    expect(refusalOf(() => stage.schedule({ groupId: 'g', timeoutMs: 1e12 }))).toBe('400 M_INVALID_PARAM');
    expect(refusalOf(() => stage.schedule({ groupId: 'g', timeoutMs: 'none' }))).toBe('409 M_CONFLICT');
    expect(refusalOf(() => stage.schedule({ groupId: 'g' }))).toBeUndefined();
  });
});

test.each([
  ['opens', undefined, 'mine'],
  ['refused', '400 M_INVALID_PARAM', undefined],
  ['replaced', undefined, 'generated'],
] as const)('Q-CLIENT-GROUP=%s', (reading, refusal, group) => {
  const stage = stageEngine({ readings: { 'Q-CLIENT-GROUP': reading } });
  expect(refusalOf(() => stage.schedule({ groupId: 'mine' }))).toBe(refusal);
  const [answer] = stage.listed();
  if (group === undefined) expect(answer).toBeUndefined();
  else if (group === 'mine') expect(answer?.['future_group_id']).toBe('mine');
  else expect(answer?.['future_group_id']).toMatch(/^random/);
  // Whatever the reading, a living group can be joined.
  const { future_group_id: generated } = stage.schedule();
  expect(stage.schedule({ groupId: String(generated) })['future_group_id']).toBe(generated);
});

test.each([
  ['new-group', undefined],
  ['refused', '400 M_INVALID_PARAM'],
] as const)('Q-GROUP-REUSE=%s', (reading, refusal) => {
  const stage = stageEngine({ readings: { 'Q-GROUP-REUSE': reading } });
  stage.use(stage.schedule({ groupId: 'g' }), 'send_token');
  expect(refusalOf(() => stage.schedule({ groupId: 'g' }))).toBe(refusal);
  expect(refusalOf(() => stage.schedule({ by: BOB, groupId: 'g' }))).toBeUndefined();
});

test.each([
  ['separate', undefined],
  ['refused', '400 M_INVALID_PARAM'],
] as const)('Q-FOREIGN-GROUP=%s', (reading, refusal) => {
  const stage = stageEngine({ readings: { 'Q-FOREIGN-GROUP': reading } });
  stage.schedule({ groupId: 'g' });
  expect(refusalOf(() => stage.schedule({ by: BOB, groupId: 'g' }))).toBe(refusal);
  expect(refusalOf(() => stage.schedule({ groupId: 'g' }))).toBeUndefined();
  stage.pass(10_000);
  expect(refusalOf(() => stage.schedule({ by: BOB, groupId: 'g' }))).toBeUndefined();
});

test.each([
  ['yes', undefined, 1],
  ['refused', '400 M_INVALID_PARAM', 1],
  ['separate', undefined, 2],
] as const)('Q-ROOMS=%s', (reading, refusal, events) => {
  const stage = stageEngine({ readings: { 'Q-ROOMS': reading } });
  stage.schedule({ groupId: 'g' });
  expect(refusalOf(() => stage.schedule({ groupId: 'g', roomId: OTHER_ROOM }))).toBe(refusal);
  stage.pass(10_000);
  expect(stage.events).toHaveLength(events);
});

test('Q-ROOMS: an action future in another room', () => {
  const refusalUnder = (reading: 'yes' | 'refused' | 'separate'): string | undefined => {
    const stage = stageEngine({ readings: { 'Q-ROOMS': reading } });
    stage.schedule({ groupId: 'g' });
    return refusalOf(() => stage.schedule({ groupId: 'g', roomId: OTHER_ROOM, timeoutMs: 'none' }));
  };
  expect(refusalUnder('yes')).toBeUndefined();
  expect(refusalUnder('refused')).toBe('400 M_INVALID_PARAM');
  expect(refusalUnder('separate')).toBe('409 M_CONFLICT');
});
