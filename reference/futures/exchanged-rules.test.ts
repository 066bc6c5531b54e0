import { describe, expect, test } from 'vitest';

import { MatrixError } from '../matrix/matrix-error.js';
import type { FutureRulesChange } from './rules/future-rules.js';
import { ALICE, BOB, type StagedEngine, refusalOf, stageEngine } from './engine.testkit.js';

/** What a homeserver is like whose rules differ: how it differs, and what somebody sees of that. */
const differences: readonly [name: string, change: FutureRulesChange, story: (stage: StagedEngine) => void][] = [
  [
    'a refresh counts from the old deadline',
    { dueAfterRefresh: ({ timeoutMs, future }) => (future.life.dueAt ?? 0) + timeoutMs },
    (stage) => {
      const answer = stage.schedule();
      stage.pass(1_000);
      stage.use(answer, 'refresh_token');
      stage.pass(18_999);
      expect(stage.events).toEqual([]);
    },
  ],
  [
    'timeouts overflow at 2^31',
    {
      dueAfterScheduling: ({ now, timeoutMs }) => now + (timeoutMs > 2 ** 31 - 1 ? 1 : timeoutMs),
      judgeTimeout: () => {},
    },
    (stage) => {
      stage.schedule({ timeoutMs: 2 ** 31 });
      stage.pass(1);
      expect(stage.events).toHaveLength(1);
    },
  ],
  [
    'a refresh works once',
    (defaults) => ({
      obeysToken: (facts) =>
        defaults.obeysToken(facts) && !(facts.action === 'refresh' && facts.future.life.refreshes > 0),
    }),
    (stage) => {
      const answer = stage.schedule();
      stage.use(answer, 'refresh_token');
      expect(refusalOf(() => stage.use(answer, 'refresh_token'))).toBe('410 M_NOT_FOUND');
    },
  ],
  [
    'events are sent twice',
    { eventsOf: ({ draft }) => [draft, draft] },
    (stage) => {
      stage.use(stage.schedule(), 'send_token');
      expect(stage.events).toHaveLength(2);
    },
  ],
  [
    'the timers of discarded futures go on',
    { timerStops: () => false },
    (stage) => {
      stage.use(stage.schedule(), 'cancel_token');
      stage.pass(10_000);
      expect(stage.events).toHaveLength(1);
    },
  ],
  [
    'send tokens survive',
    { tokenDies: ({ action }) => action !== 'send' },
    (stage) => {
      const answer = stage.schedule();
      stage.use(answer, 'send_token');
      stage.use(answer, 'send_token');
      expect(stage.events).toHaveLength(2);
    },
  ],
  [
    'a second send comes through within 50 ms',
    {
      tokenDies: () => false,
      obeysToken: ({ future: { life }, now }) => life.ended === undefined || now - life.ended.at < 50,
    },
    (stage) => {
      const answer = stage.schedule();
      stage.use(answer, 'send_token');
      stage.pass(49);
      stage.use(answer, 'send_token');
      expect(stage.events).toHaveLength(2);
      stage.pass(1);
      expect(refusalOf(() => stage.use(answer, 'send_token'))).toBe('410 M_NOT_FOUND');
    },
  ],
  [
    'the listing keeps what was sent',
    { isUnlisted: ({ because }) => because !== 'sent' },
    (stage) => {
      stage.schedule();
      stage.pass(10_000);
      expect(stage.listed()).toHaveLength(1);
    },
  ],
  [
    'the rest of a group stays',
    { discardedBySend: ({ sent }) => [sent] },
    (stage) => {
      stage.schedule({ groupId: 'g' });
      stage.schedule({ groupId: 'g', timeoutMs: 12_000 });
      stage.pass(12_000);
      expect(stage.events).toHaveLength(2);
    },
  ],
  [
    'groups belong to everybody',
    { groupKey: ({ groupId }) => groupId },
    (stage) => {
      stage.schedule({ groupId: 'g' });
      stage.use(stage.schedule({ groupId: 'g', by: BOB }), 'cancel_token');
      expect(stage.listed()).toEqual([]);
    },
  ],
  [
    'group ids are normalised',
    (defaults) => ({ groupKey: (facts) => defaults.groupKey({ ...facts, groupId: facts.groupId.normalize() }) }),
    (stage) => {
      stage.schedule({ groupId: '\u00e9' });
      stage.schedule({ groupId: 'e\u0301' });
      stage.pass(10_000);
      expect(stage.events).toHaveLength(1);
    },
  ],
  [
    'whoever may not send now is refused at once',
    {
      judgeSender: ({ refusalNow }) => {
        const refusal = refusalNow();
        if (refusal !== undefined) throw refusal;
      },
    },
    (stage) => {
      stage.refuse = () => new MatrixError(403, 'M_FORBIDDEN', 'No.');
      expect(refusalOf(() => stage.schedule())).toBe('403 M_FORBIDDEN');
    },
  ],
  [
    'whoever was allowed to send stays allowed',
    { isJudgedWhenSending: () => false },
    (stage) => {
      stage.schedule();
      stage.refuse = () => new MatrixError(403, 'M_FORBIDDEN', 'No.');
      stage.pass(10_000);
      expect(stage.events).toHaveLength(1);
    },
  ],
  [
    'events show the time of scheduling',
    { originServerTs: ({ future }) => future.scheduledAt },
    (stage) => {
      stage.schedule();
      stage.pass(10_000);
      expect(stage.events).toMatchObject([{ origin_server_ts: 1_000_000 }]);
    },
  ],
  [
    'the maximum itself is refused',
    (defaults) => ({
      judgeTimeout: (facts) => defaults.judgeTimeout({ ...facts, timeoutMs: facts.timeoutMs + 1 }),
    }),
    (stage) => expect(refusalOf(() => stage.schedule({ timeoutMs: 604_800_000 }))).toBe('400 M_INVALID_PARAM'),
  ],
  [
    'only the first two futures work',
    () => {
      let count = 0;
      return { dueAfterScheduling: ({ now, timeoutMs }) => (count++ < 2 ? now + timeoutMs : Infinity) };
    },
    (stage) => {
      for (let index = 0; index < 3; index++) stage.schedule();
      stage.pass(10_000);
      expect(stage.events).toHaveLength(2);
    },
  ],
  [
    'what is refused is stored all the same',
    { refusedStays: ({ status }) => status === 409 },
    (stage) => {
      expect(refusalOf(() => stage.schedule({ timeoutMs: 'none', groupId: 'g' }))).toBe('409 M_CONFLICT');
      expect(stage.listed()).toHaveLength(1);
    },
  ],
  [
    'any state of the type invalidates',
    { stateScope: ({ roomId, type, stateKey }) => (stateKey === undefined ? undefined : `${roomId} ${type}`) },
    (stage) => {
      stage.schedule({ stateKey: 'a' });
      stage.sendState('b');
      expect(stage.listed()).toEqual([]);
    },
  ],
  [
    'only the own state invalidates',
    { invalidates: ({ event, future }) => event.sender === future.owner },
    (stage) => {
      stage.schedule({ stateKey: 'a' });
      stage.sendState('a', { sender: BOB.userId });
      expect(stage.listed()).toHaveLength(1);
    },
  ],
  [
    'transaction ids belong to users',
    { transactionScope: ({ by, txnId }) => `${by.userId} ${txnId}` },
    (stage) => {
      const same = { txnId: 't', fingerprint: 'same' };
      const answer = stage.schedule(same);
      expect(stage.schedule({ ...same, by: { ...ALICE, deviceId: 'TABLET' } })).toEqual(answer);
    },
  ],
  [
    'the name of a room is a token',
    (defaults) => ({
      meaningOf: (facts) => {
        const future = [...facts.futures].find(({ draft }) => draft.roomId === facts.token);
        return future === undefined ? defaults.meaningOf(facts) : { action: 'send', future };
      },
    }),
    (stage) => {
      stage.schedule();
      stage.engine.useToken('!room:test');
      expect(stage.events).toHaveLength(1);
    },
  ],
  [
    'dead tokens tell what they were',
    {
      tokenDies: () => false,
      obeysToken: ({ future }) => future.life.ended === undefined,
      goneAnswer: ({ meaning }) => new MatrixError(410, 'M_NOT_FOUND', `Gone: ${meaning?.future.draft.type}`),
    },
    (stage) => {
      const answer = stage.schedule();
      stage.use(answer, 'cancel_token');
      expect(() => stage.use(answer, 'cancel_token')).toThrow('m.test');
    },
  ],
];

describe('one exchanged rule makes a homeserver on which', () => {
  test.each(differences)('%s', (_name, change, story) => {
    story(stageEngine({ rules: change }));
    // The story could not be told of the reference.
    expect(() => story(stageEngine())).toThrow();
  });
});
