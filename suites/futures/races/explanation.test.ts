import { describe, expect, test } from 'vitest';

import type { Explanation } from '../../races/explanation.js';
import type { RacingCall } from '../../races/recorder.js';
import type { Command, History, RacingEvent, RacingFuture } from './history.js';
import { explainBy } from './readings.js';
import type { Breach, RaceReadings } from './rules.js';

const DEFAULTS: RaceReadings = {
  'Q-CANCEL': 'group',
  'Q-CANCEL-ACTION': 'group',
  'Q-INVALIDATE-GROUP': 'member',
  'Q-ORPHAN': 'discarded',
};

const explain = (history: History, readings: RaceReadings): Explanation<Breach> => explainBy(readings, history);

const FAR = 3_600_000;
const [A, B, C] = [0, 1, 2];

/** A request under way from one moment to another, in milliseconds. */
function call(sentAt: number, answeredAt: number, command: Command, status = 200): RacingCall<Command> {
  return { sentAt, answeredAt, command, status };
}

/** Futures that were accepted one after the other before the first millisecond was over. */
function accepted(...timeouts: readonly (number | undefined)[]): Pick<History, 'futures' | 'calls'> {
  const futures = timeouts.map((timeout, index): RacingFuture => {
    const name = 'ABC'[index] ?? '?';
    return timeout === undefined ? { name } : { name, timeout };
  });
  const calls = futures.map((_, of) => call(of / 10, of / 10 + 0.05, { do: 'schedule', of, elsewhere: false }));
  return { futures, calls };
}

function history(
  before: Pick<History, 'futures' | 'calls'>,
  calls: readonly RacingCall<Command>[],
  events: readonly RacingEvent[],
  more: Partial<History> = {},
): History {
  return {
    futures: before.futures,
    calls: [...before.calls, ...calls],
    events,
    states: {},
    until: 10_000,
    slack: 1,
    ...more,
  };
}

const event = (future: number, seenAt: number): RacingEvent => ({ from: { future }, seenAt });
const newState = (index: number, seenAt: number): RacingEvent => ({ from: { call: index }, seenAt });
const ofKey = (before: Pick<History, 'futures' | 'calls'>): Pick<History, 'futures' | 'calls'> => ({
  ...before,
  futures: before.futures.map((future, index) => (index === A ? { ...future, stateKey: 'key' } : future)),
});

const explainable: [name: string, told: History, readings?: Partial<RaceReadings>][] = [
  ['nothing but a future that waits', history(accepted(FAR), [], [])],
  ['a timer that runs out in its time', history(accepted(2_000), [], [event(A, 2_001)])],
  ['a timer that runs out late', history(accepted(2_000), [], [event(A, 5_000)])],
  [
    'two sends together, of which one has lost',
    history(
      accepted(FAR, undefined),
      [call(10, 20, { do: 'send', of: A }, 410), call(11, 19, { do: 'send', of: B })],
      [event(B, 15)],
    ),
  ],
  [
    'two sends together that are both answered with 200',
    history(
      accepted(FAR, undefined),
      [call(10, 20, { do: 'send', of: A }), call(11, 19, { do: 'send', of: B })],
      [event(A, 15)],
    ),
  ],
  [
    'a send that was asked for later and came first',
    history(
      accepted(FAR, undefined),
      [call(10, 30, { do: 'cancel', of: A }, 404), call(15, 20, { do: 'send', of: B })],
      [event(B, 20)],
    ),
  ],
  [
    'a cancel that lost against the timer',
    history(accepted(2_000), [call(1_999, 2_003, { do: 'cancel', of: A }, 410)], [event(A, 2_002)]),
  ],
  ['a cancel that won against the timer', history(accepted(2_000), [call(1_999, 2_003, { do: 'cancel', of: A })], [])],
  [
    'a refresh that won against the timer',
    history(accepted(2_000), [call(1_999, 2_003, { do: 'refresh', of: A })], [event(A, 4_002)]),
  ],
  [
    'a refresh that lost against the timer and was answered with 200',
    history(accepted(2_000), [call(1_999, 2_003, { do: 'refresh', of: A })], [event(A, 2_002)]),
  ],
  [
    'a future that joined just before the group was sent',
    history(
      { ...accepted(FAR, FAR), calls: accepted(FAR).calls },
      [call(10, 20, { do: 'schedule', of: B, elsewhere: false }), call(10, 20, { do: 'send', of: A })],
      [event(A, 18)],
    ),
  ],
  [
    'a future that came just after the group was sent, and opened a new one',
    history(
      { ...accepted(FAR, FAR), calls: accepted(FAR).calls },
      [
        call(10, 20, { do: 'schedule', of: B, elsewhere: false }),
        call(10, 20, { do: 'send', of: A }),
        call(30, 31, { do: 'list', living: [B] }),
        call(32, 33, { do: 'send', of: B }),
      ],
      [event(A, 18), event(B, 33)],
    ),
  ],
  [
    'an action future that came too late',
    history(
      { ...accepted(FAR, undefined), calls: accepted(FAR).calls },
      [call(10, 20, { do: 'schedule', of: B, elsewhere: false }, 409), call(10, 20, { do: 'cancel', of: A })],
      [],
    ),
  ],
  [
    'a new state event before the timer',
    history(ofKey(accepted(2_000)), [call(1_998, 2_004, { do: 'set-state', stateKey: 'key' })], [newState(1, 2_003)], {
      states: { key: 0 },
    }),
  ],
  [
    'a new state event after the timer',
    history(
      ofKey(accepted(2_000)),
      [call(1_998, 2_004, { do: 'set-state', stateKey: 'key' })],
      [event(A, 2_003), newState(1, 2_003)],
      { states: { key: 1 } },
    ),
  ],
  [
    'a cancelled future of two, where only itself is cancelled',
    history(
      accepted(FAR, FAR),
      [call(10, 20, { do: 'cancel', of: A }), call(30, 40, { do: 'send', of: B })],
      [event(B, 40)],
    ),
    { 'Q-CANCEL': 'own' },
  ],
  [
    'an action future that is left over by a new state event and can be sent',
    history(
      ofKey(accepted(FAR, undefined)),
      [call(10, 20, { do: 'set-state', stateKey: 'key' }), call(30, 40, { do: 'send', of: B })],
      [newState(2, 20), event(B, 40)],
    ),
    { 'Q-ORPHAN': 'sendable' },
  ],
];

const unexplainable: [requirement: string, name: string, told: History][] = [
  [
    'TOKEN-12',
    'two events of one group, sent side by side',
    history(
      accepted(FAR, undefined),
      [call(10, 20, { do: 'send', of: A }), call(11, 19, { do: 'send', of: B })],
      [event(A, 15), event(B, 16)],
    ),
  ],
  [
    'TOKEN-12',
    'the same event twice, sent side by side',
    history(
      accepted(FAR),
      [call(10, 20, { do: 'send', of: A }), call(11, 19, { do: 'send', of: A })],
      [event(A, 15), event(A, 16)],
    ),
  ],
  [
    'TOKEN-12',
    'a future that is refreshed beside being sent, and comes again',
    history(
      accepted(2_000),
      [call(10, 20, { do: 'send', of: A }), call(11, 19, { do: 'refresh', of: A })],
      [event(A, 15), event(A, 2_017)],
    ),
  ],
  [
    'GROUP-1',
    'two events of one group, sent one after the other',
    history(
      accepted(FAR, undefined),
      [call(10, 20, { do: 'send', of: A }), call(30, 40, { do: 'send', of: B })],
      [event(A, 15), event(B, 35)],
    ),
  ],
  [
    'TOKEN-8',
    'a future that has been sent by its timer, and is refreshed and comes again',
    history(accepted(2_000), [call(2_005, 2_006, { do: 'refresh', of: A })], [event(A, 2_003), event(A, 4_006)]),
  ],
  [
    'TOKEN-8',
    'a state future that has been sent by its timer, and is refreshed and comes again',
    history(
      ofKey(accepted(2_000)),
      [call(2_005, 2_006, { do: 'refresh', of: A }), call(5_000, 5_001, { do: 'list', living: [] })],
      [event(A, 2_003), event(A, 4_006)],
      // Which of two events with the same content it is nobody can tell.
      { states: { key: 0 } },
    ),
  ],
  [
    'GROUP-1',
    'an event by token and then another by timer',
    history(accepted(2_000), [call(1_999, 2_001, { do: 'send', of: A })], [event(A, 2_001), event(A, 2_002)]),
  ],
  ['TIME-2', 'a timer that runs out early', history(accepted(2_000), [], [event(A, 1_900)])],
  ['GROUP-10', 'a timer that never runs out', history(accepted(2_000), [], [])],
  [
    'TOKEN-6',
    'a future that is sent by its timer after it was cancelled',
    history(accepted(2_000), [call(1_000, 1_010, { do: 'cancel', of: A })], [event(A, 2_001)]),
  ],
  [
    'TOKEN-8',
    'a call that is answered with 200 long after the group was sent',
    history(
      accepted(FAR),
      [call(10, 20, { do: 'send', of: A }), call(30, 40, { do: 'refresh', of: A })],
      [event(A, 15)],
    ),
  ],
  [
    'TOKEN-2',
    'a send that is refused though nothing has ended the future',
    history(accepted(FAR), [call(10, 20, { do: 'send', of: A }, 410)], []),
  ],
  [
    'GROUP-4',
    'an action future that is taken after the group was sent',
    history(
      { ...accepted(FAR, undefined), calls: accepted(FAR).calls },
      [call(10, 20, { do: 'send', of: A }), call(30, 40, { do: 'schedule', of: B, elsewhere: false })],
      [event(A, 15)],
    ),
  ],
  [
    'STATE-6',
    'a future that comes in the same moment as the new state event, but after it',
    history(
      ofKey(accepted(2_000)),
      [call(1_998, 2_004, { do: 'set-state', stateKey: 'key' })],
      [newState(1, 2_003), event(A, 2_003)],
    ),
  ],
  [
    'STATE-6',
    'an older event that is the state in the end',
    history(
      ofKey(accepted(2_000)),
      [call(1_998, 2_004, { do: 'set-state', stateKey: 'key' })],
      [event(A, 2_003), newState(1, 2_003)],
      { states: { key: 0 } },
    ),
  ],
  [
    'LIST-5',
    'a future that is listed after it was sent',
    history(
      accepted(FAR),
      [call(10, 20, { do: 'send', of: A }), call(30, 40, { do: 'list', living: [A] })],
      [event(A, 15)],
    ),
  ],
  [
    'TIME-3',
    'a timer that runs out late where time is exact',
    history(accepted(2_000), [], [event(A, 2_010)], { lateness: 1 }),
  ],
];

describe('some order explains', () => {
  test.each(explainable)('%s', (_name, told, readings) => {
    expect(explain(told, { ...DEFAULTS, ...readings })).toEqual({ is: 'explained' });
  });
});

describe('no order explains', () => {
  test.each(unexplainable)('%s: %s', (requirement, _name, told) => {
    const explanation = explain(told, DEFAULTS);
    expect(explanation).toMatchObject({ is: 'unexplained' });
    const broken = explanation.is === 'unexplained' ? explanation.breaches.map((breach) => breach.requirement) : [];
    expect(broken[0]).toBe(requirement);
  });
});

describe('waiting may mend', () => {
  const never = history(accepted(2_000), [], []);
  const inVain = history(accepted(2_000), [call(1_000, 1_010, { do: 'cancel', of: A })], [event(A, 2_001)]);
  const sent = call(30, 40, { do: 'send', of: B });

  test.each([
    ['what has not come', never, true],
    ['what was sent and has not come', history(accepted(FAR, FAR), [sent], []), true],
    ['nothing that has come in vain', inVain, false],
    ['nothing that has come in vain, whatever is missing besides', beside(inVain, 2_000), false],
  ])('%s', (_name, told, mayBeMended) => {
    expect(explain(told, DEFAULTS)).toMatchObject({ is: 'unexplained', mayBeMended });
  });

  /** The same with a further future that never comes. */
  function beside(told: History, timeout: number): History {
    const of = told.futures.length;
    const schedule = call(0.9, 0.95, { do: 'schedule', of, elsewhere: true });
    return { ...told, futures: [...told.futures, { name: 'Z', timeout }], calls: [schedule, ...told.calls] };
  }
});

describe('it hangs on the reading', () => {
  const sentAfterCancel = history(
    accepted(FAR, FAR, undefined),
    [call(10, 20, { do: 'cancel', of: A }), call(30, 40, { do: 'send', of: C })],
    [event(C, 40)],
  );

  test.each([
    ['own', 'explained'],
    ['group', 'unexplained'],
  ] as const)('whether a group goes on without a cancelled future: %s', (reading, expected) => {
    expect(explain(sentAfterCancel, { ...DEFAULTS, 'Q-CANCEL': reading }).is).toBe(expected);
  });

  const orphanSent = history(
    ofKey(accepted(FAR, undefined)),
    [call(10, 20, { do: 'set-state', stateKey: 'key' }), call(30, 40, { do: 'send', of: B })],
    [newState(2, 20), event(B, 40)],
  );

  test.each([
    ['sendable', 'explained'],
    ['discarded', 'unexplained'],
  ] as const)('whether an action future outlives the last timeout future: %s', (reading, expected) => {
    expect(explain(orphanSent, { ...DEFAULTS, 'Q-ORPHAN': reading }).is).toBe(expected);
  });
});

test('a history with more orders than can be tried is left undecided', () => {
  const many = Array.from({ length: 16 }, (_, index) => call(10 + index / 100, 20, { do: 'refresh', of: A }));
  const told = history(accepted(FAR), many, [event(A, 15), event(A, 16)]);
  expect(explain(told, DEFAULTS)).toEqual({ is: 'undecided' });
});
