import type { SeenEvent } from '../rooms/matrix-json.js';
import { type Room, isMarker, isOfRoomsThemselves } from '../rooms/room.js';

/** What there was to be seen when a check found something to be wrong: whoever does the same again can look for it. Plain data. */
export interface Scene {
  /** Milliseconds since the check began. */
  readonly at: number;
  /** How many things of the evidence had happened by then; what comes after them was done to look closer. */
  readonly entries: number;
  /** Which thing of the evidence is the answer that is wrong, counted from 0, where it is an answer. */
  readonly exchange?: number;
  /** What had been sent into the check's rooms until then, but for markers and what comes with rooms themselves. */
  readonly events: readonly SceneEvent[];
}

/** An event, as far as it can be known again. */
export interface SceneEvent {
  readonly room: string;
  readonly type: string;
  readonly stateKey?: string;
  /** What tells its content from that of others. */
  readonly label: string;
  /** Whether it broke a silence. */
  readonly unexpected?: true;
}

/** How many events are remembered. */
const MOST = 100;

/** How much of a label is kept, in characters. */
const LONGEST = 200;

/** What has been sent into some rooms so far. */
export function sceneEvents(rooms: readonly Room[]): SceneEvent[] {
  return rooms
    .flatMap((room) => {
      const unexpected = new Set(room.unexpected());
      return room.timeline.arrivals.map((arrival) => ({ room, arrival, isUnexpected: unexpected.has(arrival) }));
    })
    .filter(({ arrival: { event } }) => !isMarker(event) && !isOfRoomsThemselves(event))
    .slice(0, MOST)
    .map(({ room, arrival: { event }, isUnexpected }) => ({
      room: room.id,
      type: event.type,
      ...(event.state_key === undefined ? {} : { stateKey: event.state_key }),
      label: labelOf(event),
      ...(isUnexpected ? { unexpected: true as const } : {}),
    }));
}

/** The same, in masked words. */
export function maskedScene(scene: Scene, mask: (text: string) => string): Scene {
  return {
    ...scene,
    events: scene.events.map(({ room, type, stateKey, label, ...rest }) => ({
      room: mask(room),
      type: mask(type),
      ...(stateKey === undefined ? {} : { stateKey: mask(stateKey) }),
      label: mask(label).slice(0, LONGEST),
      ...rest,
    })),
  };
}

function labelOf({ content }: SeenEvent): string {
  const { label, body } = content;
  const text = typeof label === 'string' ? label : typeof body === 'string' ? body : '';
  return text.slice(0, LONGEST);
}
