import { describe, expect, test } from 'vitest';

import type { JsonObject } from '../matrix/json.js';
import { BOB, type StagedEngine, refusalOf, stageEngine } from './engine.testkit.js';

const GONE = '410 M_NOT_FOUND';

/** Every token of some answers is dead. */
function expectDead(stage: StagedEngine, ...answers: JsonObject[]): void {
  for (const answer of answers) {
    for (const field of Object.keys(answer).filter((name) => name.endsWith('_token'))) {
      expect(refusalOf(() => stage.use(answer, field))).toBe(GONE);
    }
  }
}

describe('send tokens', () => {
  test('send at once and discard the rest of the group', () => {
    const stage = stageEngine();
    const timeout = stage.schedule({ groupId: 'g' });
    const action = stage.schedule({ groupId: 'g', timeoutMs: 'none', content: { n: 'action' } });
    expect(stage.use(action, 'send_token')).toEqual({});
    expect(stage.sent()).toEqual([{ n: 'action' }]);
    expectDead(stage, timeout, action);
    stage.pass(1_000_000);
    expect(stage.events).toHaveLength(1);
  });

  test('stand for the time at which they are used', () => {
    const stage = stageEngine();
    const answer = stage.schedule();
    stage.pass(4_000);
    stage.use(answer, 'send_token');
    expect(stage.events).toMatchObject([{ origin_server_ts: 1_004_000 }]);
  });
});

describe('refresh tokens', () => {
  test('restart the timer from now with the whole duration, as often as one likes', () => {
    const stage = stageEngine();
    const answer = stage.schedule();
    for (let round = 0; round < 50; round++) {
      stage.pass(9_999);
      expect(stage.use(answer, 'refresh_token')).toEqual({});
    }
    expect(stage.events).toEqual([]);
    stage.pass(9_999);
    expect(stage.events).toEqual([]);
    stage.pass(1);
    expect(stage.events).toHaveLength(1);
    expectDead(stage, answer);
  });

  test('neither extend the old deadline nor use what is left of it', () => {
    const stage = stageEngine();
    const answer = stage.schedule();
    stage.pass(1_000);
    stage.use(answer, 'refresh_token');
    stage.pass(9_999);
    expect(stage.events).toEqual([]);
    stage.pass(1);
    expect(stage.events).toHaveLength(1);
  });

  test('leave the others of the group alone', () => {
    const stage = stageEngine();
    const first = stage.schedule({ groupId: 'g', content: { n: 1 } });
    stage.schedule({ groupId: 'g', timeoutMs: 12_000, content: { n: 2 } });
    stage.pass(9_000);
    stage.use(first, 'refresh_token');
    stage.pass(3_000);
    expect(stage.sent()).toEqual([{ n: 2 }]);
  });

  test('change neither listing nor tokens', () => {
    const stage = stageEngine();
    const answer = stage.schedule();
    stage.use(answer, 'refresh_token');
    expect(stage.listed()).toEqual([answer]);
  });
});

describe('cancel tokens', () => {
  test('send nothing and discard the group', () => {
    const stage = stageEngine();
    const timeout = stage.schedule({ groupId: 'g' });
    const action = stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    expect(stage.use(timeout, 'cancel_token')).toEqual({});
    expectDead(stage, timeout, action);
    stage.pass(1_000_000);
    expect(stage.events).toEqual([]);
    expect(stage.listed()).toEqual([]);
  });

  test.each([
    ['group', [0, 0]],
    ['own', [2, 0]],
  ] as const)('Q-CANCEL=%s: after each of two timeout futures %s are left', (reading, left) => {
    const stage = stageEngine({ readings: { 'Q-CANCEL': reading } });
    const first = stage.schedule({ groupId: 'g' });
    const second = stage.schedule({ groupId: 'g' });
    const action = stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    stage.use(first, 'cancel_token');
    expect(stage.listed()).toHaveLength(left[0]);
    expectDead(stage, first);
    if (left[0] > 0) stage.use(second, 'cancel_token');
    expect(stage.listed()).toHaveLength(left[1]);
    expectDead(stage, first, second, action);
    stage.pass(100_000);
    expect(stage.events).toEqual([]);
  });

  test.each([
    ['group', 0],
    ['own', 2],
  ] as const)('Q-CANCEL-ACTION=%s', (reading, left) => {
    const stage = stageEngine({ readings: { 'Q-ACTION-RESPONSE': 'more', 'Q-CANCEL-ACTION': reading } });
    stage.schedule({ groupId: 'g' });
    stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    const action = stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    stage.use(action, 'cancel_token');
    expect(stage.listed()).toHaveLength(left);
  });
});

describe('other tokens', () => {
  test.each([
    ['410', '410 M_NOT_FOUND'],
    ['404', '404 M_NOT_FOUND'],
    ['other', '400 M_NOT_FOUND'],
  ] as const)('Q-GONE=%s', (reading, refusal) => {
    const stage = stageEngine({ readings: { 'Q-GONE': reading } });
    const answer = stage.schedule();
    stage.use(answer, 'cancel_token');
    expect(refusalOf(() => stage.use(answer, 'cancel_token'))).toBe(refusal);
    expect(refusalOf(() => stage.engine.useToken('__proto__'))).toBe(refusal);
  });

  test.each([
    ['empty', {}],
    ['other', { done: true }],
  ] as const)('Q-TOKEN-BODY=%s', (reading, body) => {
    const stage = stageEngine({ readings: { 'Q-TOKEN-BODY': reading } });
    const answer = stage.schedule();
    const answers = ['refresh_token', 'send_token'].map((field) => stage.use(answer, field));
    answers.push(stage.use(stage.schedule(), 'cancel_token'));
    expect(answers).toEqual([body, body, body]);
  });

  test('touch nobody else', () => {
    const stage = stageEngine();
    stage.schedule({ by: BOB, groupId: 'g' });
    stage.use(stage.schedule({ groupId: 'g' }), 'cancel_token');
    expect(stage.listed(BOB)).toHaveLength(1);
  });
});
