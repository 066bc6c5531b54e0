import { forbidden } from './auth-state.js';
import { MatrixError } from './matrix-error.js';
import { redacted } from './redaction.js';
import type { Room } from './room.js';
import type { EventDraft } from './room-event.js';
import type { TimelineEntry } from './timeline-entry.js';

/**
 * Finds what a redaction is about, if it is one. Users may redact what they sent themselves, and with the room's
 * `redact` level everything except the room's creation.
 *
 * @returns the event to redact; `undefined` when the draft is no redaction, or one of an event that is not here
 * @throws MatrixError 403 `M_FORBIDDEN`, or 404 `M_NOT_FOUND` when a user without the level redacts something unknown
 */
export function redactionTarget(draft: EventDraft, room: Room): TimelineEntry | undefined {
  if (!isRedaction(draft)) return undefined;
  const target = namedBy(draft, room);
  const levels = room.powerLevels;
  if (levels.ofUser(draft.sender) < levels.to('redact')) {
    if (target === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such event in this room.');
    if (target.event.sender !== draft.sender) throw forbidden('You may not redact what others sent.');
  }
  if (target?.event.type === 'm.room.create') throw forbidden('The creation of a room cannot be redacted.');
  return target;
}

/** What a redaction is about, whether its sender may redact that or not. */
export function unjudgedTarget(draft: EventDraft, room: Room): TimelineEntry | undefined {
  return isRedaction(draft) ? namedBy(draft, room) : undefined;
}

function isRedaction({ type, stateKey }: EventDraft): boolean {
  return type === 'm.room.redaction' && stateKey === undefined;
}

function namedBy({ content }: EventDraft, room: Room): TimelineEntry | undefined {
  return typeof content.redacts === 'string' ? room.entry(content.redacts) : undefined;
}

/** Takes the content of an event away. The first redaction stays the reason when there are several. */
export function redact(target: TimelineEntry, because: TimelineEntry): void {
  target.event = redacted(target.event);
  target.redactedBecause ??= because;
}
