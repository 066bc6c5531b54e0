import type { Certainty, Grade, Level } from '../../fixtures/requirements/requirement.js';

const LEVELS: Readonly<Partial<Record<Level, string>>> = {
  derived: 'it follows',
  open: 'left open',
  impl: 'done by software',
  MSC4486: 'asked for by MSC4486, which is not accepted',
};

const CERTAINTIES: Readonly<Record<Certainty, string>> = {
  read: 'read in the accepted text, a later one, or a quotation of it',
  'read-07': 'read in the text of July 2026, with no sign of a change',
  impl: 'seen in software',
  inferred: 'inferred from the text and the Matrix specification',
};

/** Tells in full what a text demands and how that is known, a sentence for each line. */
export function gradeInWords({ level, certainty, levelInFollowUp }: Grade): readonly string[] {
  const known = certainty.map((each) => CERTAINTIES[each]).join('; ');
  return [
    `${LEVELS[level] ?? level}: ${known}`,
    ...(levelInFollowUp === undefined ? [] : [`${levelInFollowUp} in a follow-up that is not merged`]),
  ];
}

/** Tells the same in short, such as `MUST (read, impl)`. */
export function gradeInShort({ level, certainty }: Pick<Grade, 'level' | 'certainty'>): string {
  return `${level} (${certainty.join(', ')})`;
}
