import { MatrixError } from './matrix-error.js';
import { relationOf } from './relations.js';
import type { Room } from './room.js';
import type { EventDraft } from './room-event.js';

/**
 * Judges what a client's event relates to: threads start from events that relate to nothing themselves, and nobody
 * annotates the same event with the same thing twice.
 *
 * @throws MatrixError 400 `M_UNKNOWN` or `M_DUPLICATE_ANNOTATION`
 */
export function checkRelation(draft: EventDraft, room: Room): void {
  const relation = relationOf(draft);
  if (relation === undefined) return;
  const parent = room.entry(relation.parentId);
  if (relation.type === 'm.thread' && parent !== undefined && relationOf(parent.event) !== undefined) {
    throw new MatrixError(400, 'M_UNKNOWN', 'A thread cannot start from an event that relates to another one.');
  }
  if (relation.type !== 'm.annotation') return;
  const isThere = room.childrenOf(relation.parentId).some(({ event }) => {
    const other = relationOf(event);
    const isSame = event.sender === draft.sender && event.type === draft.type;
    return isSame && other?.type === relation.type && other.key === relation.key;
  });
  if (isThere) throw new MatrixError(400, 'M_DUPLICATE_ANNOTATION', 'You have annotated the event so already.');
}
