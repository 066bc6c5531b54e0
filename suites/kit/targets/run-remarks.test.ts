import { expect, test } from 'vitest';

import type { SeenEvent } from '../rooms/matrix-json.js';
import { RunRemarks } from './run-remarks.js';

const event = (type: string, sender = '@bot:hs'): SeenEvent => ({ type, sender }) as SeenEvent;

test('where there is nothing to say nothing is said', () => {
  expect(new RunRemarks().sentences).toEqual([]);
});

test('what is said twice is said once', () => {
  const remarks = new RunRemarks();
  remarks.add('the clock was set');
  remarks.add('the clock was set');
  expect(remarks.sentences).toEqual(['the clock was set']);
});

test('what comes again and again is said once, with how often it did', () => {
  const remarks = new RunRemarks();
  for (const sentence of ['a page came', 'a proxy was in the way', 'a page came']) remarks.count(sentence);
  expect(remarks.sentences).toEqual(['a page came (2 times)', 'a proxy was in the way']);
});

test('strangers are told of in one sentence, the most frequent first', () => {
  const remarks = new RunRemarks();
  remarks.addStrangers('!a', []);
  remarks.addStrangers('!b', [event('org.example.rare'), event('m.room.message')]);
  remarks.addStrangers('!c', [event('m.room.message'), event('x.1'), event('x.2'), event('x.3')]);
  expect(remarks.sentences).toHaveLength(1);
  expect(remarks.sentences[0]).toMatch(/^others have sent into 2 of the run's rooms \(m\.room\.message from @bot:hs, /);
  expect(remarks.sentences[0]).toContain('and 2 more kinds');
});
