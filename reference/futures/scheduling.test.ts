import { describe, expect, test } from 'vitest';

import { MatrixError } from '../matrix/matrix-error.js';
import { ALICE, BOB, refusalOf, stageEngine } from './engine.testkit.js';

describe('answers', () => {
  test('a timeout future gets three tokens and its group', () => {
    const answer = stageEngine().schedule();
    expect(Object.keys(answer).toSorted()).toEqual(['cancel_token', 'future_group_id', 'refresh_token', 'send_token']);
    expect(new Set(Object.values(answer)).size).toBe(4);
  });

  test('a group id that was asked for is echoed', () => {
    expect(stageEngine().schedule({ groupId: 'tea' })['future_group_id']).toBe('tea');
  });

  test.each([
    ['send-token', ['send_token']],
    ['action-token', ['action_token']],
    ['both-names', ['action_token', 'send_token']],
    ['more', ['cancel_token', 'future_group_id', 'send_token']],
  ] as const)('Q-ACTION-RESPONSE=%s: an action future gets %s', (reading, fields) => {
    const stage = stageEngine({ readings: { 'Q-ACTION-RESPONSE': reading } });
    stage.schedule({ groupId: 'g' });
    const answer = stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    expect(Object.keys(answer).toSorted()).toEqual(fields);
    stage.use(answer, fields.at(reading === 'both-names' ? 0 : -1) ?? '');
    expect(stage.sent()).toHaveLength(1);
  });
});

describe('timers', () => {
  test('nothing is sent before the timeout is over, and then at once', () => {
    const stage = stageEngine();
    stage.schedule({ content: { text: 'tea' } });
    stage.pass(9_999);
    expect(stage.events).toEqual([]);
    stage.pass(1);
    expect(stage.events).toMatchObject([
      { sender: ALICE.userId, type: 'm.test', content: { text: 'tea' }, origin_server_ts: stage.clock.now() },
    ]);
    expect(stage.events[0]).not.toHaveProperty('state_key');
  });

  test('a state future keeps its state key, the empty one too', () => {
    const stage = stageEngine();
    stage.schedule({ stateKey: '' });
    stage.pass(10_000);
    expect(stage.events).toMatchObject([{ state_key: '' }]);
  });

  test('an action future never runs out', () => {
    const stage = stageEngine({ maxTimeoutMs: undefined });
    stage.schedule({ groupId: 'g', timeoutMs: 2 ** 45 });
    stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    stage.pass(2 ** 44);
    expect(stage.events).toEqual([]);
  });

  test('timeouts beyond 2^31-1 ms are kept', () => {
    const stage = stageEngine({ maxTimeoutMs: undefined });
    stage.schedule({ timeoutMs: 2 ** 31 + 1 });
    stage.pass(2 ** 31);
    expect(stage.events).toEqual([]);
    stage.pass(1);
    expect(stage.events).toHaveLength(1);
  });

  test.each([
    ['yes', [1, 2, 3]],
    ['unspecified', [3, 2, 1]],
  ] as const)('Q-DOUBLE=%s: the order of simultaneous deadlines is %s', (reading, order) => {
    const stage = stageEngine({ readings: { 'Q-DOUBLE': reading } });
    const first = stage.schedule({ content: { n: 1 }, timeoutMs: 6_000 });
    stage.pass(2_000);
    stage.schedule({ content: { n: 2 } });
    stage.schedule({ content: { n: 3 } });
    stage.pass(4_000 - 1);
    stage.use(first, 'refresh_token');
    stage.pass(1);
    expect(stage.sent()).toEqual([]);
    stage.pass(10_000);
    expect(stage.sent().map(({ n }) => n)).toEqual([1, ...order.filter((n) => n !== 1)]);
  });

  test.each([
    ['yes', [1, 2, 3]],
    ['unspecified', [3, 2, 1]],
  ] as const)('Q-DOUBLE=%s: a refreshed future keeps its place', (reading, order) => {
    const stage = stageEngine({ readings: { 'Q-DOUBLE': reading } });
    const answers = [1, 2, 3].map((n) => stage.schedule({ content: { n } }));
    stage.pass(5_000);
    for (const answer of answers.toReversed()) stage.use(answer, 'refresh_token');
    stage.pass(10_000);
    expect(stage.sent().map(({ n }) => n)).toEqual(order);
  });

  test('20,000 futures that are due at once are all sent', () => {
    const stage = stageEngine();
    for (let index = 0; index < 20_000; index++) stage.schedule();
    stage.pass(10_000);
    expect(stage.events).toHaveLength(20_000);
    expect(stage.listed()).toEqual([]);
  });
});

describe('limits', () => {
  test('exactly the maximum is accepted, one more is not', () => {
    const stage = stageEngine({ maxTimeoutMs: 5_000 });
    stage.schedule({ timeoutMs: 5_000 });
    expect(() => stage.schedule({ timeoutMs: 5_001 })).toThrow('5000 ms');
    expect(stage.listed()).toHaveLength(1);
  });

  test('the default maximum is one week', () => {
    const stage = stageEngine();
    stage.schedule({ timeoutMs: 604_800_000 });
    expect(refusalOf(() => stage.schedule({ timeoutMs: 604_800_001 }))).toBe('400 M_INVALID_PARAM');
  });

  test.each(['M_INVALID_PARAM', 'M_BAD_JSON', 'M_FUTURE_MAX_TIMEOUT_EXCEEDED'] as const)('Q-MAX-CODE=%s', (code) => {
    const stage = stageEngine({ readings: { 'Q-MAX-CODE': code } });
    expect(refusalOf(() => stage.schedule({ timeoutMs: 1e10 }))).toBe(`400 ${code}`);
  });

  test('Q-UNIT=s: the maximum is named in seconds', () => {
    const stage = stageEngine({ readings: { 'Q-UNIT': 's' } });
    expect(() => stage.schedule({ timeoutMs: 1e10 })).toThrow('604800 s');
  });

  test.each([
    ['at-once', undefined, 1],
    ['refused', '400 M_INVALID_PARAM', 0],
  ] as const)('Q-ZERO=%s', (reading, refusal, events) => {
    const stage = stageEngine({ readings: { 'Q-ZERO': reading } });
    let answer = {};
    expect(refusalOf(() => (answer = stage.schedule({ timeoutMs: 0 })))).toBe(refusal);
    expect(stage.events).toHaveLength(events);
    expect(stage.listed()).toEqual([]);
    if (events === 1) {
      expect(answer).toHaveProperty('send_token');
      expect(refusalOf(() => stage.use(answer, 'send_token'))).toBe('410 M_NOT_FOUND');
    }
  });

  test('a zero timeout resolves the group that it joins', () => {
    const stage = stageEngine();
    stage.schedule({ groupId: 'g' });
    stage.schedule({ groupId: 'g', timeoutMs: 0, content: { n: 0 } });
    expect(stage.sent()).toEqual([{ n: 0 }]);
    expect(stage.listed()).toEqual([]);
  });

  test.each([
    ['refused', '400 M_INVALID_PARAM'],
    ['value', undefined],
  ] as const)('Q-NUMBER=%s: numbers beyond 2^53', (reading, refusal) => {
    const stage = stageEngine({ readings: { 'Q-NUMBER': reading }, maxTimeoutMs: undefined });
    expect(refusalOf(() => stage.schedule({ timeoutMs: 2 ** 60 }))).toBe(refusal);
    expect(refusalOf(() => stage.schedule({ timeoutMs: Infinity }))).toBe('400 M_INVALID_PARAM');
    expect(refusalOf(() => stage.schedule({ timeoutMs: 10.5 }))).toBe(refusal);
  });

  test('Q-NUMBER=value: half milliseconds are not early and leave no halves', () => {
    const stage = stageEngine({ readings: { 'Q-NUMBER': 'value' } });
    stage.schedule({ timeoutMs: 10.5 });
    stage.pass(10);
    expect(stage.events).toEqual([]);
    stage.pass(1);
    expect(stage.events).toMatchObject([{ origin_server_ts: 1_000_011 }]);
  });

  test.each([
    ['none', undefined],
    ['capped', '400 M_MAX_FUTURES_EXCEEDED'],
  ] as const)('Q-LIMIT=%s', (reading, refusal) => {
    const stage = stageEngine({ readings: { 'Q-LIMIT': reading }, maxFutures: 2 });
    const first = stage.schedule();
    stage.schedule();
    expect(refusalOf(() => stage.schedule())).toBe(refusal);
    expect(refusalOf(() => stage.schedule({ by: BOB }))).toBeUndefined();
    if (refusal === undefined) return;
    stage.use(first, 'cancel_token');
    expect(refusalOf(() => stage.schedule())).toBeUndefined();
  });
});

describe('permission', () => {
  const forbid = (): MatrixError => new MatrixError(403, 'M_FORBIDDEN', 'No.');

  test('power is not judged at scheduling, and judged when the event is sent', () => {
    const stage = stageEngine();
    stage.refuse = forbid;
    stage.schedule({ content: { n: 1 } });
    stage.schedule({ content: { n: 2 }, timeoutMs: 20_000 });
    stage.pass(10_000);
    stage.refuse = () => undefined;
    stage.pass(10_000);
    expect(stage.sent()).toEqual([{ n: 2 }]);
  });

  test('a future that was refused is gone and is not tried again', () => {
    const stage = stageEngine();
    stage.refuse = forbid;
    const answer = stage.schedule();
    stage.pass(10_000);
    stage.refuse = () => undefined;
    expect(stage.listed()).toEqual([]);
    expect(refusalOf(() => stage.use(answer, 'send_token'))).toBe('410 M_NOT_FOUND');
    stage.pass(1_000_000);
    expect(stage.events).toEqual([]);
  });

  test.each([
    ['scheduling', '403 M_FORBIDDEN', 0],
    ['sending', undefined, 1],
  ] as const)('Q-MEMBERSHIP=%s', (reading, refusal, listed) => {
    const stage = stageEngine({ readings: { 'Q-MEMBERSHIP': reading } });
    stage.strangers.add(ALICE.userId);
    expect(refusalOf(() => stage.schedule())).toBe(refusal);
    expect(stage.listed()).toHaveLength(listed);
  });

  test.each([
    ['403-discarded', '403 M_FORBIDDEN', 0],
    ['stays', '403 M_FORBIDDEN', 2],
    ['200-dropped', undefined, 0],
  ] as const)('Q-FORBIDDEN-SEND=%s', (reading, refusal, listed) => {
    const stage = stageEngine({ readings: { 'Q-FORBIDDEN-SEND': reading } });
    const answer = stage.schedule({ groupId: 'g' });
    stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    stage.refuse = forbid;
    expect(refusalOf(() => stage.use(answer, 'send_token'))).toBe(refusal);
    expect(stage.events).toEqual([]);
    expect(stage.listed()).toHaveLength(listed);
    stage.refuse = () => undefined;
    stage.pass(10_000);
    expect(stage.events).toHaveLength(listed === 0 ? 0 : 1);
  });

  test.each([
    ['stays-timed', [2, 0]],
    ['discarded', [0, 0]],
    ['sendable', [2, 1]],
  ] as const)('Q-FORBIDDEN-GROUP=%s: after each of two timers %s futures are left', (reading, left) => {
    const stage = stageEngine({ readings: { 'Q-FORBIDDEN-GROUP': reading } });
    stage.schedule({ groupId: 'g', timeoutMs: 1_000 });
    stage.schedule({ groupId: 'g', timeoutMs: 2_000 });
    const action = stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    stage.refuse = forbid;
    const counts = [0, 1].map(() => {
      stage.pass(1_000);
      return stage.listed().length;
    });
    expect(counts).toEqual(left);
    stage.refuse = () => undefined;
    expect(refusalOf(() => stage.use(action, 'send_token'))).toBe(left[1] === 0 ? '410 M_NOT_FOUND' : undefined);
    expect(stage.events).toHaveLength(left[1]);
  });

  test.each([
    ['refused', [false]],
    ['never-sent', [true, false]],
    ['sent', [true, true]],
  ] as const)('Q-CONTENT=%s: any numbers at scheduling, at sending: %s', (reading, forms) => {
    const stage = stageEngine({ readings: { 'Q-CONTENT': reading } });
    const seen: boolean[] = [];
    stage.checkForm = (_draft, { anyNumbers }) => {
      seen.push(anyNumbers);
      if (!anyNumbers) throw new MatrixError(400, 'M_BAD_JSON', 'No.');
    };
    const refusal = refusalOf(() => stage.schedule());
    expect(refusal).toBe(reading === 'refused' ? '400 M_BAD_JSON' : undefined);
    stage.pass(10_000);
    const insertions = stage.events.map(({ insertion }) => insertion?.anyNumbers);
    expect([...seen, ...insertions]).toEqual(forms);
  });
});

test('Q-TXN-ECHO', () => {
  const transactionsUnder = (reading: 'absent' | 'present'): unknown[] => {
    const stage = stageEngine({ readings: { 'Q-TXN-ECHO': reading } });
    stage.schedule({ txnId: 'mine' });
    stage.schedule({ stateKey: '' });
    stage.pass(10_000);
    return stage.events.map(({ insertion }) => insertion?.transaction);
  };
  expect(transactionsUnder('absent')).toEqual([undefined, undefined]);
  expect(transactionsUnder('present')).toEqual([{ deviceId: ALICE.deviceId, txnId: 'mine' }, undefined]);
});

describe('leaving and logging out', () => {
  const leave = { roomId: '!room:test', sender: ALICE.userId, type: 'm.room.member', stateKey: ALICE.userId };

  test.each([
    ['sent', 2],
    ['discarded', 1],
  ] as const)('Q-LEAVE=%s', (reading, left) => {
    const stage = stageEngine({ readings: { 'Q-LEAVE': reading } });
    stage.schedule();
    stage.schedule({ roomId: '!other:test' });
    stage.schedule({ by: BOB });
    stage.sendEvent({ ...leave, content: { membership: 'join' } });
    expect(stage.listed()).toHaveLength(2);
    stage.sendEvent({ ...leave, content: { membership: 'leave' } });
    expect(stage.listed()).toHaveLength(left);
    expect(stage.listed(BOB)).toHaveLength(1);
  });

  test('Q-LEAVE=discarded: a ban is a departure too, and a future may bring it about itself', () => {
    const stage = stageEngine({ readings: { 'Q-LEAVE': 'discarded' } });
    stage.schedule();
    stage.schedule({ type: 'm.room.member', stateKey: ALICE.userId, content: { membership: 'ban' }, timeoutMs: 5_000 });
    stage.pass(5_000);
    expect(stage.events).toHaveLength(1);
    expect(stage.listed()).toEqual([]);
  });

  test.each([
    ['stay', 2],
    ['dropped', 1],
  ] as const)('Q-LOGOUT=%s', (reading, left) => {
    const stage = stageEngine({ readings: { 'Q-LOGOUT': reading } });
    stage.schedule();
    stage.schedule({ by: { ...ALICE, deviceId: 'TABLET' } });
    stage.schedule({ by: { ...BOB, deviceId: ALICE.deviceId } });
    stage.engine.deviceGone(ALICE);
    expect(stage.listed()).toHaveLength(left);
    expect(stage.listed(BOB)).toHaveLength(1);
  });
});
