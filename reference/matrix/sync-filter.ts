import { EventFilter, RoomFilter } from './event-filter.js';
import type { Json, JsonObject } from './json.js';
import { MatrixError } from './matrix-error.js';

/** What a client wants to hear about in a sync: the parts of Matrix's `Filter` that this homeserver heeds. */
export class SyncFilter {
  readonly rooms: RoomFilter;
  readonly includeLeave: boolean;
  readonly timeline: EventFilter;
  readonly state: EventFilter;
  readonly ephemeral: EventFilter;
  readonly roomAccountData: EventFilter;
  readonly accountData: EventFilter;
  readonly presence: EventFilter;

  /** @throws MatrixError 400 `M_INVALID_PARAM` when the filter is malformed */
  constructor(filter: JsonObject) {
    const room = partOf(filter, 'room');
    this.rooms = new RoomFilter(room);
    this.includeLeave = room.include_leave === true;
    this.timeline = new EventFilter(partOf(room, 'timeline'));
    this.state = new EventFilter(partOf(room, 'state'));
    this.ephemeral = new EventFilter(partOf(room, 'ephemeral'));
    this.roomAccountData = new EventFilter(partOf(room, 'account_data'));
    this.accountData = new EventFilter(partOf(filter, 'account_data'));
    this.presence = new EventFilter(partOf(filter, 'presence'));
  }
}

/** @throws MatrixError 400 `M_INVALID_PARAM` when the filter is malformed */
export function checkSyncFilter(filter: JsonObject): void {
  void new SyncFilter(filter);
}

function partOf(filter: JsonObject, name: string): JsonObject {
  const part: Json = filter[name] ?? {};
  if (typeof part !== 'object' || Array.isArray(part)) {
    throw new MatrixError(400, 'M_INVALID_PARAM', `${name} of the filter has to be an object.`);
  }
  return part as JsonObject;
}
