import type { JsonObject } from './json.js';

/** An event that has entered a room. Field names are those of the Client-Server API. */
export interface RoomEvent {
  readonly event_id: string;
  readonly room_id: string;
  readonly sender: string;
  readonly type: string;
  /** Present exactly on state events; may be the empty string. */
  readonly state_key?: string;
  /** When the event entered the room, in milliseconds since the Unix epoch. */
  readonly origin_server_ts: number;
  readonly content: JsonObject;
}

/** An event that somebody wants to put into a room. */
export interface EventDraft {
  readonly roomId: string;
  readonly sender: string;
  readonly type: string;
  /** Given exactly for state events; may be the empty string. */
  readonly stateKey?: string | undefined;
  readonly content: JsonObject;
}
