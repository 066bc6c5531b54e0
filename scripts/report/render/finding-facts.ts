import type { CheckReport } from '../document/check-schema.js';
import type { FindingReport, RevisionReport } from '../document/revision-schema.js';
import { printable } from './printable.js';

/** What is told of a broken requirement, wherever that is. What a server has said is safe to be shown. */
export interface FindingFacts {
  readonly id: string;
  /** What is asked for, or the question that is read otherwise than pinned. */
  readonly wording: string;
  /** How firmly that holds and where it is said; empty for a question. */
  readonly source: string;
  readonly what?: string;
  readonly expected?: string;
  readonly seen: string;
  readonly story: readonly string[];
  /** The best example. */
  readonly example: CheckReport;
}

/** What is told of a finding, by its best example; `undefined` where there is none. */
export function findingFacts(
  { witnesses, requirement }: FindingReport,
  revision: RevisionReport,
): FindingFacts | undefined {
  const example = revision.checks.find(({ id }) => id === witnesses[0]);
  return example === undefined ? undefined : failureFacts(requirement, example, revision);
}

/** What is told of the failure of one check, or of its warning. */
export function failureFacts(
  id: string,
  example: CheckReport,
  { requirements, questions }: Pick<RevisionReport, 'requirements' | 'questions'>,
): FindingFacts {
  const requirement = requirements.find((each) => each.id === id);
  const question = questions.find((each) => each.id === id);
  const { what, expected, seen, story = [] } = example.violation ?? {};
  const warning = example.warnings.find((each) => each.requirement === id);
  const told = expected === undefined || seen === undefined;
  return {
    id,
    wording: requirement?.wording ?? `the server reads it otherwise than pinned: ${question?.question ?? ''}`,
    source: requirement === undefined ? '' : `${requirement.kind}; ${requirement.source}`,
    ...(what === undefined ? {} : { what: inOneLine(what) }),
    ...(told ? {} : { expected: inOneLine(expected) }),
    seen: inOneLine(told ? (warning?.message ?? example.message).replace(`${id}: `, '') : seen),
    story: story.map(printable),
    example,
  };
}

function inOneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' ').trim());
}
