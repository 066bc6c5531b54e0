import type { Answer } from '../../kit/connection/answer.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import type { Future, FutureWish } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';

/** What an event is for its room. */
export type Kind = 'message' | 'state';

/** Schedules a future of either kind, a state future for a state key that nothing else has. */
export function schedule(t: FuturesContext, by: User, room: Room, kind: Kind, wish: FutureWish = {}): Promise<Future> {
  return kind === 'message' ? t.message(by, room, wish) : t.state(by, room, { stateKey: t.uniqueName('key'), ...wish });
}

/** Tries the same, and returns the answer, whatever it is. */
export function trySchedule(t: FuturesContext, by: User, room: Room, kind: Kind, wish: FutureWish): Promise<Answer> {
  return kind === 'message'
    ? t.tryMessage(by, room, wish)
    : t.tryState(by, room, { stateKey: t.uniqueName('key'), ...wish });
}
