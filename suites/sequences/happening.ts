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

/** What happens in rooms whatever is scheduled there. */
export type Happening = SetStateCommand | MemberCommand | PowerCommand;

/** An event that enters a room, when, and the requirement by which it has to. */
export interface SentEvent extends EventShape {
  /** The number of the scheduled event that it is; absent where somebody sends it in the ordinary way. */
  readonly of?: number;
  readonly sender: Person;
  /** When it is due: it comes no earlier. Milliseconds since the sequence began. */
  readonly at: number;
  readonly why: string;
}

/** What comes next cannot be said: the text leaves it open, and nothing that is known decides it. */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

/** The name under which a room's state of that type and key is found. */
export function stateName({ type, stateKey = '' }: { readonly type: string; readonly stateKey?: string }): string {
  return `${type}|${stateKey}`;
}

/** Whether two things are about state of the same room, type and state key. */
export function sameState(one: EventShape, other: EventShape): boolean {
  const stateful = one.stateKey !== undefined && other.stateKey !== undefined;
  return stateful && one.room === other.room && stateName(one) === stateName(other);
}

/** Whether a command is something that happens in rooms, whatever is scheduled there. */
export function isHappening(command: { readonly do: string }): command is Happening {
  return ['set-state', 'leave', 'kick', 'ban', 'rejoin', 'forbid', 'permit'].includes(command.do);
}
