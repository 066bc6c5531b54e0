import type { Answer } from '../../kit/connection/answer.js';
import { isRecord, type JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Future, FutureWish } from './future.js';
import type { FuturesContext } from './futures-context.js';

/** Changes fields of a room's power levels, as its creator; returns the answer of the request that did so. */
export function changeLevels(room: Room, levels: JsonRecord): Promise<Answer> {
  return room.observer.changePowerLevels(room, (before) => ({ ...before, ...levels }));
}

/**
 * Gives a member another power level and leaves all others theirs, as the room's creator; returns the answer of the
 * request that did so. It names no creator: from room version 12 on they may have no level.
 */
export function changeLevelOf(room: Room, member: User, level: number): Promise<Answer> {
  return room.observer.changePowerLevels(room, (before) => {
    const users = isRecord(before['users']) ? before['users'] : {};
    return { ...before, users: { ...users, [member.userId]: level } };
  });
}

/**
 * Makes sure that an ordinary event was refused for want of power: a check on what is forbidden says nothing where it
 * is not.
 */
export function mustBeForbidden(answer: Answer): void {
  if (answer.status !== 403)
    throw new Inconclusive(`an event that the power levels do not allow was answered ${answer}`);
}

/** Schedules what its sender may not send now, state where there is a state key: a server has to take it (POWER-1). */
export async function scheduleForbidden(t: FuturesContext, by: User, room: Room, wish: FutureWish): Promise<Future> {
  const isState = wish.stateKey !== undefined;
  const full = {
    type: isState ? t.stateType : 'm.room.message',
    ...(isState ? {} : { txnId: t.uniqueName('txn') }),
    content: t.text('forbidden now'),
    timeout: t.far,
    ...wish,
  };
  const answer = await (isState ? t.tryState(by, room, full) : t.tryMessage(by, room, full));
  t.presuppose('POWER-1', answer.status !== 403, `scheduling what the power levels do not allow now: got ${answer}`);
  return t.accept(by, room, full, answer);
}
