import { expect, test } from 'vitest';

import { sentenceOf } from '../kit/checks/discrepancy.js';
import type { Session } from '../kit/checks/session.js';
import { Inconclusive, NotApplicable, Violation } from '../kit/checks/verdict.js';
import { TransportFailure } from '../kit/connection/transport.js';
import type { Blame } from './blame.js';
import type { Breach } from './breach.js';
import { explained } from './explained.js';
import { moreExactly } from './more-exactly.js';
import { type Ordinary, ordinaryBreach } from './ordinary.js';
import { unlessUnclear } from './unless-unclear.js';

interface Words {
  readonly time: 'virtual' | 'real';
  beats(count: number): number;
}

/** As much of a session as explaining takes. */
function session(): Session & { readonly entries: string[] } {
  const entries: string[] = [];
  const made = {
    entries,
    slowestStep: 7,
    refusedUnexpectedly: false,
    lostAnswer: false,
    target: { kind: 'embedded' },
    check: { needs: {} },
    warnings: [],
    judged: new Set<string>(),
    limited: new Set<string>(),
    keepScene: () => () => undefined,
    note: (text: string) => void entries.push(text),
    markEvidence: () => entries.length,
    dropEvidence: (mark: number) => void entries.splice(mark),
  };
  return made as unknown as Session & { readonly entries: string[] };
}

const virtual: Words = { time: 'virtual', beats: (count) => count * 1_000 };
const found = new Violation('CASE-1', 'the call went wrong', { firm: true });
const nothingMore: Blame<Words> = { exactly: () => Promise.resolve(undefined) };

test('a violation stands as it is where nothing plainer is broken', async () => {
  const looked = session();
  expect(await explained(found, virtual, looked, nothingMore)).toBe(found);
  const inVain: Blame<Words> = { ...nothingMore, beneath: () => Promise.resolve(undefined) };
  expect(await explained(found, virtual, looked, inVain)).toBe(found);
  expect(looked.entries).toEqual([]);
});

test('for what tells by itself what is to be mended nothing plainer is looked for', async () => {
  const plain = new Violation('CASE-1', 'guests are turned away', { plain: true });
  const breach: Breach = { requirement: 'SEND-1', wrong: 'nothing comes' };
  const blame: Blame<Words> = { ...nothingMore, beneath: () => Promise.resolve(breach) };
  expect(await explained(plain, virtual, session(), blame)).toBe(plain);
});

test('what is beneath is told first, and why it was looked for', async () => {
  const breach: Breach = { requirement: 'SEND-1', wrong: { expected: 'an event', seen: 'none', symptom: 'missing' } };
  const looked = session();
  const told = await explained(found, virtual, looked, { ...nothingMore, beneath: () => Promise.resolve(breach) });
  expect(told).toMatchObject({ requirement: 'SEND-1', symptom: 'missing', seen: 'none', firm: true });
  expect(told.message).toBe('expected an event, got none; that was looked into since the call went wrong');
  expect(looked.entries).toHaveLength(1);
});

test('looks beneath what a violation tells more exactly, and makes it no more doubtful', async () => {
  const looked = session();
  const asked: string[] = [];
  const told = await explained(found, virtual, looked, {
    exactly: () => Promise.resolve(new Violation('TIME-1', 'it never came')),
    beneath(requirement) {
      asked.push(requirement);
      Object.assign(looked, { slowestStep: 5_000, refusedUnexpectedly: true });
      return Promise.resolve(undefined);
    },
  });
  expect(told).toMatchObject({ requirement: 'TIME-1' });
  expect(asked).toEqual(['TIME-1']);
  expect(looked).toMatchObject({ slowestStep: 7, refusedUnexpectedly: false });
});

test('what took too long in real time proves nothing', async () => {
  const looked = session();
  const slow: Blame<Words> = {
    ...nothingMore,
    beneath() {
      looked.slowestStep = 900;
      return Promise.resolve({ requirement: 'SEND-1', wrong: 'nothing came' });
    },
  };
  expect(await explained(found, { ...virtual, time: 'real' }, looked, slow)).toBe(found);
  expect(await explained(found, virtual, looked, slow)).toMatchObject({ requirement: 'SEND-1' });
});

test('only violations are told more exactly', async () => {
  const exact: Blame<Words> = { exactly: () => Promise.resolve(new Violation('TIME-1', 'it never came')) };
  const telling = (thrown?: Error): Promise<string> =>
    moreExactly(
      () => (thrown === undefined ? Promise.resolve('told') : Promise.reject(thrown)),
      virtual,
      session(),
      exact,
    );
  expect(await telling()).toBe('told');
  await expect(telling(found)).rejects.toMatchObject({ requirement: 'TIME-1' });
  await expect(telling(new Inconclusive('who knows'))).rejects.toThrow('who knows');
});

test('of the ordinary stories those are told that a check may have suffered from, and the first that goes wrong counts', async () => {
  const told: string[] = [];
  const story = (name: string, breach?: Breach & { readonly alike?: readonly string[] }): Ordinary<Words, string> => ({
    after: [name],
    tell: () => {
      told.push(name);
      return name === 'unclear' ? Promise.reject(new Inconclusive('who knows')) : Promise.resolve(breach);
    },
  });
  const stories = [
    story('unclear'),
    story('never done', { requirement: 'A-1', wrong: 'a' }),
    story('fine'),
    story('broken', { requirement: 'B-1', wrong: 'b', alike: ['B-2'] }),
    story('later', { requirement: 'C-1', wrong: 'c' }),
  ];
  const done = new Set(['unclear', 'fine', 'broken', 'later']);
  const breach = await ordinaryBreach(virtual, stories, 'CASE-1', done, session());
  expect(breach?.requirement).toBe('B-1');
  expect(sentenceOf(breach?.wrong ?? '')).toBe('b');
  expect(told).toEqual(['unclear', 'fine', 'broken']);
  for (const named of ['B-1', 'B-2'])
    expect(await ordinaryBreach(virtual, stories, named, done, session())).toBeUndefined();
});

test('a look that ends in any other way than a judgement tells nothing', async () => {
  for (const ending of [
    new NotApplicable('no such words'),
    new TransportFailure('gone'),
    new Inconclusive('unclear'),
  ]) {
    expect(await unlessUnclear(() => Promise.reject(ending))).toBeUndefined();
  }
  await expect(unlessUnclear(() => Promise.reject(new TypeError('a mistake')))).rejects.toThrow('a mistake');
});

test('how slowly it is looked for what a violation is more exactly makes it no more doubtful, and another one all the more', async () => {
  const looked = session();
  const looks = (told: Violation | undefined): Blame<Words> => ({
    exactly() {
      looked.slowestStep = 5_000;
      return Promise.resolve(told);
    },
  });
  for (const same of [undefined, found]) expect(await explained(found, virtual, looked, looks(same))).toBe(found);
  expect(looked.slowestStep).toBe(7);
  await explained(found, virtual, looked, looks(new Violation('TIME-1', 'it never came')));
  expect(looked.slowestStep).toBe(5_000);
});

test('what is tried since then is neither judged nor warned of by the check, and its own limits do not count', async () => {
  const looked = session();
  looked.limited.add('/before');
  looked.judged.add('CASE-1');
  await explained(found, virtual, looked, {
    ...nothingMore,
    beneath() {
      expect(looked.limited.size).toBe(0);
      looked.judged.add('SEND-1');
      looked.warnings.push({ requirement: 'SEND-1', message: 'late', symptom: 'late' });
      return Promise.resolve(undefined);
    },
  });
  expect([[...looked.judged], looked.warnings, [...looked.limited]]).toEqual([['CASE-1'], [], ['/before']]);
});

test('a story is not told to a check that tells it more exactly', async () => {
  const story: Ordinary<Words, string> = {
    after: ['sent'],
    unless: ['CASE-1'],
    tell: () => Promise.resolve({ requirement: 'SEND-1', wrong: 'nothing comes' }),
  };
  const done = new Set(['sent']);
  expect(await ordinaryBreach(virtual, [story], 'CASE-1', done, session())).toBeUndefined();
  expect(await ordinaryBreach(virtual, [story], 'CASE-2', done, session())).toMatchObject({ requirement: 'SEND-1' });
});
