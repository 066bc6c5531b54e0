import { expect, test } from 'vitest';

import { Answer } from '../../kit/connection/answer.js';
import type { Command } from '../model/command.js';
import { judgeAnswer } from './judge-answer.js';
import type { KnownEvents } from './known-events.js';
import type { DelayedWorld } from './terms.js';

const WORLD = { answer: { is: 'done', why: 'DE-ACT-8' } } as unknown as DelayedWorld;
const SEND: Command = { do: 'send', of: 1, as: 'alice' };

function judged(status: number, errcode: string): string | undefined {
  const text = JSON.stringify({ errcode, error: 'no' });
  const answer = new Answer({ status, headers: {}, text }, { sentAt: 0, answeredAt: 1 });
  return judgeAnswer(SEND, WORLD, answer, undefined as unknown as KnownEvents)?.requirement;
}

test('an action that is refused breaks what says that it is not', () => {
  expect(judged(404, 'M_NOT_FOUND')).toBe('DE-ACT-8');
  expect(judged(409, 'M_UNKNOWN')).toBe('DE-ACT-8');
});

test('an action that the server does not know at all breaks that there is such an endpoint', () => {
  expect(judged(404, 'M_UNRECOGNIZED')).toBe('DE-ACT-1');
});

test('what is accepted beyond the cap breaks what the capability says', () => {
  const answer = new Answer({ status: 200, headers: {}, text: '{"delay_id":"1"}' }, { sentAt: 0, answeredAt: 1 });
  const judgedBeyond = (events: readonly object[]): string | undefined => {
    const refused = { is: 'refused', why: 'DE-LIM-5', status: 429, errcode: 'M_LIMIT_EXCEEDED' };
    const full = { answer: refused, world: { now: 0, events } } as unknown as DelayedWorld;
    const schedule = { do: 'schedule', by: 'alice' } as unknown as Command;
    return judgeAnswer(schedule, full, answer, undefined as unknown as KnownEvents)?.requirement;
  };
  expect(judgedBeyond([{ by: 'alice' }])).toBe('DE-CAP-6');
  expect(judgedBeyond([{ by: 'bob' }])).toBe('DE-CAP-5');
});
