import type { Check } from '../../kit/checks/check.js';
import { raceCheck } from './check.js';

/** Races within groups (GROUP-1, TOKEN-12). */
export const groupRaceChecks: readonly Check[] = [
  raceCheck({
    id: 'groups.races-of-calls',
    title: 'whatever calls of a group are under way together, some order of them explains all that comes of it',
    requirements: ['GROUP-1', 'TOKEN-12'],
    theme: {
      first: ['far'],
      others: ['far', 'action'],
      calls: ['send', 'send', 'cancel', 'refresh', 'join', 'join-action'],
      spread: 2,
      isState: [false],
    },
    wait: 0,
  }),
  raceCheck({
    id: 'groups.races-at-the-deadline',
    title:
      'whatever calls are under way when timers of their group run out, some order of all these explains what comes',
    requirements: ['GROUP-1', 'TOKEN-12'],
    theme: {
      first: ['near'],
      others: ['action', 'far', 'near'],
      calls: ['send', 'refresh', 'cancel', 'join', 'join-action'],
      spread: 3,
      isState: [false],
    },
    wait: 4,
  }),
];

/** Races of state futures with new state events (STATE-2, STATE-6). */
export const stateRaceChecks: readonly Check[] = [
  raceCheck({
    id: 'state.races-with-new-state',
    title: 'when a new state event races with calls and timers, no future of its key comes after it',
    requirements: ['STATE-6', 'STATE-2', 'GROUP-1'],
    theme: {
      first: ['near', 'near', 'far'],
      others: ['action', 'near', 'far'],
      calls: ['set-state', 'set-state', 'send', 'refresh', 'cancel'],
      spread: 3,
      isState: [true],
    },
    wait: 4,
  }),
];
