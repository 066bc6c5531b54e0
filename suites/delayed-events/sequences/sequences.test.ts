import { describe, expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { embeddedTarget, type EmbeddedOptions } from '../../kit/targets/embedded-target.js';
import { counterexampleInWords } from '../../sequences/counterexample.js';
import type { Findings, Search } from '../../sequences/exploration.js';
import { explore as exploreIn } from '../../sequences/explore.js';
import { exactPace } from '../../sequences/pace.js';
import { SEQUENCE_NEEDS } from '../../sequences/run-sequence.js';
import { delayedEventsSuites } from '../index.js';
import { modelledDelayedEvents as revision } from './modelled-delayed-events.js';
import { limitSequenceChecks } from './sequences.checks.js';
import type { DelayedTerms } from './terms.js';

/** How long a slow machine may take, in milliseconds. */
const LIMIT_MS = 300_000;

const check = { id: 'test', needs: SEQUENCE_NEEDS };

async function explore(options: EmbeddedOptions, search: Partial<Search> = {}): Promise<Findings<DelayedTerms>> {
  const target = embeddedTarget({ revisions: ['delayed-events'], ...options });
  const { preflight } = await prepareChecks(target, delayedEventsSuites);
  if (!preflight.implemented) throw new Error(preflight.reason);
  const { dialect } = preflight;
  const known = await revision.knownOf(target, dialect);
  const circumstances = { revision, check, target, dialect, known, tag: 'fc' };
  return exploreIn({ themes: revision.themes, seed: 1, runs: 40, ...search }, circumstances, exactPace(revision));
}

type Options = NonNullable<EmbeddedOptions['delayedEvents']>;

test.each<readonly [string, Options]>([
  ['as it stands', {}],
  ['in the form of July', { wire: 'july' }],
  ['in a form that forgets', { wire: 'w4' }],
  ['in the oldest form', { wire: 'w0' }],
  [
    'with everything read otherwise',
    { readings: { 'Q-KEEP': 'finished', 'Q-ROOM': '404', 'Q-AUTH-EARLY': 'refused' } },
  ],
  ['as late as it may be', { rules: { runsOutAt: ({ dueAt }) => dueAt + 5_000 } }],
  ['later than anything should be', { readings: { 'Q-LATE': 'any' } }],
])('the reference does what the model says: %s', { timeout: LIMIT_MS }, async (_name, delayedEvents) => {
  const { exercised, counterexample } = await explore({ delayedEvents }, { runs: 12 });
  expect(counterexample && counterexampleInWords(counterexample)).toBeUndefined();
  expect(exercised.contradictions).toEqual([]);
  expect(exercised.sequences).toBe(12);
});

test('state that is there already may be nothing new to a server', { timeout: LIMIT_MS }, async () => {
  const target = embeddedTarget({ revisions: ['delayed-events'], sameStateIsNew: false });
  const only = ['scheduling.sequences-of-repeats'];
  const { checks, run } = await prepareChecks(target, delayedEventsSuites, { only });
  for (const one of checks) expect(await run(one)).toMatchObject({ verdict: 'pass' });
  expect(checks).toHaveLength(1);
});

test.each([{ count: 1 }, { ms: 300 }])(
  'what is made up does not apply where what is over is soon forgotten: %j',
  { timeout: LIMIT_MS },
  async (retention) => {
    const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { retention } });
    const only = ['actions.sequences', 'actions.races-of-actions'];
    const { checks, run } = await prepareChecks(target, delayedEventsSuites, { only });
    for (const one of checks) expect(await run(one)).toMatchObject({ verdict: 'not-applicable' });
    expect(checks).toHaveLength(2);
  },
);

describe('a single broken rule is found, and told in a few steps', () => {
  test.each([
    ['cancel-does-nothing', 'DE-ACT-6'],
    ['timer-of-a-cancelled-event-runs-on', 'DE-ACT-6'],
    ['restart-keeps-the-deadline', 'DE-ACT-7'],
    ['cancel-stops-the-timers-of-others', 'DE-ACT-13'],
    ['permission-is-not-judged-by-the-timer', 'DE-PERM-1'],
    ['lookup-of-state-is-not-found', 'DE-GET-1'],
    ['lookup-tells-when-it-will-end', 'DE-GET-6'],
    ['cancelled-events-are-told-as-waiting', 'DE-GET-9'],
    // What a lookup tells of an event that will never come is right.
    ['cancel-cancels-what-others-have-in-the-room', 'DE-ACT-13'],
    ['who-loses-power-loses-what-waits', 'DE-PERM-1'],
    ['failed-send-loses-the-timer', 'DE-ACT-12'],
    // What the server itself tells of the event says what is broken.
    ['scheduled-events-are-announced', 'DE-SCHED-10'],
    ['delayed-events-come-at-once', 'DE-TIME-1'],
    ['send-sends-the-others-in-the-room', 'DE-ACT-13'],
    ['delayed-content-of-the-first-of-a-type', 'DE-SEND-1'],
    ['delayed-state-is-sent-as-a-message', 'DE-SEND-1'],
    ['delayed-state-cancels-other-delayed-state', 'DE-TIME-6'],
    ['event-ids-of-a-transaction-are-shared', 'DE-SEND-2'],
    // What was right before has been moved by what was done last.
    ['restart-restarts-the-others', 'DE-ACT-13'],
    ['repeated-request-restarts-the-timer', 'DE-SCHED-5'],
    ['failed-send-begins-the-delay-anew', 'DE-ACT-12'],
    ['reading-what-was-sent-forgets-it', 'DE-RET-2'],
    ['events-that-failed-wait-on', 'DE-SEND-4'],
  ])('%s', { timeout: LIMIT_MS }, async (fault, requirement) => {
    const { counterexample } = await explore({ fault }, { runs: 100 });
    expect(counterexample?.told.divergence.requirement).toBe(requirement);
    expect(counterexample?.told.steps.length).toBeLessThanOrEqual(5);
  });
});

test('a path leads to exactly the same story, told in plain words', { timeout: LIMIT_MS }, async () => {
  const options = { fault: 'restart-keeps-the-deadline' };
  const { counterexample } = await explore(options);
  if (counterexample === undefined) throw new Error('nothing was found');
  const again = await explore(options, { replay: counterexample.path });
  const words = [counterexample, again.counterexample].map((one) => one && counterexampleInWords(one));
  expect(words[1]).toBe(words[0]);
  expect(words[0]).toMatch(/alice schedules the message '\w+' in the lounge in \d+ ms \(event 1\) -> 200/);
  expect(words[0]).toMatch(/alice asks to restart event 1 \('\w+'\) -> 200/);
});

test('what a check tells of a sequence has no id in it that opens a door', { timeout: LIMIT_MS }, async () => {
  const target = embeddedTarget({ revisions: ['delayed-events'], fault: 'events-that-failed-wait-on' });
  const { checks, run } = await prepareChecks(target, delayedEventsSuites, { only: ['permission.sequences'] });
  const [one] = checks;
  if (one === undefined) throw new Error('there is no such check');
  const { verdict, message, violation } = await run(one);
  expect(verdict).toBe('fail');
  expect(violation?.seen).toMatch(/"delay_id":"\$delay/);
  expect(JSON.stringify([message, violation])).not.toMatch(/delay_id\\*":\\*"[^$]/);
});

test('where places are few, sequences come to fill them', { timeout: LIMIT_MS }, async () => {
  const run = async (options: EmbeddedOptions): Promise<CheckResult> => {
    const target = embeddedTarget({ revisions: ['delayed-events'], ...options });
    const { checks, run: runOne } = await prepareChecks(target, delayedEventsSuites);
    const limits = checks.find((one) => one.check === limitSequenceChecks[0]);
    if (limits === undefined) throw new Error('there is no such check');
    return runOne(limits);
  };
  expect(await run({})).toMatchObject({ verdict: 'pass', judged: expect.arrayContaining(['DE-LIM-5', 'DE-LIM-6']) });
  expect(await run({ delayedEvents: { wire: 'w1' } })).toMatchObject({ verdict: 'not-applicable' });
});
