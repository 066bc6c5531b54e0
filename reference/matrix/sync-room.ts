import { clientEventInRoom, isShown, shownStates, type Reader } from './client-event.js';
import type { JsonObject } from './json.js';
import type { Room } from './room.js';
import { RoomView } from './room-view.js';
import { strippedState } from './stripped-state.js';
import type { SyncJob } from './sync-job.js';
import type { TimelineEntry } from './timeline-entry.js';
import { tokenAt } from './token.js';

/** How many events of a room a sync tells when its filter does not say. */
const DEFAULT_TIMELINE_LIMIT = 10;

/** The most events of a room that a sync tells. */
const MAX_TIMELINE_LIMIT = 1_000;

/** What a sync tells about a room that the user is in; `undefined` when there is nothing new. */
export function joinedRoom(room: Room, job: SyncJob): JsonObject | undefined {
  const { matrix, session, filter } = job;
  const { userId } = session;
  const since = job.since ?? 0;
  const knowsRoom = since > 0 && room.membershipAt(since, userId) === 'join';
  const knownUntil = knowsRoom ? since : 0;

  const history = historyOf(room, job, { knownUntil, until: Infinity });
  const ephemeral = [
    matrix.typing.since(knownUntil, room.id),
    matrix.receipts.since(knownUntil, room.id, userId),
  ].filter(
    (event) => event !== undefined && filter.ephemeral.matches(event as { type: string; content: JsonObject }, room.id),
  ) as JsonObject[];
  const accountData = matrix.accountData
    .since(knownUntil, userId, room.id)
    .filter((event) => filter.roomAccountData.matches(event as { type: string; content: JsonObject }, room.id));

  const isNew = !knowsRoom || job.fullState;
  if (!isNew && history === undefined && ephemeral.length === 0 && accountData.length === 0) return undefined;
  return {
    ...(history ?? emptyHistory(job)),
    ephemeral: { events: ephemeral },
    account_data: { events: accountData },
    summary: isNew || room.position > since ? summaryOf(room, userId) : {},
    // There are no push rules, so nothing ever counts.
    unread_notifications: { highlight_count: 0, notification_count: 0 },
  };
}

/** What a sync tells about a room that the user has left; `undefined` when there is nothing new. */
export function leftRoom(room: Room, job: SyncJob): JsonObject | undefined {
  const { matrix, session, since = 0 } = job;
  const departedAt = room.history('m.room.member', session.userId).at(-1)?.position ?? 0;
  const isNew = departedAt > since;
  const isAskedFor = job.filter.includeLeave && (job.since === undefined || job.fullState);
  // Forgetting hides the room, not that it was left: other devices of the user still have to learn of that.
  const isShown = isAskedFor && !matrix.rooms.hasForgotten(session.userId, room.id);
  if (!isShown && (job.since === undefined || !isNew)) return undefined;

  const knownUntil = since > 0 && room.membershipAt(since, session.userId) === 'join' ? since : 0;
  const history = historyOf(room, job, { knownUntil, until: departedAt });
  return { ...(history ?? emptyHistory(job)), account_data: { events: [] } };
}

/** What a sync tells about a room that the user is invited to; `undefined` when it has told that already. */
export function invitedRoom(room: Room, job: SyncJob): JsonObject | undefined {
  const events = newStrippedState(room, job);
  return events && { invite_state: { events } };
}

/** What a sync tells about a room that the user has knocked on; `undefined` when it has told that already. */
export function knockedRoom(room: Room, job: SyncJob): JsonObject | undefined {
  const events = newStrippedState(room, job);
  return events && { knock_state: { events } };
}

function newStrippedState(room: Room, { session, since = 0, fullState }: SyncJob): JsonObject[] | undefined {
  const own = room.history('m.room.member', session.userId).at(-1);
  if (own === undefined || (own.position <= since && !fullState)) return undefined;
  return strippedState(room, own);
}

interface Stretch {
  /** The position up to which the client knows the room; 0 when it does not know it. */
  readonly knownUntil: number;
  /** The last position to tell about. */
  readonly until: number;
}

/** The timeline and the state that goes with it; `undefined` when nothing has changed. */
function historyOf(room: Room, job: SyncJob, { knownUntil, until }: Stretch): JsonObject | undefined {
  if (knownUntil > 0 && room.position <= knownUntil && !job.fullState) return undefined;

  const view = RoomView.ofOwnMembership(room, job.session.userId);
  const { entries, isLimited } = timelineOf(room, view, job, { knownUntil, until });
  const [first] = entries;
  const end = Math.min(until, job.matrix.stream.position);
  const start = first === undefined ? end : first.position - 1;
  const stateAt = job.stateAfter.length > 0 ? end : start;
  const stateSince = job.fullState ? 0 : knownUntil;
  const state = view
    .stateAt(stateAt)
    .filter(({ event, position }) => position > stateSince && job.filter.state.matches(event, room.id));
  if (knownUntil > 0 && entries.length === 0 && state.length === 0 && !isLimited && !job.fullState) return undefined;

  const reader: Reader = {
    session: job.session,
    endpoint: 'sync',
    view,
    now: job.now,
    withoutRelations: !isLimited,
  };
  const asState: Reader = { ...reader, part: 'state' };
  return {
    timeline: {
      events: entries.map((entry) => clientEventInRoom(entry, reader)),
      limited: isLimited,
      prev_batch: tokenAt(start),
    },
    ...stateFields(job, { events: shownStates(state, asState).map((entry) => clientEventInRoom(entry, asState)) }),
  };
}

function timelineOf(
  room: Room,
  view: RoomView,
  { filter, session }: SyncJob,
  { knownUntil, until }: Stretch,
): { entries: TimelineEntry[]; isLimited: boolean } {
  const limit = Math.min(filter.timeline.limit ?? DEFAULT_TIMELINE_LIMIT, MAX_TIMELINE_LIMIT);
  const entries: TimelineEntry[] = [];
  for (let index = room.indexAfter(until) - 1; index >= 0; index -= 1) {
    const entry = room.timeline[index] as TimelineEntry;
    if (entry.position <= knownUntil) break;
    // What lies before something that the user may not see is for pagination: state may have changed unseen between.
    if (!view.canSee(entry)) return { entries: entries.reverse(), isLimited: true };
    if (!filter.timeline.wants(entry, view) || !isShown(entry, { session, endpoint: 'sync' })) continue;
    if (entries.length === limit) return { entries: entries.reverse(), isLimited: true };
    entries.push(entry);
  }
  return { entries: entries.reverse(), isLimited: false };
}

function emptyHistory(job: SyncJob): JsonObject {
  const timeline = { events: [], limited: false, prev_batch: tokenAt(job.matrix.stream.position) };
  return { timeline, ...stateFields(job, { events: [] }) };
}

function stateFields({ stateAfter }: SyncJob, state: JsonObject): JsonObject {
  return stateAfter.length === 0 ? { state } : Object.fromEntries(stateAfter.map((name) => [name, state]));
}

function summaryOf(room: Room, userId: string): JsonObject {
  const joined = room.usersWith('join');
  const invited = room.usersWith('invite');
  return {
    'm.heroes': [...joined, ...invited].filter((member) => member !== userId).slice(0, 5),
    'm.joined_member_count': joined.length,
    'm.invited_member_count': invited.length,
  };
}
