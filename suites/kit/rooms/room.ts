import { type JsonRecord, type SeenEvent, sameJson } from './matrix-json.js';
import type { Span } from '../time/time-window.js';
import type { Arrival, Timeline } from './timeline.js';
import type { RoomObserver } from './room-observer.js';

/** State that comes with a room or with its members' comings and goings. */
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

/** Where the content of a marker has its name. */
export const MARKER = 'futures-conformance.marker';

/**
 * The content of a marker, by which it is known before the answer to its sending has come.
 *
 * @param name - what nothing else on the server is called
 */
export function markerCalled(name: string): JsonRecord {
  return { msgtype: 'm.notice', body: 'marker', [MARKER]: name };
}

/** Whether an event is a marker that a check has sent to see that nothing came before it. */
export function isMarker(event: SeenEvent): boolean {
  return Object.hasOwn(event.content, MARKER);
}

/** Whether an event comes with a room itself, or with its members' comings and goings. */
export function isOfRoomsThemselves({ type, state_key: key }: SeenEvent): boolean {
  return PLUMBING.has(type) && key !== undefined;
}

/** An event that a check has asked the server to send some time, as far as its name is known. */
export interface AskedFor {
  readonly type?: string | undefined;
  readonly stateKey?: string | undefined;
  readonly content: JsonRecord;
}

/** The types that Matrix itself has given a meaning begin with this: anybody may send them. */
const EVERYBODYS = 'm.';

/**
 * A room that one run of a check has made for itself, seen through the eyes of one of its members. Where it shares the room
 * with others, what is theirs is not to be seen in its timeline.
 */
export class Room {
  readonly id: string;
  /** Who watches the room and sends the markers in it: its creator. */
  readonly observer: RoomObserver<Room>;
  readonly timeline: Timeline;
  readonly #acknowledged = new Set<string>();
  readonly #asked: AskedFor[] = [];
  readonly #sent = new Map<string, Span>();

  constructor(id: string, observer: RoomObserver<Room>, timeline: Timeline) {
    this.id = id;
    this.observer = observer;
    this.timeline = timeline;
  }

  /** Says that an event is meant to be there, so that it is not found to break a silence. */
  acknowledge(eventId: string): void {
    this.#acknowledged.add(eventId);
  }

  /** As {@link acknowledge}, for an ordinary event that a request has made at once. */
  acknowledgeSent(eventId: string, request: Span): void {
    this.acknowledge(eventId);
    const { sentAt, answeredAt } = request;
    this.#sent.set(eventId, { sentAt, answeredAt });
  }

  /** Takes the ordinary events that have been seen and not been taken before, each with the request that made it. */
  takeOrdinary(): { readonly event: SeenEvent; readonly request: Span }[] {
    return this.timeline.arrivals.flatMap(({ event }) => {
      const request = this.#sent.get(event.event_id);
      if (request === undefined) return [];
      this.#sent.delete(event.event_id);
      return [{ event, request }];
    });
  }

  /** Says that the server was asked to send an event some time, so that it is known when it comes, whatever its label. */
  ask(event: AskedFor): void {
    this.#asked.push(event);
  }

  /**
   * The events of the check's own that nobody has said to be meant, oldest first. They alone can break anything: what
   * modules, bots and other people send into a room is theirs.
   */
  unexpected(): Arrival[] {
    return this.#unacknowledged().filter(({ event }) => this.#isOurs(event));
  }

  /** The events that others have sent, oldest first; what rooms and their members bring with them is left out. */
  strangers(): Arrival[] {
    return this.#unacknowledged().filter(({ event }) => !isOfRoomsThemselves(event) && !this.#isOurs(event));
  }

  #unacknowledged(): Arrival[] {
    return this.timeline.arrivals.filter(({ event }) => !this.#acknowledged.has(event.event_id) && !isMarker(event));
  }

  /** By its label, or else by the name or content that it was asked for with. */
  #isOurs(event: SeenEvent): boolean {
    if (typeof event.content['label'] === 'string') return true;
    return this.#asked.some(({ type, stateKey, content }) => {
      const isNamed = event.type === type && event.state_key === stateKey;
      return (isNamed && !type.startsWith(EVERYBODYS)) || sameJson(event.content, content);
    });
  }
}
