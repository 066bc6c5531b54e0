import type { JsonRecord } from '../rooms/matrix-json.js';
import type { EventsAmiss } from './discrepancy.js';
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
  /** Whether the server was set up for this check in a way of its own, so that another one may not show it. */
  readonly ownServer?: true;
}

/** An event, as far as it can be known again. */
export interface SceneEvent {
  readonly room: string;
  readonly type: string;
  readonly stateKey?: string;
  /** What tells its content from that of others. */
  readonly label: string;
  /** Whether it must not have been there by then. */
  readonly unexpected?: true;
  /** Whether it had to be there and was not; of several such one had to be there. */
  readonly missing?: true;
}

/** How many events are remembered. */
export const MOST_SCENE_EVENTS = 100;

/** How much of a label is kept, in characters. */
const LONGEST = 200;

/**
 * What has been sent into some rooms so far, and what has not.
 *
 * @param amiss - what is wrong about that
 */
export function sceneEvents(rooms: readonly Room[], { unwanted = [], missing = [] }: EventsAmiss = {}): SceneEvent[] {
  const come = rooms
    .flatMap((room) => room.timeline.arrivals.map(({ event }) => ({ room, event })))
    .filter(({ event }) => !isMarker(event) && !isOfRoomsThemselves(event))
    .slice(0, MOST_SCENE_EVENTS)
    .map(({ room, event }) => ({
      ...shapeOf(room, event.type, event.state_key, event.content),
      ...(unwanted.includes(event) ? { unexpected: true as const } : {}),
    }));
  const lacking = missing.map(({ room, type = '', stateKey, content }) => ({
    ...shapeOf(room, type, stateKey, content),
    missing: true as const,
  }));
  return [...come, ...lacking];
}

function shapeOf({ id }: Room, type: string, stateKey: string | undefined, content: JsonRecord): SceneEvent {
  return { room: id, type, ...(stateKey === undefined ? {} : { stateKey }), label: labelOf(content) };
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

function labelOf({ label, body }: JsonRecord): string {
  const text = typeof label === 'string' ? label : typeof body === 'string' ? body : '';
  return text.slice(0, LONGEST);
}
