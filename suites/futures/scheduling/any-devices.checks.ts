import { type Arbitrary, array, boolean, nat, record } from 'fast-check';

import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { User } from '../../kit/rooms/user.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { anyStoryCheck } from '../chance/any-story-check.js';

/** A request for a message future, from one of two devices of a user. */
interface Request {
  readonly device: number;
  readonly room: number;
  readonly type: number;
  readonly txn: number;
  /** Whether it names the group of the first future in its room. */
  readonly joins: boolean;
}

const requests: Arbitrary<Request> = record({
  device: nat({ max: 1 }),
  room: nat({ max: 1 }),
  type: nat({ max: 1 }),
  txn: nat({ max: 1 }),
  joins: boolean(),
});

/** A future of the story, with the one whose group it was to join. */
interface Stored extends Future {
  readonly device: number;
  readonly leader?: Stored;
}

/** What belongs to a device, and what to its user (SCHED-9, GROUP-5, LIST-1). */
export const deviceChecks: readonly Check[] = [
  anyStoryCheck<readonly Request[]>({
    id: 'scheduling.any-devices',
    title:
      'whatever devices and paths requests come from, a transaction id is of one path and one device, groups and listing of the user',
    requirements: ['SCHED-9', 'LIST-1'],
    alsoJudges: ['GROUP-5'],
    pending: 6,
    stories: array(requests, { maxLength: 6 }),
    runs: { virtual: 24, real: 4 },
    tell: tellRequests,
    inWords: (all) =>
      all
        .map(({ device, room, type, txn, joins }) => {
          const group = joins ? ' for the first group there' : '';
          return `device ${device + 1} asks in room ${room + 1} with type ${type + 1} and transaction id ${txn + 1}${group}`;
        })
        .join('; '),
    // The same from one device, where each has a transaction id of its own.
    simpler: (all) => [all.map((request, index) => ({ ...request, device: 0, txn: index }))],
  }),
];

async function tellRequests(t: FuturesContext, all: readonly Request[]): Promise<void> {
  const devices = [t.alice, await t.secondDevice(t.alice)] as const;
  const rooms = [await t.alice.createRoom(), await t.alice.createRoom()] as const;
  const stem = t.uniqueName('txn');
  const stored = new Map<string, Stored>();
  for (const { device, room: roomIndex, type, txn, joins } of all) {
    const by = devices[device] ?? t.alice;
    const room = rooms[roomIndex] ?? rooms[0];
    const key = `device ${device + 1}, room ${roomIndex + 1}, type ${type + 1}, transaction id ${txn + 1}`;
    const known = stored.get(key);
    if (known !== undefined) {
      // Whatever else it was to be: only the same request tells of idempotence (Q-TXN-DIFF).
      const again = await t.tryMessage(by, room, wishOf(known));
      t.requireAcceptance('SCHED-9', again, `the same request again (${key})`);
      const same = sendTokenOf(again.body) === known.sendToken;
      t.require('SCHED-9', same, `the same request again (${key}) was answered with other tokens`);
      continue;
    }
    const leader = joins ? [...stored.values()].find((future) => future.room === room) : undefined;
    const wish = {
      type: `org.example.type${type + 1}`,
      txnId: `${stem}-${txn + 1}`,
      content: t.text('from some device'),
      timeout: t.far,
      ...(leader === undefined ? {} : { group: leader.group }),
    };
    const answer = await t.tryMessage(by, room, wish);
    if (answer.refused) await blameRefusal(t, by, { ...wish, room }, answer, leader, device);
    const twin = [...stored].find(([, future]) => future.sendToken === sendTokenOf(answer.body));
    t.require('SCHED-9', twin === undefined, `${key} was answered with the tokens of ${twin?.[0]}`);
    const future = t.accept(by, room, wish, answer);
    stored.set(key, { ...future, device, ...(leader === undefined ? {} : { leader }) });
  }
  t.require('SCHED-9', true, 'each of them is a future of its own');
  await requireListedOn(t, devices, [...stored.values()]);
  await requireOfOneGroup(t, [...stored.values()]);
}

/** A future as it was asked for. */
function wishOf({ type, txnId, content, timeout, leader }: Stored) {
  return {
    type,
    content,
    ...(txnId === undefined ? {} : { txnId }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(leader === undefined ? {} : { group: leader.group }),
  };
}

/** Tells whether a request was refused for its transaction id or for the group that it was to join. */
async function blameRefusal(
  t: FuturesContext,
  by: User,
  { room, txnId, group, ...wish }: ReturnType<typeof wishOf> & Pick<Future, 'room'>,
  answer: Answer,
  leader: Stored | undefined,
  device: number,
): Promise<void> {
  const fresh = await t.tryMessage(by, room, { ...wish, txnId: t.uniqueName('txn'), ...(group && { group }) });
  if (fresh.ok) t.requireAcceptance('SCHED-9', answer, `a transaction id that is new on its path (${txnId})`);
  if (leader === undefined || leader.device === device) return;
  const alone = await t.tryMessage(by, room, { ...wish, txnId: t.uniqueName('txn') });
  if (alone.ok) t.requireAcceptance('GROUP-5', answer, 'joining a group that another device has begun');
}

/** Judges that a user's futures are listed on each device. */
async function requireListedOn(t: FuturesContext, devices: readonly User[], futures: readonly Stored[]): Promise<void> {
  for (const future of futures) {
    for (const [index, by] of devices.entries()) {
      const listed = await t.isListed({ ...future, by });
      // Where its own device does not list it either, something else is wrong with it.
      if (index === future.device) t.presuppose('LIST-3', listed, 'a future is not listed on its own device');
      else t.require('LIST-1', listed, `a future of device ${future.device + 1} is not listed on device ${index + 1}`);
    }
  }
}

/** Judges that who joined a group is discarded when the one who began it is sent. */
async function requireOfOneGroup(t: FuturesContext, futures: readonly Stored[]): Promise<void> {
  const joined = futures.filter(({ leader }) => leader !== undefined);
  for (const { leader } of joined) if (leader !== undefined) await t.callToken(leader.sendToken);
  // First those of the same device: where they are not discarded either, something else is wrong.
  const own = joined.filter(({ leader, device }) => leader?.device === device);
  for (const future of [...own, ...joined.filter((each) => !own.includes(each))]) {
    const lives = (await t.callToken(future.refreshToken ?? '')).ok;
    const what = `a future of device ${future.device + 1} for a group of device ${(future.leader?.device ?? 0) + 1}`;
    if (own.includes(future)) t.presuppose('GROUP-2', !lives, `${what} is not discarded with it`);
    else t.require('GROUP-5', !lives, `${what} was not put into it`);
  }
}
