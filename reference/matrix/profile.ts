import type { Accounts, Profile } from './accounts.js';
import type { Rooms } from './rooms.js';

/** Changes what a user shows of themself, in the rooms that they are in, too. */
export function changeProfile(accounts: Accounts, rooms: Rooms, userId: string, change: Profile): void {
  accounts.setProfile(userId, { ...accounts.profileOf(userId), ...change });
  for (const room of rooms.joinedRooms(userId)) {
    const content = { ...room.get('m.room.member', userId)?.content, ...change };
    rooms.send({ roomId: room.id, sender: userId, type: 'm.room.member', stateKey: userId, content });
  }
}
