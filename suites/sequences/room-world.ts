import type { Happening, MemberCommand, Person, PowerCommand, RoomName } from './happening.js';

/** A room as far as it says who may send something. */
export interface RoomWorld {
  readonly joined: readonly Person[];
  /** Whether the power levels allow nothing to anybody but Carol. */
  readonly forbidden: boolean;
}

export type Rooms<R extends RoomWorld = RoomWorld> = Readonly<Record<RoomName, R>>;

/** A room with everybody in it, where everything is allowed. */
export const NEW_ROOM: RoomWorld = { joined: ['alice', 'bob', 'carol'], forbidden: false };

/** What somebody meets who wants to send something now; `undefined` where nothing speaks against it. */
export function obstacleIn(
  rooms: Rooms,
  { by, room }: { readonly by: Person; readonly room: RoomName },
): 'not joined' | 'forbidden' | undefined {
  const { joined, forbidden } = rooms[room];
  if (!joined.includes(by)) return 'not joined';
  return forbidden && by !== 'carol' ? 'forbidden' : undefined;
}

/** The rooms once somebody has come or gone, or the power levels have changed. */
export function roomsAfter<R extends RoomWorld>(rooms: Rooms<R>, command: MemberCommand | PowerCommand): Rooms<R> {
  return { ...rooms, [command.room]: { ...rooms[command.room], ...changeBy(rooms[command.room], command) } };
}

/** Whether something that happens makes sense: nobody leaves who is not there. */
export function canHappen(rooms: Rooms, command: Happening): boolean {
  const { joined, forbidden } = rooms[command.room];
  switch (command.do) {
    case 'leave':
    case 'kick':
    case 'ban':
      return joined.includes(command.who);
    case 'rejoin':
      return !joined.includes(command.who);
    case 'forbid':
    case 'permit':
      return forbidden === (command.do === 'permit');
    case 'set-state':
      return true;
  }
}

function changeBy({ joined }: RoomWorld, command: MemberCommand | PowerCommand): Partial<RoomWorld> {
  if (!('who' in command)) return { forbidden: command.do === 'forbid' };
  const others = joined.filter((person) => person !== command.who);
  return { joined: command.do === 'rejoin' ? [...others, command.who] : others };
}
