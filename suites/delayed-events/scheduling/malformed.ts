import type { RefusalWanted } from '../words/delayed-events-context.js';

/** How what is malformed is refused: the text names no code, so that each of the usual ones will do (DE-SCHED-9). */
export const MALFORMED: RefusalWanted = {
  status: 400,
  errcodes: ['M_NOT_JSON', 'M_BAD_JSON', 'M_INVALID_PARAM', 'M_MISSING_PARAM'],
};
