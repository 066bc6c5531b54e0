import { isUserId, MAX_IDENTIFIER_BYTES } from './identifiers.js';
import type { Json } from './json.js';
import { MatrixError } from './matrix-error.js';
import type { EventDraft } from './room-event.js';

/** The largest event that Matrix allows, in bytes. */
export const MAX_EVENT_BYTES = 65_536;

/**
 * What an event has besides the parts that a draft names: its id and its time, and the hash, the signature and the
 * references to other events that servers exchange.
 */
const BYTES_ADDED_BY_SERVER = 400;

/**
 * Judges the form of an event alone: whether canonical JSON can express it, and whether it is too large.
 *
 * @param anyNumbers - accept numbers that canonical JSON cannot express
 * @throws MatrixError 400 `M_BAD_JSON` or 413 `M_TOO_LARGE`
 */
export function checkForm(draft: EventDraft, anyNumbers = false): void {
  for (const identifier of [draft.type, draft.stateKey ?? '', draft.roomId, draft.sender]) {
    if (Buffer.byteLength(identifier) > MAX_IDENTIFIER_BYTES) {
      throw new MatrixError(413, 'M_TOO_LARGE', `Types and state keys can have ${MAX_IDENTIFIER_BYTES} bytes.`);
    }
  }
  checkCanonical([draft.type, draft.stateKey ?? '', draft.content], anyNumbers);
  if (Buffer.byteLength(JSON.stringify(draft)) + BYTES_ADDED_BY_SERVER > MAX_EVENT_BYTES) {
    throw new MatrixError(413, 'M_TOO_LARGE', `An event can have ${MAX_EVENT_BYTES} bytes.`);
  }
  if (draft.type === 'm.room.redaction' && draft.stateKey === undefined && typeof draft.content.redacts !== 'string') {
    throw new MatrixError(400, 'M_BAD_JSON', 'A redaction has to name the event in `redacts`.');
  }
  if (draft.type === 'm.room.member' && draft.stateKey !== undefined && !isUserId(draft.stateKey)) {
    throw new MatrixError(400, 'M_BAD_JSON', 'The state key of m.room.member has to be a user id.');
  }
}

function checkCanonical(value: Json, anyNumbers: boolean): void {
  if (typeof value === 'number') {
    if (!anyNumbers && !Number.isSafeInteger(value)) {
      throw new MatrixError(400, 'M_BAD_JSON', 'Numbers in events have to be integers from -(2^53)+1 to (2^53)-1.');
    }
  } else if (typeof value === 'string') {
    checkText(value);
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) checkCanonical(item, anyNumbers);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      checkText(key);
      checkCanonical(item, anyNumbers);
    }
  }
}

/** Half of a surrogate pair is JSON, but nothing that UTF-8 can carry. */
function checkText(text: string): void {
  if (/\p{Surrogate}/u.test(text)) throw new MatrixError(400, 'M_BAD_JSON', 'Text in events has to be valid Unicode.');
}
