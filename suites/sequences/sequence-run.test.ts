import { expect, test } from 'vitest';

import type { StoryContext } from '../chance/story-context.js';
import { Answer } from '../kit/connection/answer.js';
import type { SentEvent } from './happening.js';
import type { ModelledRevision } from './modelled-revision.js';
import type { Participants, ShownEvent } from './participants.js';
import type { Plan } from './plan.js';
import type { Rhythm } from './rhythm.js';
import { NEW_ROOM } from './room-world.js';
import { type Run, SequenceRun } from './sequence-run.js';
import type { Terms } from './terms.js';

/** A revision of which there is no more than one event, due half a second after it was scheduled. */
interface ToyTerms extends Terms {
  readonly planned: { readonly do: 'schedule' | 'send' | 'lookup' };
  readonly command: { readonly do: 'schedule' | 'send' | 'lookup' };
  readonly world: Terms['world'] & { readonly dueAt?: number };
  readonly expected: { readonly is: 'ok'; readonly why: string };
  readonly looks: { readonly waits?: boolean };
}

const ROOMS = { lounge: NEW_ROOM, kitchen: NEW_ROOM };
const DELAY_MS = 500;

const cameAt = (at: number): SentEvent => ({
  room: 'lounge',
  type: 'm.room.message',
  content: 'tea',
  sender: 'alice',
  at,
  why: 'TOY-SENT',
});

/** What a server shows of it, each time that somebody looks: whether it waits, and whether it is in the room. */
type Shown = readonly (readonly [waits: boolean, isThere: boolean])[];

/** Tells how the event is scheduled and a second passes, to a server that shows this then, and the last of it from then on. */
async function tell(shown: Shown, plan: Plan<ToyTerms> = []): Promise<Run<ToyTerms>> {
  let [looks, now] = [0, 0];
  const state = (): Shown[number] => shown[Math.min(looks, shown.length) - 1] ?? [true, false];
  const inRoom = (): ShownEvent[] => (state()[1] ? [{ ...cameAt(0), seen: {} as ShownEvent['seen'] }] : []);
  const { at: _, ...event } = cameAt(0);
  const lookers = {
    t: { time: 'real', patience: 1_000 },
    rooms: [['lounge', {}]],
    session: { stage: { time: { now: () => now, waitUntil: () => Promise.resolve() } } },
    shown: () => inRoom().map(({ seen }) => ({ ...event, seen })),
    // Whoever waits for it sees it come where it has come by the next look.
    waitFor: (_name: string, hasCome: () => boolean, ms: number) => {
      if (ms > 0 && !hasCome()) looks += 1;
      return Promise.resolve();
    },
    requireNoGap: () => Promise.resolve(),
    proveSilence: () => Promise.resolve(),
  } as unknown as Participants<StoryContext>;
  const rhythm: Rhythm = {
    get now() {
      return now;
    },
    get elapsed() {
      return now + 200;
    },
    moment: 1_000,
    afterwards: 0,
    spare: 0,
    isLate: false,
    beyond: (deadline) => Math.ceil(deadline / 1_000) * 1_000,
    pass: (ms) => Promise.resolve(void (now += ms)),
    settle: () => Promise.resolve(),
  };
  const run = new SequenceRun<ToyTerms>(toyRevision(), lookers, lookers, rhythm, {});
  return run.follow([{ do: 'schedule' }, ...plan, { do: 'pass', ms: 1_000 }]);

  function toyRevision(): Pick<ModelledRevision<ToyTerms>, 'model' | 'names' | 'speaker'> {
    const differenceFrom = (world: ToyTerms['world'], waits: boolean | undefined) =>
      waits === undefined || waits === (world.dueAt !== undefined)
        ? undefined
        : { requirement: 'TOY-WAITS', expected: String(!waits), seen: String(waits) };
    return {
      model: {
        newWorld: (at) => ({ now: at, rooms: ROOMS }),
        step(_known, world, command) {
          const answer = { is: 'ok', why: 'TOY-ACCEPTED' } as const;
          if (command.do === 'lookup') return [{ world, events: [], answer }];
          if (command.do === 'schedule')
            return [{ world: { ...world, dueAt: world.now + DELAY_MS }, events: [], answer }];
          return [{ world: { now: world.now, rooms: ROOMS }, events: [cameAt(world.now)], answer }];
        },
        passTime: (_known, { dueAt, ...world }, to) =>
          dueAt === undefined || dueAt > to
            ? [{ world: { ...world, ...(dueAt === undefined ? {} : { dueAt }), now: to }, events: [] }]
            : [
                { world: { ...world, now: to }, events: [cameAt(dueAt)] },
                { world: { ...world, dueAt, now: to }, events: [] },
              ],
        isPossible: () => true,
        deadlines: ({ dueAt }) => (dueAt === undefined ? [] : [dueAt]),
        pastDeadlines: () => [],
      },
      names: () => ({ resolve: (planned) => planned, keep: () => undefined }),
      speaker: () => ({
        nothingSeen: {},
        everything: {},
        blame: {
          whySilent: () => undefined,
          whyNotAnother: () => 'TOY-SENT',
          judgesLateness: false,
          whyNotLater: () => 'TOY-TIME',
          whyNotBefore: () => 'TOY-TIME',
          inOrder: undefined,
          outOfNothing: 'TOY-SENT',
        },
        canDo: () => true,
        perform: () =>
          Promise.resolve(new Answer({ status: 200, headers: {}, text: '{}' }, { sentAt: now, answeredAt: now })),
        // A lookup tells of the event by which it is in its room.
        judgeAnswer: (command) =>
          command.do === 'lookup' && inRoom().length === 0
            ? { requirement: 'TOY-TOLD', expected: 'an event of the room', seen: 'another' }
            : undefined,
        learn: () => undefined,
        isLimited: () => false,
        judgeLimit: () => Promise.resolve(undefined),
        causeOf: (difference) => Promise.resolve(difference),
        worthLooking: () => ({}),
        look() {
          if (now === 0 && looks === 0) return Promise.resolve({ waits: true });
          looks += 1;
          return Promise.resolve({ waits: state()[0] });
        },
        differenceFrom: ({ world }, { waits }) => differenceFrom(world, waits),
        whyAtAll: () => 'TOY-SENT',
        askAbout: (divergence) => Promise.resolve(divergence),
      }),
    };
  }
}

const GONE_AND_NOT_THERE = [false, false] as const;

test('what has come to its room and waits no longer is as it should be', async () => {
  expect(await tell([[false, true]])).not.toHaveProperty('divergence');
});

test('what is late waits still', async () => {
  expect(
    (
      await tell([
        [true, false],
        [false, true],
      ])
    ).divergence,
  ).toBeUndefined();
});

test('what no longer waits and is not in its room yet may be on its way, and is looked at again once it has come', async () => {
  const { divergence, stopped } = await tell([GONE_AND_NOT_THERE, [false, true]]);
  expect({ divergence, stopped }).toEqual({
    divergence: undefined,
    stopped: 'something was on its way into a room when it was looked at',
  });
});

test('what no longer waits and does not come has not been sent', async () => {
  expect((await tell([GONE_AND_NOT_THERE])).divergence).toMatchObject({
    requirement: 'TOY-SENT',
    seen: 'it did not come',
  });
});

test('what has come and waits still when it is looked at again should not wait', async () => {
  expect(
    (
      await tell([
        [true, true],
        [true, true],
      ])
    ).divergence,
  ).toMatchObject({ requirement: 'TOY-WAITS' });
});

test('what was looked at just before it came is looked at again', async () => {
  expect(
    (
      await tell([
        [true, true],
        [false, true],
      ])
    ).divergence,
  ).toBeUndefined();
});

test('what a command has sent may be seen when time has passed', async () => {
  expect((await tell([[false, true]], [{ do: 'send' }])).divergence).toBeUndefined();
});

test('what a command has sent and never comes has not been sent', async () => {
  const { divergence } = await tell([GONE_AND_NOT_THERE], [{ do: 'send' }]);
  expect(divergence).toMatchObject({ requirement: 'TOY-SENT', seen: 'it did not come' });
});

test('what is told of an event that is on its way is judged once it has come', async () => {
  expect((await tell([[false, true]], [{ do: 'send' }, { do: 'lookup' }])).divergence).toBeUndefined();
  expect((await tell([GONE_AND_NOT_THERE], [{ do: 'send' }, { do: 'lookup' }])).divergence).toMatchObject({
    requirement: 'TOY-TOLD',
  });
});
