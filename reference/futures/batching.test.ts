import { describe, expect, test } from 'vitest';

import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { ALICE, type StagedEngine, refusalOf, stageEngine } from './engine.testkit.js';

const event = (
  label: string,
  content: JsonObject = {},
): { type: string; stateKey: undefined; content: JsonObject } => ({
  type: 'm.test',
  stateKey: undefined,
  content: { label, ...content },
});

/** The tokens of one of the parts of an answer. */
function part(answer: JsonObject, ...path: string[]): JsonObject {
  return path.reduce((value, name) => value[name] as JsonObject, answer);
}

const labels = (stage: StagedEngine): unknown[] => stage.events.map(({ content }) => content['label']);

describe('batches', () => {
  test('send one event now and answer the tokens of all others', () => {
    const stage = stageEngine();
    const answer = stage.batch({
      onAction: [
        ['hang-up', event('hang-up')],
        ['__proto__', event('lost')],
      ],
      now: event('now'),
    });
    expect(Object.keys(answer)).toEqual(['send_on_timeout', 'send_on_action', 'send_now']);
    expect(Object.keys(part(answer, 'send_on_timeout'))).toEqual(['send_token', 'refresh_token', 'cancel_token']);
    expect(Object.keys(part(answer, 'send_on_action'))).toEqual(['hang-up', '__proto__']);
    expect(answer['send_now']).toEqual({ eventId: '$event-0', event_id: '$event-0' });
    expect(labels(stage)).toEqual(['now']);
    expect(stage.listed()).toHaveLength(3);

    stage.use(part(answer, 'send_on_action', '__proto__'), 'send_token');
    expect(labels(stage)).toEqual(['now', 'lost']);
    expect(stage.listed()).toEqual([]);
  });

  test('do without actions and without an event now', () => {
    const stage = stageEngine();
    expect(Object.keys(stage.batch())).toEqual(['send_on_timeout']);
    stage.pass(10_000);
    expect(labels(stage)).toEqual(['timeout']);
  });

  test('put the id of the event sent now into the others', () => {
    const stage = stageEngine();
    const text = 'a $m.send_now.event_id and $io.element.send_now.event_id';
    stage.batch({
      now: event('now', { text }),
      onTimeout: event('later', { redacts: '$m.send_now.event_id', deep: [text] }),
    });
    stage.pass(10_000);
    expect(stage.events.map(({ content }) => content)).toEqual([
      { label: 'now', text },
      { label: 'later', redacts: '$event-0', deep: ['a $event-0 and $event-0'] },
    ]);
  });

  test('leave the variable alone when nothing is sent now', () => {
    const stage = stageEngine();
    stage.batch({ onTimeout: event('later', { text: '$m.send_now.event_id' }) });
    stage.pass(10_000);
    expect(stage.sent()).toEqual([{ label: 'later', text: '$m.send_now.event_id' }]);
  });

  test('leave nothing behind when a part is refused', () => {
    const stage = stageEngine();
    const now = event('now');
    const onAction = [['bad', event('bad')]] as const;
    stage.checkForm = ({ content }) => {
      if (content['label'] === 'bad') throw new MatrixError(413, 'M_TOO_LARGE', 'No.');
    };
    expect(refusalOf(() => stage.batch({ now, onAction }))).toBe('413 M_TOO_LARGE');
    expect(refusalOf(() => stage.batch({ now, timeoutMs: 1e12 }))).toBe('400 M_INVALID_PARAM');
    stage.refuse = () => new MatrixError(403, 'M_FORBIDDEN', 'No.');
    expect(refusalOf(() => stage.batch({ now, groupId: 'g' }))).toBe('403 M_FORBIDDEN');
    expect(stage.events).toEqual([]);
    expect(stage.listed()).toEqual([]);
    expect(refusalOf(() => stage.schedule({ groupId: 'g', timeoutMs: 'none' }))).toBe('409 M_CONFLICT');
  });

  test('count all their futures', () => {
    const stage = stageEngine({ readings: { 'Q-LIMIT': 'capped' }, maxFutures: 2 });
    const onAction = [
      ['a', event('a')],
      ['b', event('b')],
    ] as const;
    expect(refusalOf(() => stage.batch({ onAction }))).toBe('400 M_MAX_FUTURES_EXCEEDED');
    expect(refusalOf(() => stage.batch({ onAction: onAction.slice(1) }))).toBeUndefined();
  });

  test('set state now and let it be reset later', () => {
    const stage = stageEngine();
    const state = { type: 'm.call', stateKey: ALICE.userId };
    stage.batch({ now: { ...state, content: { in: true } }, onTimeout: { ...state, content: {} } });
    expect(stage.listed()).toHaveLength(1);
    stage.pass(10_000);
    expect(stage.sent()).toEqual([{}]);
  });

  test('join the group that they name even when their own event ends it', () => {
    const stage = stageEngine();
    const state = { type: 'm.call', stateKey: 'k' };
    stage.schedule({ groupId: 'g', ...state });
    stage.batch({ groupId: 'g', now: { ...state, content: {} }, onAction: [['a', event('a')]] });
    expect(stage.listed()).toHaveLength(2);
    stage.schedule({ groupId: 'g', timeoutMs: 'none' });
    stage.pass(10_000);
    expect(stage.sent()).toEqual([{ label: 'timeout' }]);
    expect(stage.listed()).toEqual([]);
  });

  test('are idempotent', () => {
    const stage = stageEngine();
    const request = { txnId: 'txn', fingerprint: 'same', now: event('now') };
    const answer = stage.batch(request);
    expect(stage.batch(request)).toEqual(answer);
    expect(labels(stage)).toEqual(['now']);
    expect(stage.listed()).toHaveLength(1);
  });

  test('send at once what is due at once', () => {
    const stage = stageEngine();
    stage.batch({ timeoutMs: 0, onAction: [['a', event('a')]] });
    expect(labels(stage)).toEqual(['timeout']);
    expect(stage.listed()).toEqual([]);
  });

  test('replace earlier state futures under Q-STATE-TWICE=replaces', () => {
    const stage = stageEngine({ readings: { 'Q-STATE-TWICE': 'replaces' } });
    stage.schedule({ stateKey: 'k' });
    stage.batch({ onTimeout: { type: 'm.test', stateKey: 'k', content: {} } });
    expect(stage.listed()).toHaveLength(1);
  });
});
