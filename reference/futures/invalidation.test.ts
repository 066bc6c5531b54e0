import { describe, expect, test } from 'vitest';

import { ALICE, BOB, ROOM, refusalOf, stageEngine } from './engine.testkit.js';

describe('new state', () => {
  test('invalidates futures for the same state, whoever sent it', () => {
    const stage = stageEngine();
    const answers = [stage.schedule({ stateKey: 'k' }), stage.schedule({ by: BOB, stateKey: 'k' })];
    stage.sendState('k', { sender: '@carol:test' });
    expect(stage.listed()).toEqual([]);
    expect(stage.listed(BOB)).toEqual([]);
    for (const answer of answers) expect(refusalOf(() => stage.use(answer, 'send_token'))).toBe('410 M_NOT_FOUND');
    stage.pass(1_000_000);
    expect(stage.sent()).toEqual([]);
  });

  test.each([
    ['another state key', { stateKey: 'other' }],
    ['another type', { stateKey: 'k', type: 'm.other' }],
    ['another room', { stateKey: 'k', roomId: '!other:test' }],
    ['a message of that type', {}],
  ])('does not concern %s', (_what, wish) => {
    const stage = stageEngine();
    stage.schedule(wish);
    stage.sendState('k');
    expect(stage.listed()).toHaveLength(1);
  });

  test('does not come about by a message', () => {
    const stage = stageEngine();
    stage.schedule({ stateKey: '' });
    stage.sendEvent({ roomId: ROOM, sender: ALICE.userId, type: 'm.test', content: {} });
    expect(stage.listed()).toHaveLength(1);
  });

  test('after the timeout it is simply the later event', () => {
    const stage = stageEngine();
    stage.schedule({ stateKey: 'k' });
    stage.pass(10_000);
    stage.sendState('k');
    expect(stage.events.map(({ insertion }) => insertion !== undefined)).toEqual([true, false]);
  });
});

test.each([
  ['member', 1],
  ['group', 0],
] as const)('Q-INVALIDATE-GROUP=%s', (reading, left) => {
  const stage = stageEngine({ readings: { 'Q-INVALIDATE-GROUP': reading } });
  stage.schedule({ groupId: 'g', stateKey: 'k' });
  stage.schedule({ groupId: 'g' });
  stage.sendState('k');
  expect(stage.listed()).toHaveLength(left);
});

test.each([
  ['discarded', '410 M_NOT_FOUND', 0],
  ['sendable', undefined, 1],
] as const)('Q-ORPHAN=%s', (reading, refusal, events) => {
  const stage = stageEngine({ readings: { 'Q-ORPHAN': reading } });
  stage.schedule({ groupId: 'g', stateKey: 'k' });
  const action = stage.schedule({ groupId: 'g', timeoutMs: 'none' });
  stage.sendState('k');
  expect(stage.listed()).toHaveLength(events);
  expect(refusalOf(() => stage.schedule({ groupId: 'g', timeoutMs: 'none' }))).toBe('409 M_CONFLICT');
  expect(refusalOf(() => stage.use(action, 'send_token'))).toBe(refusal);
  expect(stage.sent()).toHaveLength(events);
});

test.each([
  ['no', 2],
  ['yes', 1],
] as const)('Q-FUTURE-STATE=%s', (reading, events) => {
  const stage = stageEngine({ readings: { 'Q-FUTURE-STATE': reading } });
  stage.schedule({ stateKey: 'k', timeoutMs: 1_000 });
  stage.schedule({ stateKey: 'k', timeoutMs: 2_000 });
  stage.pass(2_000);
  expect(stage.sent()).toHaveLength(events);
});

describe('Q-STATE-TWICE', () => {
  const twice = (reading: 'further' | 'replaces' | 'same' | '409', second: object): [string | undefined, number] => {
    const stage = stageEngine({ readings: { 'Q-STATE-TWICE': reading } });
    const wish = { stateKey: 'k', content: { a: 1 }, fingerprint: 'first' };
    stage.schedule(wish);
    const refusal = refusalOf(() => stage.schedule({ ...wish, ...second }));
    return [refusal, stage.listed().length];
  };
  const other = { content: { a: 2 }, fingerprint: 'second' };

  test('further', () => expect(twice('further', {})).toEqual([undefined, 2]));
  test('replaces', () => expect(twice('replaces', other)).toEqual([undefined, 1]));
  test('same, when identical', () => expect(twice('same', {})).toEqual([undefined, 1]));
  test('same, when different', () => expect(twice('same', other)).toEqual([undefined, 2]));
  test('409', () => expect(twice('409', {})).toEqual(['409 M_CONFLICT', 1]));

  test.each(['further', 'replaces', 'same', '409'] as const)('%s: no business of others', (reading) => {
    expect(twice(reading, { by: BOB })).toEqual([undefined, 1]);
    expect(twice(reading, { stateKey: 'other' })).toEqual([undefined, 2]);
  });

  test.each(['further', 'replaces', 'same', '409'] as const)('%s: a group may hold several', (reading) => {
    const stage = stageEngine({ readings: { 'Q-STATE-TWICE': reading } });
    stage.schedule({ groupId: 'g', stateKey: 'k' });
    stage.schedule({ groupId: 'g', stateKey: 'k', timeoutMs: 'none' });
    expect(stage.listed()).toHaveLength(2);
  });

  test('replaces: the later one is what is sent', () => {
    const stage = stageEngine({ readings: { 'Q-STATE-TWICE': 'replaces' } });
    const first = stage.schedule({ stateKey: 'k', content: { n: 1 } });
    stage.schedule({ stateKey: 'k', content: { n: 2 } });
    expect(refusalOf(() => stage.use(first, 'send_token'))).toBe('410 M_NOT_FOUND');
    stage.pass(10_000);
    expect(stage.sent()).toEqual([{ n: 2 }]);
  });
});
