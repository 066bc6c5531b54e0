import type { Mutant } from './mutant.js';

/** How many changes of a file no check need notice, and why. */
export interface MaySurvive {
  /** Path from the project's root. */
  readonly file: string;
  readonly survivors: number;
  readonly because: readonly string[];
}

const UNSAID = 'The text leaves open what it changes';
const UNSEEN = 'Nobody outside can see a difference';
const FOR_FAULTS = 'Only faulty homeservers have rules that make a difference there';
const FOR_THE_COMPILER = 'The default, or the question mark, is there for the compiler';

/** The floor below which the score must not fall, file by file: every mutant beyond these numbers is to be killed. */
export const MAY_SURVIVE: readonly MaySurvive[] = [
  may(
    'rules/parameters.ts',
    5,
    'what is said to people, and what is no number, is refused elsewhere too',
    UNSAID,
    FOR_THE_COMPILER,
  ),
  may(
    'rules/limits.ts',
    6,
    'a maximum, and how many futures a user may have, are up to the server (SCHED-11, Q-LIMIT)',
  ),
  may('rules/future-rules.ts', 2, FOR_FAULTS),
  may('rules/invalidation.ts', 12, `${UNSAID}: a second future of a key within a group (Q-STATE-TWICE)`, UNSEEN),
  may('rules/grouping.ts', 2, UNSEEN),
  may('rules/idempotency.ts', 3, UNSEEN),
  may('rules/lifetime.ts', 4, `${UNSAID}: whether a ban is a leaving (Q-LEAVE)`, UNSEEN),
  may('rules/listing.ts', 1, FOR_THE_COMPILER),
  may('rules/permission.ts', 1, UNSEEN),
  may(
    'rules/tokens.ts',
    7,
    'an action future need not have a cancel token, and one that no answer shows is nobody’s to use',
  ),
  may('rules/access.ts', 2, 'a server need not offer the alternatives of the text'),
  may('rules/batch.ts', 5, 'a batch may tell the group id, too (BATCH-2)', UNSEEN),
  may('rules/answers.ts', 3, `${UNSAID}: what else the answer to a token says (Q-TOKEN-BODY)`, UNSEEN),
  may('rules/timing.ts', 2, `${UNSAID}: the order of what is due together (Q-DOUBLE)`),
  may('readings.ts', 12, 'mistakes of those who start the reference are no behaviour of a homeserver'),
  may('resolving.ts', 24, FOR_FAULTS, UNSEEN),
  may('scheduling.ts', 7, FOR_FAULTS, UNSEEN),
  may('storing.ts', 1, FOR_FAULTS),
  may(
    'batching.ts',
    21,
    `${UNSAID}: templates, sizes, numbers, paths in batches (BATCH-3, BATCH-4, ERR-3, Q-CONTENT)`,
    UNSEEN,
  ),
  may('ending.ts', 9, FOR_FAULTS, `${UNSAID}: what is left of a group that loses several (Q-LEAVE, Q-LOGOUT)`),
  may('futures-engine.ts', 3, FOR_FAULTS, UNSEEN),
  may('futures-store.ts', 4, FOR_THE_COMPILER, UNSEEN),
  may('judging.ts', 11, FOR_FAULTS, UNSEEN, `${UNSAID}: batches of which a part is gone (Q-TXN-AFTER)`),
  may('multi-map.ts', 3, FOR_THE_COMPILER, UNSEEN),
  { file: 'reference/time/shared-timer.ts', survivors: 4, because: [UNSEEN] },
];

/** Whether a change is none that a homeserver's clients can be told of: a text for people, or another way to say no. */
export function isBesideThePoint({ from, to }: Pick<Mutant, 'from' | 'to'>): boolean {
  const isText = /^(['`]).* .*\1$/.test(from) && (to === '""' || to === '``');
  return isText || (from === '() => false' && to === '() => undefined');
}

function may(file: string, survivors: number, ...because: readonly string[]): MaySurvive {
  return { file: `reference/futures/${file}`, survivors, because };
}
