import * as fc from 'fast-check';

import type { Person, RoomName } from '../model/command.js';
import type { Planned, Slot } from './plan.js';

/** The durations that fit how time is measured, in milliseconds, the simplest first. */
export interface Durations {
  readonly timeouts: readonly number[];
  readonly pauses: readonly number[];
  /** How far from the next deadline a pause may end; none where deadlines cannot be hit exactly. */
  readonly pastNext: readonly number[];
  /** Whether a timeout of nothing is tried too: what it sends at once is seen at once. */
  readonly zero: boolean;
}

/** To the millisecond, as virtual time has it. */
export const EXACT_DURATIONS: Durations = {
  timeouts: [1_000, 2_000, 3_000, 5_000],
  pauses: [1_000, 500, 1_500, 10_000],
  // Half the time short of it, so that there is something left to be done.
  pastNext: [0, 1, -1, -500],
  zero: true,
};

/** What a sequence is about: small pools, so that things get into each other's way. */
interface Theme {
  readonly people: readonly Person[];
  readonly rooms: readonly RoomName[];
  readonly groups: readonly (string | undefined)[];
  readonly stateKeys: readonly string[];
  /** Out of ten futures, how many are state. */
  readonly state: number;
  /** Out of ten futures, how many have no timer. */
  readonly actions: number;
  readonly contents: readonly string[];
  readonly txns: readonly string[];
  readonly weights: Readonly<Record<'schedule' | 'call' | 'set-state' | 'member' | 'power' | 'pass', number>>;
}

const SLOTS: readonly Slot[] = [0, 1, 2, 3];
/** What is kept in each place says, unless a theme is about repetition. */
const CONTENTS = ['tea', 'bye', 'news', 'song'];
const MESSAGE_TYPES = ['m.room.message', 'org.example.status'];
const STATE_TYPES = ['org.example.status', 'org.example.mode'];
const NEW_TXN = 'new';

/** What sequences can be about. */
export type ThemeName = 'one-group' | 'neighbours' | 'state' | 'permission' | 'repetition' | 'everything';

const THEMES: Readonly<Record<ThemeName, Theme>> = {
  'one-group': {
    ...base(),
    groups: ['g1', 'g1', undefined],
    actions: 4,
    weights: { schedule: 6, call: 7, 'set-state': 0, member: 0, power: 0, pass: 4 },
  },
  neighbours: {
    ...base(),
    people: ['alice', 'bob'],
    rooms: ['lounge', 'kitchen'],
    groups: ['g1', 'g2', 'g1', undefined],
    weights: { schedule: 6, call: 5, 'set-state': 1, member: 0, power: 0, pass: 3 },
  },
  state: {
    ...base(),
    people: ['alice', 'bob'],
    groups: ['g1', 'g2', undefined, undefined],
    stateKeys: ['', 'desk'],
    state: 8,
    actions: 2,
    weights: { schedule: 6, call: 3, 'set-state': 5, member: 0, power: 1, pass: 3 },
  },
  permission: {
    ...base(),
    people: ['alice', 'bob'],
    groups: ['g1', undefined],
    state: 3,
    weights: { schedule: 5, call: 3, 'set-state': 1, member: 4, power: 3, pass: 5 },
  },
  repetition: {
    ...base(),
    people: ['alice', 'bob'],
    contents: ['tea', 'bye'],
    txns: ['t1', 't1', 't2'],
    state: 1,
    weights: { schedule: 8, call: 4, 'set-state': 0, member: 0, power: 0, pass: 3 },
  },
  everything: {
    ...base(),
    people: ['alice', 'bob'],
    rooms: ['lounge', 'kitchen'],
    groups: ['g1', 'g2', undefined],
    stateKeys: ['', 'desk'],
    state: 4,
    txns: [NEW_TXN, NEW_TXN, NEW_TXN, 't1'],
    weights: { schedule: 8, call: 6, 'set-state': 3, member: 2, power: 1, pass: 5 },
  },
};

/** Everything that sequences can be about. */
export const ALL_THEMES = Object.keys(THEMES) as ThemeName[];

/** One person, one room, nothing special. */
function base(): Omit<Theme, 'weights'> {
  return {
    people: ['alice'],
    rooms: ['lounge'],
    groups: [undefined],
    stateKeys: [''],
    state: 2,
    actions: 2,
    contents: CONTENTS,
    txns: [NEW_TXN],
  };
}

/** Generates single commands of a theme. */
export function commandsAbout(theme: ThemeName, durations: Durations): fc.Arbitrary<Planned> {
  return commandOf(THEMES[theme], durations);
}

function commandOf(theme: Theme, durations: Durations): fc.Arbitrary<Planned> {
  const { weights } = theme;
  const person = fc.constantFrom(...theme.people);
  const room = fc.constantFrom(...theme.rooms);
  const anybody = fc.constantFrom<Person>('alice', 'bob', 'carol');
  return fc.oneof(
    { weight: weights.schedule, arbitrary: scheduling(theme, durations) },
    {
      weight: weights.call,
      arbitrary: fc
        .record({
          do: fc.constantFrom('send' as const, 'refresh' as const, 'refresh' as const, 'cancel' as const),
          of: fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...SLOTS) }, { weight: 1, arbitrary: nothing }),
          beside: fc.oneof({ weight: 9, arbitrary: nothing }, { weight: 1, arbitrary: anybody }),
        })
        .map(present),
    },
    {
      weight: weights['set-state'],
      arbitrary: fc.record({
        do: fc.constant('set-state' as const),
        by: anybody,
        room,
        type: fc.constantFrom(...STATE_TYPES.slice(0, theme.stateKeys.length)),
        stateKey: fc.constantFrom(...theme.stateKeys),
        content: fc.constantFrom(...theme.contents),
      }),
    },
    {
      weight: weights.member,
      arbitrary: fc.record({
        do: fc.constantFrom('leave' as const, 'kick' as const, 'ban' as const, 'rejoin' as const, 'rejoin' as const),
        who: person,
        room,
      }),
    },
    {
      weight: weights.power,
      arbitrary: fc.record({ do: fc.constantFrom('forbid' as const, 'permit' as const), room }),
    },
    { weight: weights.pass, arbitrary: pausing(durations) },
  );
}

function scheduling(theme: Theme, { timeouts, zero }: Durations): fc.Arbitrary<Planned> {
  // Requests are only repeated where little can differ.
  const repeats = !theme.txns.includes(NEW_TXN);
  const outOfTen = (share: number): fc.Arbitrary<boolean> => fc.integer({ min: 0, max: 9 }).map((n) => n < share);
  const named = fc.constantFrom(...theme.groups);
  const kept = fc.constantFrom(...SLOTS).map((of) => ({ of }));
  return fc
    .record({
      as: fc.constantFrom(...SLOTS),
      by: fc.constantFrom(...theme.people),
      room: fc.constantFrom(...theme.rooms),
      stateful: outOfTen(theme.state),
      messageType: fc.constantFrom(...MESSAGE_TYPES.slice(0, repeats ? 1 : MESSAGE_TYPES.length)),
      stateType: fc.constantFrom(...STATE_TYPES.slice(0, theme.stateKeys.length)),
      stateKey: fc.constantFrom(...theme.stateKeys),
      content: fc.constantFrom(...theme.contents),
      txn: fc.constantFrom(...theme.txns),
      timed: outOfTen(10 - theme.actions),
      timeout: fc.oneof(
        { weight: 24, arbitrary: fc.constantFrom(...timeouts.slice(0, repeats ? 1 : timeouts.length)) },
        { weight: zero ? 1 : 0, arbitrary: fc.constant(0) },
        // Left out.
        { weight: 1, arbitrary: nothing },
      ),
      group: fc.oneof({ weight: 3, arbitrary: named }, { weight: 1, arbitrary: kept }),
      actionGroup: fc.oneof(
        { weight: 3, arbitrary: kept },
        { weight: 2, arbitrary: named },
        { weight: 1, arbitrary: nothing },
      ),
    })
    .map(({ as, by, room, content, txn, timed, ...rest }): Planned => {
      const shape = rest.stateful ? { type: rest.stateType, stateKey: rest.stateKey } : { type: rest.messageType, txn };
      const when = timed
        ? { timeout: rest.timeout, group: rest.group }
        : { timeout: 'none' as const, group: rest.actionGroup };
      return present({
        do: 'schedule' as const,
        as,
        by,
        room,
        ...shape,
        content: repeats ? content : (theme.contents[as] ?? content),
        ...when,
      });
    });
}

function pausing({ pauses, pastNext }: Durations): fc.Arbitrary<Planned> {
  const pause = fc.constantFrom(...pauses).map((ms): Planned => ({ do: 'pass', ms }));
  if (pastNext.length === 0) return pause;
  return fc.oneof(
    pause,
    fc.constantFrom(...pastNext).map((past): Planned => ({ do: 'pass', pastNext: past })),
  );
}

const nothing = fc.constant(undefined);

/** The same object without the fields that are undefined. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
