import type { SeenEvent } from './matrix-json.js';
import type { Arrival, Timeline } from './timeline.js';
import type { User } from './user.js';

/** State that comes with a room or with its members' comings and goings, and that no future of ours makes. */
const PLUMBING = new Set([
  'm.room.create',
  'm.room.member',
  'm.room.power_levels',
  'm.room.join_rules',
  'm.room.history_visibility',
  'm.room.guest_access',
  'm.room.name',
  'm.room.topic',
  'm.room.avatar',
  'm.room.canonical_alias',
  'm.room.encryption',
]);

/** The content of a marker, by which it is known before the answer to its sending has come. */
export const MARKER = { msgtype: 'm.notice', body: 'marker', 'futures-conformance.marker': true } as const;

/** Whether an event is a marker that a check has sent to see that nothing came before it. */
export function isMarker(event: SeenEvent): boolean {
  return event.content['futures-conformance.marker'] === true;
}

/** A room that one run of a check has made for itself, seen through the eyes of one of its members. */
export class Room {
  readonly id: string;
  /** Who watches the room and sends the markers in it: its creator. */
  readonly observer: User;
  readonly timeline: Timeline;
  readonly #acknowledged = new Set<string>();

  constructor(id: string, observer: User, timeline: Timeline) {
    this.id = id;
    this.observer = observer;
    this.timeline = timeline;
  }

  /** Says that an event is meant to be there, so that it is not found to break a silence. */
  acknowledge(eventId: string): void {
    this.#acknowledged.add(eventId);
  }

  /** The events seen so far that nobody has said to be meant, oldest first. */
  unexpected(): Arrival[] {
    return this.timeline.arrivals.filter(({ event }) => {
      if (this.#acknowledged.has(event.event_id) || isMarker(event)) return false;
      const labelled = typeof event.content['label'] === 'string';
      return labelled || !(PLUMBING.has(event.type) && event.state_key !== undefined);
    });
  }
}
