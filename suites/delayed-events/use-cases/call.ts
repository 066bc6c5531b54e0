import { dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';

/** The state of being in a call, one state key for each member. */
const CALL_MEMBER = 'org.matrix.msc3401.call.member';

/** Makes a room in which all members may say that they are in a call. */
export function callRoom(t: DelayedEventsContext, members: readonly User[] = []): Promise<Room> {
  return t.alice.createRoom({ members, powerLevels: { state_default: 0 } });
}

/**
 * Somebody joins a call: schedules the end of the membership first, and says to be a member then.
 *
 * @param leaveAfter - milliseconds
 * @returns the leave that comes when nobody restarts it
 */
export async function joinCall(
  t: DelayedEventsContext,
  who: User,
  room: Room,
  leaveAfter: number,
): Promise<DelayedEvent> {
  const leave = await t.schedule(who, room, {
    type: CALL_MEMBER,
    stateKey: who.userId,
    content: { memberships: [], label: t.uniqueName('left') },
    delay: leaveAfter,
  });
  const memberships = [{ application: 'm.call', device_id: who.account.deviceId }];
  const joined = await who.setState(room, CALL_MEMBER, who.userId, { memberships, label: t.uniqueName('joined') });
  t.requireInTime(joined, leave);
  return leave;
}

/** Somebody says to have left a call. */
export async function leaveCall(t: DelayedEventsContext, leave: DelayedEvent): Promise<DelayedEvent['content']> {
  const goodbye = { memberships: [], label: t.uniqueName('goodbye') };
  t.requireInTime(await leave.by.setState(leave.room, CALL_MEMBER, leave.by.userId, goodbye), leave);
  return goodbye;
}

/** Judges that a member whose leave has not been due yet is in the call. */
export async function requireInCall(t: DelayedEventsContext, requirement: Id, leave: DelayedEvent): Promise<void> {
  const { by, room } = leave;
  await t.fence(room);
  const memberships = dig(await room.observer.stateOf(room, CALL_MEMBER, by.userId), 'memberships');
  const isIn = Array.isArray(memberships) && memberships.length > 0;
  if (!isIn) t.requireInTime({ sentAt: t.now(), answeredAt: t.now() }, leave);
  t.require(requirement, isIn, `${by.name}, whose leave was not due, is not in the call any more`);
}

/** Judges that the leave of a member comes when nobody restarts it any more, and is the state of the room then. */
export async function requireLeft(
  t: DelayedEventsContext,
  requirement: Id,
  leave: DelayedEvent,
  why: string,
): Promise<void> {
  await t.requireDue(requirement, leave, why, { early: requirement });
  await t.requireState(requirement, leave.room, leave, leave.content, why);
}
