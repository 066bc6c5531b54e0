/** Who takes part. Carol made the rooms, sees everything and may do everything in them; she schedules nothing. */
export type Person = 'alice' | 'bob' | 'carol';

export type RoomName = 'lounge' | 'kitchen';

/** What an event is, wherever it comes from. Contents are told apart by a word. */
export interface EventShape {
  readonly room: RoomName;
  readonly type: string;
  /** Given for state. */
  readonly stateKey?: string;
  readonly content: string;
}

/** Asks for a future. */
export interface ScheduleCommand extends EventShape {
  readonly do: 'schedule';
  readonly by: Person;
  /** Milliseconds; `none` for an action future; absent where the parameter is left out. */
  readonly timeout?: number | 'none';
  /** The group's name as the model knows it; absent where the parameter is left out. */
  readonly group?: string;
  /** Given for messages. */
  readonly txn?: string;
}

/** Calls a token. */
export interface CallCommand {
  readonly do: 'send' | 'refresh' | 'cancel';
  /** The future whose token it is; absent for a token that nobody was ever given. */
  readonly of?: number;
}

/** Sends an ordinary state event. */
export interface SetStateCommand extends EventShape {
  readonly do: 'set-state';
  readonly by: Person;
  readonly stateKey: string;
}

/** Somebody comes or goes: by themselves, or sent away by Carol, who also lets them back in. */
export interface MemberCommand {
  readonly do: 'leave' | 'kick' | 'ban' | 'rejoin';
  readonly who: Person;
  readonly room: RoomName;
}

/** Carol changes the power levels, so that Alice and Bob may send nothing in a room, or everything again. */
export interface PowerCommand {
  readonly do: 'forbid' | 'permit';
  readonly room: RoomName;
}

/** Whatever is done to the homeserver. Time passes besides; see {@link passTime}. */
export type Command = ScheduleCommand | CallCommand | SetStateCommand | MemberCommand | PowerCommand;
