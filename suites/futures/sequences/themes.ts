import * as fc from 'fast-check';

import {
  commandsByWeight,
  anybody,
  nothing,
  outOfTen,
  present,
  type Surroundings,
  type Weights,
} from '../../sequences/happening-arbitrary.js';
import { MESSAGE_TYPES, STATE_TYPES } from '../../sequences/participants.js';
import { type Durations, type Planned, SLOTS } from '../../sequences/plan.js';
import type { Simplicity } from '../../sequences/simpler-commands.js';
import type { FuturesTerms } from './futures-terms.js';
import type { PlannedFutures } from './plan.js';

/** To the millisecond, as virtual time has it. */
export const EXACT_DURATIONS: Durations = {
  delays: [1_000, 2_000, 3_000, 5_000],
  pauses: [1_000, 500, 1_500, 10_000],
  // Half the time short of it, so that there is something left to be done.
  pastNext: [0, 1, -1, -500],
  zero: true,
};

/** What a sequence is about: small pools, so that things get into each other's way. */
interface Theme extends Surroundings {
  readonly groups: readonly (string | undefined)[];
  /** Out of ten futures, how many are state. */
  readonly state: number;
  /** Out of ten futures, how many have no timer. */
  readonly actions: number;
  readonly txns: readonly string[];
  readonly weights: Weights<'schedule' | 'call'>;
}

/** What is kept in each place says, unless a theme is about repetition. */
const CONTENTS = ['tea', 'bye', 'news', 'song'];
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
export function commandsAbout(name: string, durations: Durations): fc.Arbitrary<Planned<FuturesTerms>> {
  const theme = THEMES[name as ThemeName];
  return commandsByWeight<PlannedFutures, 'schedule' | 'call'>(theme, durations, {
    schedule: scheduling(theme, durations),
    call: fc
      .record({
        do: fc.constantFrom('send' as const, 'refresh' as const, 'refresh' as const, 'cancel' as const),
        of: fc.oneof({ weight: 19, arbitrary: fc.constantFrom(...SLOTS) }, { weight: 1, arbitrary: nothing }),
        beside: fc.oneof({ weight: 9, arbitrary: nothing }, { weight: 1, arbitrary: anybody }),
      })
      .map(present),
  });
}

function scheduling(theme: Theme, { delays, zero }: Durations): fc.Arbitrary<PlannedFutures> {
  // Requests are only repeated where little can differ.
  const repeats = !theme.txns.includes(NEW_TXN);
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
        { weight: 24, arbitrary: fc.constantFrom(...delays.slice(0, repeats ? 1 : delays.length)) },
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
    .map(({ as, by, room, content, txn, timed, ...rest }): PlannedFutures => {
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

/** What stands before something else here is simpler to tell. */
const POOLS: Readonly<Record<string, readonly unknown[]>> = {
  by: ['alice', 'bob', 'carol'],
  who: ['alice', 'bob'],
  room: ['lounge', 'kitchen'],
  txn: ['new', 't1', 't2'],
  type: ['m.room.message', 'org.example.status', 'org.example.mode'],
  stateKey: ['', 'desk'],
  group: [undefined, 'g1', 'g2'],
  beside: [undefined, 'alice', 'bob', 'carol'],
};

/** How commands about futures are made simpler. */
export const SIMPLICITY: Simplicity<FuturesTerms> = {
  pools: POOLS,
  delay: 'timeout',
  everywhere: [
    [
      ['by', 'who'],
      ['alice', 'bob'],
    ],
    ...['room', 'type', 'stateKey', 'group', 'txn'].map((field) => [[field], POOLS[field] ?? []] as const),
  ],
  fits: (command, field, value) => {
    const stateful = 'stateKey' in command && command.stateKey !== undefined;
    return !(field === 'type' && stateful && value === 'm.room.message');
  },
  *others(command) {
    // A message is simpler than state, and whoever is sent away may as well go.
    if (command.do === 'schedule' && command.stateKey !== undefined) {
      const { stateKey: _, ...message } = command;
      yield { ...message, type: 'm.room.message', txn: 'new' };
    }
    if (command.do === 'kick' || command.do === 'ban') yield { ...command, do: 'leave' };
  },
};
