import { type Arbitrary, constantFrom, record } from 'fast-check';

import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { changeLevelOf, changeLevels, mustBeForbidden } from '../words/power-levels.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { type Kind, schedule } from '../chance/either-kind.js';

const TYPE = 'org.example.note';

/** Ways in which a member who might send comes to be one who may not. */
const LOSSES: Readonly<Record<string, (t: FuturesContext, room: Room) => Promise<Answer>>> = {
  'the power levels ask for more': (_, room) => changeLevels(room, { events_default: 100, state_default: 100 }),
  'the power levels ask for more for the type': (_, room) => changeLevels(room, { events: { [TYPE]: 100 } }),
  'he has less power': (t, room) => changeLevelOf(room, t.bob, 0),
  'he leaves': (t, room) => t.bob.leave(room),
  'he is kicked': (t, room) => t.alice.kick(room, t.bob),
  'he is banned': (t, room) => t.alice.ban(room, t.bob),
};

const GOES = ['he leaves', 'he is kicked', 'he is banned'];

/** How futures resolve: by their timer, by their send token, or by that of an action future of their group. */
const ENDINGS = ['timer', 'send token', 'action token'] as const;

/** What happens between scheduling and sending. */
interface Fall {
  readonly kind: Kind;
  readonly ending: (typeof ENDINGS)[number];
  /** A key of {@link LOSSES}. */
  readonly loss: string;
}

const falls: Arbitrary<Fall> = record({
  kind: constantFrom<Kind>('message', 'state'),
  ending: constantFrom(...ENDINGS),
  loss: constantFrom(...Object.keys(LOSSES)),
});

/** What its sender may not send when it resolves is not sent (POWER-3, POWER-4). */
export const lostPowerChecks: readonly Check[] = [
  anyStoryCheck<Fall>({
    id: 'permission.any-loss-of-power',
    title: 'however a member comes to be one who may not send, and however the future resolves, nothing is sent then',
    requirements: ['POWER-3', 'POWER-4'],
    needs: { accounts: 2, wait: 3 },
    pending: 4,
    stories: falls,
    runs: { virtual: 24, real: 18 },
    tell: tellFall,
    inWords: ({ kind, ending, loss }) => `bob has a ${kind} future, ${loss}, and it resolves by its ${ending}`,
  }),
];

async function tellFall(t: FuturesContext, { kind, ending, loss }: Fall): Promise<void> {
  const powerLevels = { users_default: 50, events_default: 50, state_default: 50 };
  const room = await t.alice.createRoom({ members: [t.bob], powerLevels });
  // Alice does the same, and she still may.
  const control = await futuresOf(t, t.alice, room, kind, ending);
  const fallen = await futuresOf(t, t.bob, room, kind, ending);

  await t.fence(room);
  const seen = room.timeline.arrivals.map(({ event }) => event);
  const isSeen = fallen.some((future) => seen.some(isEventOf(future)));
  t.presuppose('SCHED-8', !isSeen, 'what waits is in the timeline already');

  const lost = await LOSSES[loss]?.(t, room);
  if (lost !== undefined) for (const future of [...control, ...fallen]) t.requireInTime(lost, future);
  const content = t.text('forbidden');
  mustBeForbidden(
    await (kind === 'message' ? t.bob.trySend(room, TYPE, content) : t.bob.trySetState(room, TYPE, 'any', content)),
  );

  const [resolving, doomed] = [control.at(-1), fallen.at(-1)];
  if (resolving === undefined || doomed === undefined) throw new Error('there is at least one future each');
  const same = 'the same by somebody who still may';
  // How the call of a token is answered then is open (Q-FORBIDDEN-SEND).
  if (ending !== 'timer') await t.callToken(doomed.sendToken);
  const { sender } =
    ending === 'timer'
      ? await t.requireDue('GROUP-10', resolving, same)
      : await t.requireSent('TOKEN-2', resolving, await t.send(resolving), same);
  t.presuppose('TIME-1', sender === t.alice.userId, `${same}: it comes from ${sender}`);
  const about = GOES.includes(loss) ? 'POWER-4' : 'POWER-3';
  const sent = await t.sentBy(Math.max(t.now(), ending === 'timer' ? (doomed.due?.latest ?? 0) : 0), fallen);
  t.require(about, sent.length === 0, 'what its sender may not send any more was sent');
}

/** A timeout future, and an action future in its group where that is to be sent. */
async function futuresOf(
  t: FuturesContext,
  by: User,
  room: Room,
  kind: Kind,
  ending: Fall['ending'],
): Promise<Future[]> {
  const timed = await schedule(t, by, room, kind, { type: TYPE, timeout: ending === 'timer' ? t.beats(3) : t.far });
  if (ending !== 'action token') return [timed];
  return [timed, await schedule(t, by, room, kind, { type: TYPE, group: timed.group, timeout: 'none' })];
}
