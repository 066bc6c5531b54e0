import * as fc from 'fast-check';

import {
  anybody,
  commandsByWeight,
  nothing,
  outOfTen,
  present,
  type Surroundings,
  type Weights,
} from '../../sequences/happening-arbitrary.js';
import { MESSAGE_TYPES, STATE_TYPES } from '../../sequences/participants.js';
import { type Durations, type Planned, type Slot, SLOTS } from '../../sequences/plan.js';
import type { Simplicity } from '../../sequences/simpler-commands.js';
import type { DelayedTerms, PlannedDelayed } from './terms.js';

/** To the millisecond, as virtual time has it. */
export const EXACT_DURATIONS: Durations = {
  delays: [1_000, 2_000, 3_000, 5_000, 40_000],
  // Across what is due, and far beyond: what may be late for half a minute has to have come after that.
  pauses: [1_000, 500, 1_500, 10_000, 60_000],
  pastNext: [0, 1, -1, -500],
  zero: false,
};

/** What a sequence is about: small pools, so that things get into each other's way. */
interface Theme extends Surroundings {
  /** Out of ten events, how many are state. */
  readonly state: number;
  readonly txns: readonly string[];
  readonly devices: readonly (undefined | 'phone')[];
  /** Where events are kept: the fewer places, the more is done to one event. */
  readonly slots: readonly Slot[];
  /** Out of ten actions, how many go with the token of somebody who may be anybody, or with none. */
  readonly strangers: number;
  readonly weights: Weights<'schedule' | 'act'>;
}

/** What is kept in each place says, unless a theme is about repetition. */
const CONTENTS = ['tea', 'bye', 'news', 'song'];
const NEW_TXN = 'new';

/** What sequences can be about. */
export type ThemeName = 'actions' | 'neighbours' | 'state' | 'permission' | 'repetition' | 'limits' | 'everything';

const THEMES: Readonly<Record<ThemeName, Theme>> = {
  actions: { ...base(), strangers: 1, weights: weights({ schedule: 5, act: 8, pass: 4 }) },
  neighbours: {
    ...base(),
    people: ['alice', 'bob'],
    rooms: ['lounge', 'kitchen'],
    state: 4,
    strangers: 5,
    weights: weights({ schedule: 5, act: 8, pass: 3, 'set-state': 1 }),
  },
  state: {
    ...base(),
    people: ['alice', 'bob'],
    stateKeys: ['', 'desk'],
    state: 9,
    weights: weights({ schedule: 6, act: 4, 'set-state': 4, power: 1, pass: 4 }),
  },
  permission: {
    ...base(),
    people: ['alice', 'bob'],
    state: 3,
    slots: SLOTS.slice(0, 2),
    weights: weights({ schedule: 5, act: 7, 'set-state': 1, member: 4, power: 3, pass: 5 }),
  },
  repetition: {
    ...base(),
    people: ['alice', 'bob'],
    contents: ['tea'],
    state: 3,
    txns: ['t1', 't1', 't2'],
    devices: [undefined, undefined, 'phone'],
    weights: weights({ schedule: 8, act: 4, pass: 3 }),
  },
  limits: {
    ...base(),
    people: ['alice', 'alice', 'bob'],
    txns: [NEW_TXN, NEW_TXN, 't1'],
    weights: weights({ schedule: 9, act: 4, pass: 2 }),
  },
  everything: {
    ...base(),
    people: ['alice', 'bob'],
    rooms: ['lounge', 'kitchen'],
    stateKeys: ['', 'desk'],
    state: 4,
    txns: [NEW_TXN, NEW_TXN, NEW_TXN, 't1'],
    devices: [undefined, undefined, undefined, 'phone'],
    strangers: 1,
    weights: weights({ schedule: 8, act: 7, 'set-state': 2, member: 2, power: 1, pass: 5 }),
  },
};

/** Everything that sequences can be about. */
export const ALL_THEMES = Object.keys(THEMES) as ThemeName[];

/** One person, one room, nothing special. */
function base(): Omit<Theme, 'weights'> {
  return {
    people: ['alice'],
    rooms: ['lounge'],
    stateKeys: [''],
    state: 2,
    contents: CONTENTS,
    txns: [NEW_TXN],
    devices: [undefined],
    slots: SLOTS,
    strangers: 0,
  };
}

function weights(some: Partial<Theme['weights']>): Theme['weights'] {
  return { schedule: 0, act: 0, 'set-state': 0, member: 0, power: 0, pass: 0, ...some };
}

/** Generates single commands of a theme. */
export function commandsAbout(name: string, durations: Durations): fc.Arbitrary<Planned<DelayedTerms>> {
  const theme = THEMES[name as ThemeName];
  return commandsByWeight<PlannedDelayed, 'schedule' | 'act'>(theme, durations, {
    schedule: scheduling(theme, durations),
    act: acting(theme),
  });
}

function acting({ slots, strangers }: Theme): fc.Arbitrary<PlannedDelayed> {
  return fc
    .record({
      do: fc.constantFrom(
        'send' as const,
        'cancel' as const,
        'restart' as const,
        'restart' as const,
        'lookup' as const,
      ),
      of: fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...slots) }, { weight: 1, arbitrary: nothing }),
      as: fc.oneof(
        { weight: 10 - strangers, arbitrary: nothing },
        { weight: strangers, arbitrary: fc.oneof({ weight: 3, arbitrary: anybody }, fc.constant('nobody' as const)) },
      ),
    })
    .map(present);
}

function scheduling(theme: Theme, { delays }: Durations): fc.Arbitrary<PlannedDelayed> {
  // Requests are only repeated where little can differ.
  const repeats = !theme.txns.includes(NEW_TXN);
  return fc
    .record({
      as: fc.constantFrom(...theme.slots),
      by: fc.constantFrom(...theme.people),
      device: fc.constantFrom(...theme.devices),
      room: fc.constantFrom(...theme.rooms),
      stateful: outOfTen(theme.state),
      messageType: fc.constantFrom(...MESSAGE_TYPES.slice(0, repeats ? 1 : MESSAGE_TYPES.length)),
      stateType: fc.constantFrom(...STATE_TYPES.slice(0, theme.stateKeys.length)),
      stateKey: fc.constantFrom(...theme.stateKeys),
      txn: fc.constantFrom(...theme.txns),
      delay: fc.constantFrom(...delays.slice(0, repeats ? 1 : delays.length)),
    })
    .map(({ stateful, messageType, stateType, stateKey, txn, delay, ...rest }): PlannedDelayed => {
      const shape = stateful ? { type: stateType, stateKey } : { type: messageType };
      // A request that is said again is the same in everything.
      const isNew = txn === NEW_TXN;
      const content = (isNew ? theme.contents[rest.as] : theme.contents[0]) ?? '';
      return present({
        do: 'schedule' as const,
        ...rest,
        ...shape,
        content,
        txn,
        delay: isNew ? delay : (delays[0] ?? delay),
      });
    });
}

/** What stands before something else here is simpler to tell. */
const POOLS: Readonly<Record<string, readonly unknown[]>> = {
  by: ['alice', 'bob', 'carol'],
  who: ['alice', 'bob'],
  device: [undefined, 'phone'],
  room: ['lounge', 'kitchen'],
  txn: [NEW_TXN, 't1', 't2'],
  type: ['m.room.message', 'org.example.status', 'org.example.mode'],
  stateKey: ['', 'desk'],
};

/** How commands about delayed events are made simpler. */
export const SIMPLICITY: Simplicity<DelayedTerms> = {
  pools: POOLS,
  delay: 'delay',
  everywhere: [
    [
      ['by', 'who', 'as'],
      ['alice', 'bob'],
    ],
    ...['room', 'type', 'stateKey', 'txn', 'device'].map((field) => [[field], POOLS[field] ?? []] as const),
  ],
  fits: (command, field, value) => {
    const stateful = 'stateKey' in command && command.stateKey !== undefined;
    // In a schedule `as` is a place.
    if (field === 'as' && command.do === 'schedule') return false;
    return !(field === 'type' && stateful && value === 'm.room.message');
  },
  *others(command) {
    if (command.do === 'schedule' && command.stateKey !== undefined) {
      const { stateKey: _, ...message } = command;
      yield { ...message, type: 'm.room.message' };
    }
    if (command.do === 'kick' || command.do === 'ban') yield { ...command, do: 'leave' };
    if ('as' in command && command.do !== 'schedule' && command.as !== undefined) {
      const { as: _, ...own } = command;
      yield own;
    }
  },
};
