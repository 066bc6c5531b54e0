import type { EventShape, Happening, Person } from '../../sequences/happening.js';

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

/** Whatever is done to the homeserver. Time passes besides; see {@link passTime}. */
export type Command = ScheduleCommand | CallCommand | Happening;

/** Whether a token is called. */
export function isTokenCall(command: { readonly do: string }): command is CallCommand {
  return command.do === 'send' || command.do === 'refresh' || command.do === 'cancel';
}
