import { describe, expect, test } from 'vitest';

import { futuresDefaultReadings } from '../../../fixtures/requirements/futures/index.js';
import { Answer } from '../../kit/connection/answer.js';
import { embeddedTarget, type EmbeddedOptions } from '../../kit/targets/embedded-target.js';
import type { Stage, Target } from '../../kit/targets/stage.js';
import type { HttpRequest } from '../../kit/connection/transport.js';
import { DEFAULT_DIALECT } from '../dialect.js';
import { counterexampleInWords } from '../../sequences/counterexample.js';
import type { Findings, Search } from '../../sequences/exploration.js';
import { explore as exploreIn } from '../../sequences/explore.js';
import { exactPace } from '../../sequences/pace.js';
import { SEQUENCE_NEEDS } from '../../sequences/run-sequence.js';
import type { FuturesTerms } from './futures-terms.js';
import { modelledFutures } from './modelled-futures.js';
import { observedReadings } from './observed-readings.js';
import { ALL_THEMES } from './themes.js';

/** How long a slow machine may take to find a fault, in milliseconds. */
const LIMIT_MS = 300_000;

const check = { id: 'test', needs: SEQUENCE_NEEDS };

function explore(
  options: EmbeddedOptions,
  search: Partial<Search> = {},
  target: Target = embeddedTarget(options),
): Promise<Findings<FuturesTerms>> {
  const circumstances = {
    revision: modelledFutures,
    check,
    target,
    dialect: DEFAULT_DIALECT,
    known: futuresDefaultReadings,
    tag: 'fc',
  };
  return exploreIn({ themes: ALL_THEMES, seed: 1, runs: 40, ...search }, circumstances, exactPace(modelledFutures));
}

test('the reference does what the model says', async () => {
  const { exercised, counterexample } = await explore({}, { runs: 20 });
  expect(counterexample?.told.divergence).toBeUndefined();
  expect(exercised.contradictions).toEqual([]);
  expect(exercised.sequences).toBe(20);
  expect(exercised.transitions).toBeGreaterThan(50);
});

describe('a single broken rule is found, and told in a few commands', () => {
  test.each([
    ['timers-of-discarded-futures-run-on', 'GROUP-1'],
    ['tokens-of-discarded-futures-live-on', 'GROUP-2'],
    ['groups-belong-to-everybody', 'GROUP-7'],
    ['group-takes-one-timeout-future', 'GROUP-5'],
    ['refresh-extends-the-old-deadline', 'TOKEN-3'],
    ['refresh-keeps-the-old-deadline', 'TOKEN-3'],
    ['refresh-restarts-the-group', 'TOKEN-5'],
    ['cancel-token-does-nothing', 'TOKEN-6'],
    ['cancelled-futures-stay-listed', 'LIST-5'],
    ['only-own-state-invalidates', 'STATE-3'],
    ['state-of-any-room-invalidates', 'STATE-4'],
    ['timer-overrides-the-power-levels', 'POWER-3'],
    ['who-has-left-still-sends', 'POWER-4'],
    ['transaction-id-is-ignored', 'SCHED-9'],
  ])('%s', { timeout: LIMIT_MS }, async (fault, requirement) => {
    const { counterexample } = await explore({ fault }, { runs: 250 });
    expect(counterexample?.told.divergence.requirement).toBe(requirement);
    expect(counterexample?.told.steps.length).toBeLessThanOrEqual(5);
  });
});

test('seed and path lead to exactly the same story, told in plain words', async () => {
  const options = { fault: 'timers-of-discarded-futures-run-on' };
  const { counterexample } = await explore(options);
  if (counterexample === undefined) throw new Error('nothing was found');
  const again = await explore(options, { replay: counterexample.path });
  const words = [counterexample, again.counterexample].map((one) => one && counterexampleInWords(one));
  expect(words[1]).toBe(words[0]);
  expect(words[0]).toMatchInlineSnapshot(`
    "1. +0.000 s alice schedules the message 'song' in the lounge in 1000 ms (future 1) -> 200.
    2. +0.000 s alice schedules the message 'bye' in the lounge in 1000 ms, in the group that was made for future 1 (future 2) -> 200.
    3. +1.001 s time has passed; now comes m.room.message 'song' from alice in the lounge.
    Expected: no such event (GROUP-1). Seen: m.room.message 'bye' from alice in the lounge at +1.000 s.
    GROUP-1: of all futures of a living group at most one event ever reaches the room, whatever the order and however close together the calls, timers and cancels come"
  `);
});

test('a server that reads a question otherwise than was observed has no fault', async () => {
  // What is taken for observed here are the defaults.
  const { counterexample, exercised } = await explore(
    { futures: { readings: { 'Q-CANCEL': 'own' } } },
    { themes: ['one-group'] },
  );
  expect(counterexample?.told.divergence).toBeUndefined();
  expect(exercised.contradictions.map(({ requirement }) => requirement)).toContain('Q-CANCEL');
});

test('a server that limits requests as it may has no fault', async () => {
  const { counterexample, exercised } = await explore({}, { runs: 20 }, limiting(embeddedTarget()));
  expect(counterexample?.told.divergence).toBeUndefined();
  expect(exercised.stopped.map(([reason]) => reason)).toContain('the server limits what it takes');
});

/** A target that answers every seventh request for a future with 429. */
function limiting(target: Target): Target {
  let count = 0;
  const limit = {
    status: 429,
    headers: {},
    text: '{"errcode":"M_LIMIT_EXCEEDED","error":"Slow","retry_after_ms":1500}',
  };
  return {
    ...target,
    async open(needs) {
      const stage = await target.open(needs);
      const isLimited = ({ path }: HttpRequest): boolean => /_future\//.test(path) && (count += 1) % 7 === 0;
      const send: Stage['send'] = (request) => {
        const now = stage.time.now();
        const span = { sentAt: now, answeredAt: now };
        return isLimited(request) ? Promise.resolve(new Answer(limit, span)) : stage.send(request);
      };
      return { ...stage, send };
    },
  };
}

test('the readings that a server follows are observed, and those that nobody can tell are left out', async () => {
  const readings = await observedReadings(
    embeddedTarget({ futures: { readings: { 'Q-CANCEL': 'own' } } }),
    DEFAULT_DIALECT,
  );
  expect(readings).toMatchObject({ 'Q-CANCEL': 'own', 'Q-ORPHAN': 'discarded', 'Q-TXN-DIFF': 'first-answer' });
});
