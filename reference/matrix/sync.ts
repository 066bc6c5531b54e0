import type { Session } from './accounts.js';
import type { Json, JsonObject } from './json.js';
import type { Matrix } from './matrix.js';
import type { Room } from './room.js';
import type { SyncFilter } from './sync-filter.js';
import { invitedRoom, joinedRoom, knockedRoom, leftRoom } from './sync-room.js';
import type { SyncJob, SyncRequest } from './sync-job.js';
import { tokenAt } from './token.js';

/** What a client is told. */
export interface SyncAnswer {
  readonly body: JsonObject;
  /** There is nothing that the client does not know. */
  readonly isEmpty: boolean;
}

/** Puts together what has changed for a client. */
export function sync(matrix: Matrix, session: Session, request: SyncRequest): SyncAnswer {
  const job: SyncJob = { ...request, matrix, session, now: matrix.clock.now() };
  const { since = 0, filter } = request;

  const rooms = roomsOf(job);
  const accountData = matrix.accountData.since(since, session.userId, undefined).filter(wantedBy(filter.accountData));
  const presence = matrix.presence
    .since(
      since,
      () => matrix.rooms.acquaintancesOf(session.userId),
      () => matrix.rooms.newAcquaintancesOf(session.userId, since),
    )
    .filter(wantedBy(filter.presence));

  return {
    isEmpty: rooms === undefined && accountData.length === 0 && presence.length === 0,
    body: {
      next_batch: tokenAt(matrix.stream.position),
      ...(rooms === undefined ? {} : { rooms }),
      account_data: { events: accountData },
      presence: { events: presence },
      // Encryption is out of this homeserver's scope; clients wait for these fields nevertheless.
      to_device: { events: [] },
      device_lists: { changed: [], left: [] },
      device_one_time_keys_count: {},
      device_unused_fallback_key_types: [],
    },
  };
}

function roomsOf(job: SyncJob): JsonObject | undefined {
  const sections = {
    join: new Map<string, Json>(),
    invite: new Map<string, Json>(),
    knock: new Map<string, Json>(),
    leave: new Map<string, Json>(),
  };
  for (const room of job.matrix.rooms.roomsOf(job.session.userId)) {
    if (!job.filter.rooms.matches(room.id)) continue;
    const [section, told] = tellAbout(room, job);
    if (told !== undefined) sections[section].set(room.id, told);
  }
  const filled = Object.entries(sections).filter(([, section]) => section.size > 0);
  if (filled.length === 0) return undefined;
  return Object.fromEntries(filled.map(([name, section]) => [name, Object.fromEntries(section)]));
}

function tellAbout(room: Room, job: SyncJob): ['join' | 'invite' | 'knock' | 'leave', JsonObject | undefined] {
  switch (room.membershipOf(job.session.userId)) {
    case 'join':
      return ['join', joinedRoom(room, job)];
    case 'invite':
      return ['invite', invitedRoom(room, job)];
    case 'knock':
      return ['knock', knockedRoom(room, job)];
    default:
      return ['leave', leftRoom(room, job)];
  }
}

function wantedBy(filter: SyncFilter['accountData']): (event: JsonObject) => boolean {
  return ({ type, sender, content }) =>
    filter.matches({
      type: type as string,
      content: content as JsonObject,
      ...(typeof sender === 'string' ? { sender } : {}),
    });
}
