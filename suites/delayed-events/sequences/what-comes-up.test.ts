import { sample } from 'fast-check';
import { expect, test } from 'vitest';

import { type Foretold, foretell } from '../../sequences/foretell.js';
import { SequenceArbitrary } from '../../sequences/sequence-arbitrary.js';
import { type Assumptions, dueAt, waitingIn } from '../model/world.js';
import { modelledDelayedEvents as revision } from './modelled-delayed-events.js';
import type { DelayedTerms } from './terms.js';

type Step = Foretold<DelayedTerms>;

/** A server on which there is nothing that cannot be done. */
const KNOWN: Assumptions = {
  ownerAlone: true,
  remembers: 'yes',
  showsOutcomes: 'yes',
  ownTransactions: true,
  hasStateTransactions: true,
  outlivesNewerState: true,
  cap: 3,
};

/** As many of each theme as a check tells, in virtual time and from the usual seed: what the model says of them all. */
const stories: readonly (readonly Step[])[] = revision.themes.flatMap((theme) =>
  sample(new SequenceArbitrary(revision, [theme], revision.exactDurations, [10, 50]), {
    seed: 4140,
    numRuns: 24,
  }).map((plan) => foretell(revision, plan, KNOWN)),
);

const ACTIONS = ['send', 'cancel', 'restart', 'lookup'] as const;

/** What a step acts on or looks up, if it does: how it stands then, and whose it is. */
function objectOf({ command, before }: Step): { readonly is: string; readonly by?: string } | undefined {
  if (command === undefined || !('as' in command)) return undefined;
  const event = command.of === undefined ? undefined : before.events[command.of];
  return event === undefined ? { is: 'unknown' } : { is: event.end?.how ?? 'waiting', by: event.by };
}

const acting = (what: string, on: string): readonly [string, (step: Step) => boolean] => [
  `${what} of what is ${on}`,
  (step) => step.command?.do === what && objectOf(step)?.is === on,
];

const scheduling: Readonly<Record<string, (step: Step) => boolean>> = {
  'a message': ({ command }) => command?.do === 'schedule' && command.stateKey === undefined,
  state: ({ command }) => command?.do === 'schedule' && command.stateKey !== undefined,
  'in the one room': ({ command }) => command?.do === 'schedule' && command.room === 'lounge',
  'in the other room': ({ command }) => command?.do === 'schedule' && command.room === 'kitchen',
  'by one user': ({ command }) => command?.do === 'schedule' && command.by === 'alice',
  'by another user': ({ command }) => command?.do === 'schedule' && command.by === 'bob',
  'on another device': ({ command }) => command?.do === 'schedule' && command.device === 'phone',
  'once more by the same transaction id': ({ expected }) => expected?.is === 'same',
  'something else by the same transaction id': ({ expected }) =>
    expected?.is === 'new' && expected.why === 'DE-SCHED-6',
  'where all places are taken': ({ expected }) => expected?.why === 'DE-LIM-5',
  'where it is forbidden already': ({ expected }) => expected?.why === 'DE-PERM-2',
};

const withoutToken = ACTIONS.map(
  (what) =>
    [
      `${what} without a token`,
      ({ command }: Step) => command?.do === what && 'as' in command && command.as === 'nobody',
    ] as const,
);

const happenings = ['set-state', 'leave', 'kick', 'ban', 'rejoin', 'forbid', 'permit'].map(
  (what) => [what, ({ command }: Step) => command?.do === what] as const,
);

/** How far beyond or before the next deadline a pause has led. */
const pausing: Readonly<Record<string, (past: number) => boolean>> = {
  'to just before a deadline': (past) => past < 0 && past > -1_000,
  'to the very deadline': (past) => past === 0,
  'across a deadline': (past) => past > 0 && past < 10_000,
  'far beyond a deadline': (past) => past >= 30_000,
};

test.each([
  ...Object.entries(scheduling),
  ...ACTIONS.flatMap((what) => ['waiting', 'sent', 'cancelled', 'failed', 'unknown'].map((on) => acting(what, on))),
  ...withoutToken,
  ...happenings,
  ...Object.entries(pausing).map(
    ([name, fits]) =>
      [
        `time passes ${name}`,
        ({ command, before, world }: Step) =>
          command === undefined && fits(world.now - Math.min(...waitingIn(before).map(dueAt))),
      ] as const,
  ),
])('the sequences that every run tells come to: %s', (_what, isIt) => {
  expect(stories.some((story) => story.some(isIt))).toBe(true);
});

const among = (isIt: (story: readonly Step[]) => boolean): boolean => stories.some(isIt);

test('they come to a place that is freed and taken again', () => {
  const isFreed = (story: readonly Step[]): boolean => {
    const full = story.findIndex(({ expected }) => expected?.why === 'DE-LIM-5');
    return full !== -1 && story.slice(full).some(({ expected }) => expected?.why === 'DE-SCHED-1');
  };
  expect(among(isFreed)).toBe(true);
});

test.each(['send', 'cancel', 'restart'])(
  'they come to a %s of what waits after a send that could not send it',
  (what) => {
    const isTried = (story: readonly Step[]): boolean =>
      story.some(({ command: later }, index) => {
        if (later?.do !== what || !('of' in later)) return false;
        const isWaiting = story[index]?.before.events[later.of ?? -1]?.end === undefined;
        const failed = story
          .slice(0, index)
          .some(
            ({ command, expected }) =>
              expected?.why === 'DE-ACT-11' && command && 'of' in command && command.of === later.of,
          );
        return isWaiting && failed;
      });
    expect(among(isTried)).toBe(true);
  },
);

test.each(ACTIONS)('they come to a %s by somebody else of state that waits, and of what is over', (what) => {
  const byOthers = (step: Step): boolean =>
    step.command?.do === what && 'as' in step.command && !['nobody', objectOf(step)?.by].includes(step.command.as);
  const eventOf = ({ command, before }: Step) =>
    command !== undefined && 'of' in command ? before.events[command.of ?? -1] : undefined;
  const others = stories.flat().filter(byOthers).map(eventOf);
  expect(others.some((event) => event?.end === undefined && event?.stateKey !== undefined)).toBe(true);
  expect(others.some((event) => event?.end !== undefined)).toBe(true);
});
