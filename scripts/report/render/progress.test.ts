import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { Activity } from '../../../suites/kit/targets/activity.js';
import { madeUpResult } from '../results.testkit.js';
import { Progress } from './progress.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** What was written, piece by piece. */
class Paper {
  readonly pieces: string[] = [];

  constructor(
    readonly isTTY: boolean,
    readonly columns: number = 80,
  ) {}

  write(text: string): void {
    this.pieces.push(text);
  }
}

const found = {
  target: 'x',
  reached: true,
  speaks: 'This server offers something',
  looks: [{ revision: 'futures', result: { implemented: true, dialect: {}, summary: ['timeouts in ms'] } }],
} as const;
const ended = (id: string, verdict: CheckResult['verdict'] = 'pass'): CheckResult =>
  madeUpResult({ id, verdict }) as CheckResult;

test('in a log there is a line now and then, and nothing that erases', () => {
  const paper = new Paper(false);
  const progress = new Progress(paper, true);
  progress.preflight(found);
  progress.checkStarted('futures a', 30);
  progress.checkStarted('futures b', 5);
  vi.advanceTimersByTime(10_000);
  progress.checkEnded(ended('b', 'fail'));
  vi.advanceTimersByTime(10_000);
  progress.stop();
  expect(paper.pieces).toEqual([
    'This server offers something.\n',
    'found futures: timeouts in ms\n',
    '0 of 2 checks, about 20 s of waiting left\n',
    '1 of 2 checks, 1 failed, about 10 s of waiting left\n',
  ]);
});

test('on a terminal one line redraws itself and is gone in the end', () => {
  const paper = new Paper(true, 20);
  const progress = new Progress(paper, true);
  progress.checkStarted('futures a', 30);
  vi.advanceTimersByTime(250);
  progress.stop();
  expect(paper.pieces).toEqual(['\u001b[2K\r0 of 1 checks, abou', '\u001b[2K\r']);
});

test('checks that outlast their waits are named', () => {
  const paper = new Paper(false);
  const progress = new Progress(paper, true);
  progress.checkStarted('futures a', 1);
  vi.advanceTimersByTime(10_000);
  for (const name of ['b', 'c', 'd', 'e']) progress.checkStarted(`futures ${name}`, 1);
  vi.advanceTimersByTime(10_000);
  progress.stop();
  expect(paper.pieces).toEqual([
    '0 of 1 checks, waiting for the last answers to futures a\n',
    '0 of 5 checks, waiting for the last answers to futures a, futures b, futures c and 2 more\n',
  ]);
});

test('checks that outlast their waits are not named where it is said what they wait for', () => {
  const paper = new Paper(false);
  const activity = new Activity();
  activity.ask(() => ['an event is 9 s late']);
  const progress = new Progress(paper, true, activity);
  progress.checkStarted('futures a', 1);
  vi.advanceTimersByTime(10_000);
  progress.stop();
  expect(paper.pieces).toEqual(['0 of 1 checks; an event is 9 s late\n']);
});

test('every moment of a run tells what it waits for', () => {
  const paper = new Paper(false);
  const activity = new Activity();
  const limits = ["2 requests held back by the server's limits, for up to 40 s"];
  activity.ask(() => limits);
  const progress = new Progress(paper, true, activity);
  vi.advanceTimersByTime(10_000);
  activity.begin('checking');
  progress.checkStarted('futures a', 60);
  vi.advanceTimersByTime(10_000);
  progress.checkEnded(ended('a'));
  activity.begin('cleaning up');
  limits.pop();
  vi.advanceTimersByTime(10_000);
  progress.stop();
  expect(paper.pieces).toEqual([
    "looking at the server, for 10 s so far; 2 requests held back by the server's limits, for up to 40 s\n",
    "0 of 1 checks, about 50 s of waiting left; 2 requests held back by the server's limits, for up to 40 s\n",
    '1 of 1 checks, cleaning up\n',
  ]);
});

test('in virtual time nobody waits', () => {
  const paper = new Paper(false);
  const progress = new Progress(paper, false);
  progress.checkStarted('futures a', 30);
  vi.advanceTimersByTime(10_000);
  progress.stop();
  expect(paper.pieces).toEqual(['0 of 1 checks\n']);
});

test('in virtual time what is left is told from how long the others took', () => {
  const paper = new Paper(false);
  const progress = new Progress(paper, false);
  progress.checksChosen(100);
  for (let index = 0; index < 20; index += 1) progress.checkStarted(`futures ${index}`, 1);
  for (let index = 0; index < 20; index += 1) progress.checkEnded(ended(String(index)));
  vi.advanceTimersByTime(10_000);
  progress.stop();
  expect(paper.pieces).toEqual(['20 of 100 checks, about 40 s left\n']);
});

test('before anything has begun in virtual time, and after the end, nothing is said', () => {
  const paper = new Paper(false);
  const progress = new Progress(paper, false);
  progress.preflight({ target: 'x', reached: false, reason: 'no' });
  vi.advanceTimersByTime(60_000);
  progress.stop();
  progress.checkStarted('futures a', 1);
  vi.advanceTimersByTime(60_000);
  expect(paper.pieces).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what a server says of itself cannot draw', () => {
  for (const tty of [true, false]) {
    const paper = new Paper(tty, 200);
    const progress = new Progress(paper, true);
    progress.preflight({ ...found, speaks: 'a\u001b[2Jb\u0007' });
    progress.stop();
    expect(paper.pieces[0]).toContain(String.raw`a\u001b[2Jb\u0007`);
  }
});

test('what passes is cut to the width of the terminal, or to eighty columns; what stays is not', () => {
  for (const [columns, shown] of [
    [10, '0 of 1 ch'],
    [0, '0 of 1 checks, about 30 s of waiting left'],
  ] as const) {
    const paper = new Paper(true, columns);
    const progress = new Progress(paper, true);
    progress.preflight({ ...found, speaks: 'x'.repeat(200), looks: [] });
    progress.checkStarted('futures a', 30);
    vi.advanceTimersByTime(250);
    progress.stop();
    expect(paper.pieces[0]).toBe(`\u001b[2K\r${'x'.repeat(200)}.\n`);
    expect(paper.pieces[1]).toBe(`\u001b[2K\r${shown}`);
  }
});
