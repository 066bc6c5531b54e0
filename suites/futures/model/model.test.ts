import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { futuresDefaultReadings } from '../../../fixtures/requirements/futures/index.js';
import { type SentEvent, Undecided } from '../../sequences/happening.js';
import { SequenceArbitrary } from '../../sequences/sequence-arbitrary.js';
import { modelledFutures } from '../sequences/modelled-futures.js';
import { FuturesNames } from '../sequences/names.js';
import { ALL_THEMES, EXACT_DURATIONS } from '../sequences/themes.js';
import type { Command, ScheduleCommand } from './command.js';
import { isPossible, passTime, step } from './model.js';
import type { KnownReadings } from './view.js';
import { livingIn, newWorld, type World } from './world.js';

const defaults: KnownReadings = futuresDefaultReadings;

const tea: ScheduleCommand = {
  do: 'schedule',
  by: 'alice',
  room: 'lounge',
  type: 'm.room.message',
  content: 'tea',
  txn: 'a',
  timeout: 1_000,
  group: 'g1',
};
const bye: ScheduleCommand = { ...tea, content: 'bye', txn: 'b', timeout: 'none' };
const status: ScheduleCommand = {
  do: 'schedule',
  by: 'bob',
  room: 'lounge',
  type: 'org.example.status',
  stateKey: '',
  content: 'away',
  timeout: 1_000,
};

/** Does some commands at once, and returns the last answer and what became of the world. */
function after(
  commands: readonly Command[],
  readings = defaults,
): { world: World; answer: string; events: SentEvent[] } {
  let world = newWorld(0);
  let answer = '';
  const events: SentEvent[] = [];
  for (const command of commands) {
    const { answer: expected, ...outcome } = step(readings, world, command);
    world = outcome.world;
    answer = `${expected.is} ${expected.why}`;
    events.push(...outcome.events);
  }
  return { world, answer, events };
}

test('a timer that runs out sends its event and ends its group', () => {
  const { world } = after([tea, bye]);
  const [outcome, ...others] = passTime(defaults, world, 1_000);
  expect(others).toEqual([]);
  expect(outcome?.events.map(({ content, at }) => [content, at])).toEqual([['tea', 1_000]]);
  expect(outcome?.world.futures.map(({ end }) => end?.how)).toEqual(['sent', 'discarded']);
});

test('nothing happens a millisecond before', () => {
  const [outcome] = passTime(defaults, after([tea, bye]).world, 999);
  expect(outcome?.events).toEqual([]);
});

test('an action future needs a group with a live timeout future', () => {
  expect(after([bye]).answer).toBe('refused GROUP-4');
  expect(after([tea, bye]).answer).toBe('new SCHED-5');
  expect(after([tea, { do: 'cancel', of: 0 }, bye]).answer).toBe('refused GROUP-4');
});

test('new state invalidates waiting state futures, whosever they are, unless it is refused', () => {
  const news = { do: 'set-state', by: 'alice', room: 'lounge', type: 'org.example.status', stateKey: '' } as const;
  const sent = after([status, { ...news, content: 'here' }]);
  expect(livingIn(sent.world)).toEqual([]);
  expect(after([status, { ...news, content: 'here' }, { do: 'send', of: 0 }]).answer).toBe('refused STATE-7');
  const refused = after([status, { do: 'forbid', room: 'lounge' }, { ...news, content: 'here' }]);
  expect(livingIn(refused.world)).toHaveLength(1);
});

test('the readings of open questions decide what the text leaves open', () => {
  const second: ScheduleCommand = { ...tea, content: 'more tea', txn: 'c', timeout: 2_000 };
  const story: readonly Command[] = [tea, second, { do: 'cancel', of: 0 }];
  expect(livingIn(after(story).world)).toEqual([]);
  expect(livingIn(after(story, { ...defaults, 'Q-CANCEL': 'own' }).world)).toHaveLength(1);
  const { 'Q-CANCEL': _, ...unknown } = defaults;
  expect(() => after(story, unknown)).toThrow(Undecided);
});

test('timers that run out at the same moment do so in any order where that is open', () => {
  const { world } = after([tea, { ...tea, content: 'song', txn: 'c', group: 'g2' }]);
  const orders = passTime({ ...defaults, 'Q-DOUBLE': 'unspecified' }, world, 1_000);
  expect(orders.map(({ events }) => events.map(({ content }) => content))).toEqual([
    ['tea', 'song'],
    ['song', 'tea'],
  ]);
});

/**
 * What no sequence of commands may lead to, in no combination of readings: the model is judged by a few sentences that are simpler than
 * itself, and every server by the model.
 */
test('whatever happens: one event for a group at most, only from living futures, nothing early', () => {
  const sequences = new SequenceArbitrary(modelledFutures, ALL_THEMES, EXACT_DURATIONS, [10, 60]);
  const readings = fc.record({
    'Q-CANCEL': fc.constantFrom('group' as const, 'own' as const),
    'Q-INVALIDATE-GROUP': fc.constantFrom('member' as const, 'group' as const),
    'Q-ORPHAN': fc.constantFrom('discarded' as const, 'sendable' as const),
    'Q-FORBIDDEN-GROUP': fc.constantFrom('stays-timed' as const, 'discarded' as const, 'sendable' as const),
    'Q-FORBIDDEN-SEND': fc.constantFrom('403-discarded' as const, 'stays' as const),
    'Q-FUTURE-STATE': fc.constantFrom('no' as const, 'yes' as const),
  });
  fc.assert(
    fc.property(sequences, readings, (plan, chosen) => {
      const known = { ...defaults, ...chosen };
      let world = newWorld(0);
      let serial = 0;
      const names = new FuturesNames(known);
      for (const planned of plan) {
        const before = world;
        try {
          if (planned.do === 'pass') {
            const [outcome] = passTime(known, world, world.now + (planned.ms ?? 1_000));
            world = outcome?.world ?? world;
            judge(before, world, outcome?.events ?? []);
            continue;
          }
          const command = names.resolve(planned, world, (serial += 1));
          if (command === undefined || !isPossible(world, command)) continue;
          const { answer, events, ...rest } = step(known, world, command);
          world = rest.world;
          names.keep(planned, { world, answer });
          judge(
            before,
            world,
            events.filter(({ why }) => why !== 'STATE-6'),
          );
        } catch (error) {
          if (!(error instanceof Undecided)) throw error;
        }
      }
    }),
    { seed: 4140, numRuns: 300 },
  );

  function judge(before: World, now: World, events: readonly SentEvent[]): void {
    const sentNow = now.futures.filter(({ id, end }) => end?.how === 'sent' && before.futures[id]?.end === undefined);
    expect(events).toHaveLength(sentNow.length);
    // With the one that is sent the others of its group end, and what has ended stays as it is.
    const groups = sentNow.map(({ by, group }) => `${by} ${group}`);
    expect(new Set(groups).size).toBe(groups.length);
    for (const { id, end } of before.futures) if (end !== undefined) expect(now.futures[id]?.end).toEqual(end);
    for (const { deadline = Infinity } of livingIn(now)) expect(deadline).toBeGreaterThan(now.now);
    for (const { at } of events) expect(at).toBeLessThanOrEqual(now.now);
  }
});
