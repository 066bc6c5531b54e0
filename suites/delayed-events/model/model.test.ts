import { describe, expect, test } from 'vitest';

import { Undecided } from '../../sequences/happening.js';
import type { Command, EventCommand, ScheduleCommand } from './command.js';
import { isPossible, passTime, step } from './model.js';
import { type Assumptions, newWorld, type Outcome, type Step, waitingIn, type World } from './world.js';

const accepted: Assumptions = {
  ownerAlone: true,
  remembers: 'yes',
  showsOutcomes: 'yes',
  ownTransactions: true,
  hasStateTransactions: true,
  outlivesNewerState: true,
};
const older: Assumptions = {
  ownerAlone: false,
  remembers: 'no',
  showsOutcomes: 'no',
  ownTransactions: false,
  hasStateTransactions: false,
  outlivesNewerState: false,
};

const tea: ScheduleCommand = {
  do: 'schedule',
  by: 'alice',
  room: 'lounge',
  type: 'm.room.message',
  content: 'tea',
  delay: 1_000,
  txn: 't1',
};
const status: ScheduleCommand = { ...tea, type: 'org.example.status', stateKey: '', content: 'away', txn: 't2' };

/** Does some commands, each of which may come to the first of its outcomes. */
function after(commands: readonly Command[], assumed = accepted, from = newWorld(0)): World {
  return commands.reduce((world, command) => first(step(assumed, world, command)).world, from);
}

function first<T>(outcomes: readonly T[]): T {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('nothing follows');
  return outcome;
}

function answers(steps: readonly Step[]): string[] {
  return steps.map(({ answer }) => `${answer.is}${'status' in answer ? ` ${answer.status}` : ''} ${answer.why}`);
}

function on(what: EventCommand['do'], of: number | undefined = 0, as: EventCommand['as'] = 'alice'): EventCommand {
  return { do: what, as, ...(of === undefined ? {} : { of }) };
}

function cameTo({ world, events }: Outcome): string {
  const ends = world.events.map(({ end }) => end?.how ?? 'waiting').join(', ');
  return `${events.map(({ content, at }) => `${content} at ${at}`).join(', ')}; ${ends}`;
}

describe('time', () => {
  test('nothing comes before its whole delay is over', () => {
    expect(passTime(accepted, after([tea]), 999).map(cameTo)).toEqual(['; waiting']);
  });

  test('what is due is sent, or late', () => {
    expect(passTime(accepted, after([tea]), 1_000).map(cameTo)).toEqual(['tea at 1000; sent', '; waiting']);
  });

  test('what is late has to come within 30 s, unless any lateness is fine', () => {
    expect(passTime(accepted, after([tea]), 31_000).map(cameTo)).toEqual(['tea at 1000; sent']);
    expect(passTime({ ...accepted, 'Q-LATE': 'any' }, after([tea]), 31_000)).toHaveLength(2);
  });

  test('what is late may be cancelled, and never comes then', () => {
    const late = passTime(accepted, after([tea]), 5_000).at(-1);
    const cancelled = after([on('cancel')], accepted, late?.world);
    expect(passTime(accepted, cancelled, 60_000).map(cameTo)).toEqual(['; cancelled']);
  });

  test('a restart begins the whole delay anew', () => {
    const half = first(passTime(accepted, after([tea]), 600)).world;
    const restarted = after([on('restart')], accepted, half);
    expect(passTime(accepted, restarted, 1_599).map(cameTo)).toEqual(['; waiting']);
    expect(first(passTime(accepted, restarted, 1_600)).events[0]).toMatchObject({ at: 1_600, why: 'DE-ACT-7' });
  });

  test('what its sender may not send when it is due fails, and is not tried again', () => {
    const forbidden = after([tea, { do: 'forbid', room: 'lounge' }]);
    const failed = first(passTime(accepted, forbidden, 1_000));
    expect(cameTo(failed)).toBe('; failed');
    const allowed = after([{ do: 'permit', room: 'lounge' }], accepted, failed.world);
    expect(passTime(accepted, allowed, 60_000).map(cameTo)).toEqual(['; failed']);
  });

  test('too many at once are too many outcomes', () => {
    const many = after(Array.from({ length: 9 }, (_, index) => ({ ...tea, txn: String(index) })));
    expect(() => passTime(accepted, many, 1_000)).toThrow(Undecided);
  });
});

describe('scheduling', () => {
  test('the same request again is the same event, whatever has become of it', () => {
    expect(answers(step(accepted, after([tea]), tea))).toEqual(['same DE-SCHED-5']);
    expect(answers(step(accepted, after([tea, on('cancel')]), tea))).toEqual(['same DE-SCHED-6']);
    expect(() => step(older, after([tea, on('cancel')], older), tea)).toThrow(Undecided);
    expect(() => step(accepted, after([tea]), { ...tea, content: 'bye' })).toThrow(Undecided);
  });

  test('another user or device makes another request of the same transaction id', () => {
    expect(answers(step(accepted, after([tea]), { ...tea, device: 'phone' }))).toEqual(['new DE-SCHED-6']);
    expect(answers(step(accepted, after([tea]), { ...tea, by: 'bob' }))).toEqual(['new DE-SCHED-6']);
  });

  test('no more may wait than the server says, and what is over takes no place', () => {
    const capped = { ...accepted, cap: 1 };
    expect(answers(step(capped, after([tea]), status))).toEqual(['refused 429 DE-LIM-5']);
    expect(answers(step(capped, after([tea]), tea))).toEqual(['same DE-SCHED-6']);
    expect(answers(step(capped, after([tea]), { ...tea, by: 'bob' }))).toEqual(['new DE-SCHED-6']);
    expect(answers(step(capped, after([tea, on('cancel')]), status))).toEqual(['new DE-SCHED-1']);
  });

  test('who is not there, or may not send, is refused now or later', () => {
    const left = after([{ do: 'leave', who: 'alice', room: 'lounge' }]);
    expect(answers(step(accepted, left, tea))).toEqual([
      'new DE-PERM-2',
      'refused 403 Q-ROOM',
      'refused 404 Q-ROOM',
      'refused 403 Q-AUTH-EARLY',
    ]);
    const silenced = after([{ do: 'forbid', room: 'lounge' }]);
    const refusing = { ...accepted, 'Q-AUTH-EARLY': 'refused' } as const;
    expect(answers(step(refusing, silenced, tea))).toEqual(['refused 403 Q-AUTH-EARLY']);
    expect(answers(step({ ...accepted, 'Q-AUTH-EARLY': 'accepted' }, silenced, tea))).toEqual(['new DE-PERM-2']);
  });
});

describe('actions', () => {
  test('a send sends, and is not carried out again', () => {
    const [sent] = step(accepted, after([tea]), on('send'));
    expect(sent?.events).toMatchObject([{ content: 'tea', sender: 'alice', at: 0, why: 'DE-ACT-5' }]);
    expect(step(accepted, after([tea, on('send')]), on('send'))).toMatchObject([
      { answer: { is: 'done', why: 'DE-ACT-8' }, events: [] },
    ]);
  });

  test.each([
    ['send', 'send', ['done DE-ACT-8']],
    ['send', 'cancel', ['refused 409 DE-ACT-9']],
    ['send', 'restart', ['refused 409 DE-ACT-10', 'refused 404 DE-ACT-10', 'done Q-RESTART-SENT']],
    ['cancel', 'send', ['refused 409 DE-ACT-9']],
    ['cancel', 'cancel', ['done DE-ACT-8']],
    ['cancel', 'restart', ['refused 409 DE-ACT-9']],
  ] as const)('after a %s, a %s', (end, what, expected) => {
    expect(answers(step(accepted, after([tea, on(end)]), on(what)))).toEqual(expected);
    expect(answers(step(older, after([tea, on(end)], older), on(what)))).toEqual(['refused 404 DE-ACT-16']);
  });

  test('a send that cannot send is refused as the undelayed event would be, and the event waits or is over', () => {
    const silenced = after([tea, { do: 'forbid', room: 'lounge' }]);
    const steps = step(accepted, silenced, on('send'));
    expect(answers(steps)).toEqual(['refused 403 DE-ACT-11', 'refused 403 DE-ACT-11']);
    expect(steps.map(({ world }) => waitingIn(world).length)).toEqual([1, 0]);
    expect(step({ ...accepted, 'Q-KEEP': 'scheduled' }, silenced, on('send'))).toHaveLength(1);
  });

  test('an event is nobody elses to act on or to see, unless the form has it so', () => {
    const world = after([tea]);
    expect(answers(step(accepted, world, on('cancel', 0, 'bob')))).toEqual(['refused 404 DE-ACT-4']);
    expect(answers(step(accepted, world, on('cancel', 0, 'nobody')))).toEqual(['refused 401 DE-ERR-2']);
    expect(answers(step(accepted, world, on('cancel', 7)))).toEqual(['refused 404 DE-ACT-3']);
    expect(answers(step(older, world, on('cancel', 0, 'nobody')))).toEqual(['done DE-ACT-6']);
    expect(answers(step(older, world, on('lookup', 0, 'nobody')))).toEqual(['refused 401 DE-ERR-2']);
    expect(answers(step(older, world, on('lookup', 0, 'bob')))).toEqual(['refused 404 DE-GET-2']);
  });

  test('what is over is told of where it is kept', () => {
    expect(answers(step(accepted, after([tea, on('send')]), on('lookup')))).toEqual(['told DE-GET-1']);
    expect(answers(step(older, after([tea, on('send')], older), on('lookup')))).toEqual(['refused 404 DE-ACT-16']);
  });
});

describe('newer state', () => {
  const newer: Command = {
    do: 'set-state',
    by: 'bob',
    room: 'lounge',
    type: status.type,
    stateKey: '',
    content: 'here',
  };

  test('leaves delayed state alone, but in older forms that of others', () => {
    expect(step(accepted, after([status]), newer).map(cameTo)).toEqual(['here at 0; waiting']);
    expect(step(older, after([status], older), newer).map(cameTo)).toEqual([
      'here at 0; waiting',
      'here at 0; cancelled',
    ]);
    expect(step(older, after([status], older), { ...newer, by: 'alice' })).toHaveLength(1);
  });

  test('may in older forms cancel what is due at the same moment', () => {
    const two = after([status, { ...status, content: 'back', txn: 't3' }], older);
    expect(passTime(accepted, two, 40_000).map(cameTo)).toEqual(['away at 1000, back at 1000; sent, sent']);
    expect(passTime(older, two, 40_000).map(cameTo)).toEqual([
      'away at 1000, back at 1000; sent, sent',
      'away at 1000; sent, cancelled',
    ]);
  });
});

test('nobody leaves who is not there', () => {
  const left = after([{ do: 'leave', who: 'alice', room: 'lounge' }]);
  expect(isPossible(left, { do: 'leave', who: 'alice', room: 'lounge' })).toBe(false);
  expect(isPossible(left, { do: 'rejoin', who: 'alice', room: 'lounge' })).toBe(true);
  expect(isPossible(left, { do: 'permit', room: 'lounge' })).toBe(false);
});
