import type { Symptom } from '../kit/checks/discrepancy.js';
import type { Facet } from '../kit/checks/facet.js';
import type { Verdict } from '../kit/checks/verdict.js';
import type { Finding } from './finding.js';

/** What of a result counts for findings. */
export interface FoundResult {
  readonly id: string;
  readonly requirements: readonly string[];
  readonly verdict: Verdict;
  readonly broken?: string | undefined;
  readonly violation?: { readonly symptom: Symptom; readonly story?: readonly string[] | undefined } | undefined;
  readonly spoiltBy?: string | undefined;
  readonly warnings: readonly { readonly requirement: string; readonly symptom: Symptom }[];
  readonly evidence: readonly { readonly kind: string }[];
}

/** A check that shows a requirement to be broken, and how. */
interface Witness {
  readonly result: FoundResult;
  readonly requirement: string;
  readonly symptom: Symptom;
}

/** What shows one requirement to be broken. */
interface Group {
  readonly requirement: string;
  readonly level: Finding['level'];
  readonly witnesses: readonly Witness[];
}

/**
 * What is wrong with a server by the results of a run, the worst first: all failures of one requirement are one finding.
 * What may follow from something plainer, as the revision's facets say, is part of that one's finding where that shows at
 * least as often.
 *
 * @param results - of one revision; without the failures that are expected
 * @param facets - what the revision knows of what follows from what
 * @param order - the ids of the revision's requirements and questions, in the order in which they are told
 */
export function findingsIn(
  results: readonly FoundResult[],
  facets: readonly Facet[],
  order: readonly string[],
): Finding[] {
  const failures = results.flatMap((result): Witness[] => {
    const { verdict, broken, violation } = result;
    return verdict === 'fail' && broken !== undefined
      ? [{ result, requirement: broken, symptom: violation?.symptom ?? 'different' }]
      : [];
  });
  const warnings = results.flatMap((result) =>
    result.warnings.map(({ requirement, symptom }): Witness => ({ result, requirement, symptom })),
  );
  const all = [...together(groupsOf(failures, 'fail'), facets), ...groupsOf(warnings, 'warning')];
  return all
    .map((group) => findingOf(group, results))
    .toSorted(
      (one, other) =>
        Number(one.level === 'warning') - Number(other.level === 'warning') ||
        other.witnesses.length - one.witnesses.length ||
        order.indexOf(one.requirement) - order.indexOf(other.requirement),
    );
}

function groupsOf(witnesses: readonly Witness[], level: Finding['level']): Group[] {
  const requirements = new Set(witnesses.map(({ requirement }) => requirement));
  return [...requirements].map((requirement) => ({
    requirement,
    level,
    witnesses: witnesses.filter((witness) => witness.requirement === requirement),
  }));
}

/** Adds to each group those that may follow from it. */
function together(groups: readonly Group[], facets: readonly Facet[]): Group[] {
  const causes = new Map(groups.map((group) => [group, causeOf(group, groups, facets)]));
  const rootOf = (group: Group): Group => {
    const cause = causes.get(group);
    return cause === undefined ? group : rootOf(cause);
  };
  const roots = groups.filter((group) => causes.get(group) === undefined);
  return roots.map((root) => ({
    ...root,
    witnesses: groups.filter((group) => rootOf(group) === root).flatMap(({ witnesses }) => witnesses),
  }));
}

/** What a group may follow from: the one that shows most often. */
function causeOf(group: Group, groups: readonly Group[], facets: readonly Facet[]): Group | undefined {
  const causes = groups.filter((other) => facets.some((facet) => explains(facet, other, group)));
  return causes.toSorted((one, other) => other.witnesses.length - one.witnesses.length)[0];
}

function explains({ plain, about, symptom }: Facet, cause: Group, group: Group): boolean {
  if (cause === group || cause.requirement !== plain || !about.includes(group.requirement)) return false;
  const isMet = symptom === undefined || group.witnesses.every((witness) => witness.symptom === symptom);
  // Of two that might explain each other the plain one has to show more often, so that there is no going round.
  return isMet && cause.witnesses.length >= group.witnesses.length;
}

function findingOf({ requirement, level, witnesses }: Group, results: readonly FoundResult[]): Finding {
  const usual = usualSymptomOf(witnesses);
  const sorted = witnesses.toSorted((one, other) => compared({ requirement, usual }, one, other));
  const also = new Set(witnesses.map((witness) => witness.requirement));
  also.delete(requirement);
  return {
    requirement,
    level,
    symptom: sorted[0]?.symptom ?? 'different',
    witnesses: [...new Set(sorted.map(({ result }) => result.id))],
    alsoBroken: [...also],
    spoilt:
      level === 'warning'
        ? []
        : results.flatMap(({ id, spoiltBy }) => (spoiltBy === requirement || also.has(spoiltBy ?? '') ? [id] : [])),
  };
}

/** How something that is wrong shows to most who see it. */
function usualSymptomOf(witnesses: readonly Witness[]): Symptom | undefined {
  const times = (symptom: Symptom): number => witnesses.filter((witness) => witness.symptom === symptom).length;
  return witnesses.map(({ symptom }) => symptom).toSorted((one, other) => times(other) - times(one))[0];
}

/** What is wrong, and how it shows to most. */
interface Wrong {
  readonly requirement: string;
  readonly usual: Symptom | undefined;
}

/**
 * Which of two witnesses is the better example: one of a check that is about it and not made up, then one to which it shows as
 * to most, then the shorter one.
 */
function compared({ requirement, usual }: Wrong, one: Witness, other: Witness): number {
  const rank = ({ result, requirement: broken, symptom }: Witness): number[] => [
    Number(broken !== requirement),
    Number(!result.requirements.includes(requirement)),
    result.violation?.story?.length ?? 0,
    Number(symptom !== usual),
    exchangesIn(result),
  ];
  const [ranks, others] = [rank(one), rank(other)];
  for (const [index, value] of ranks.entries()) {
    const difference = value - (others[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.result.id.localeCompare(other.result.id, 'en');
}

function exchangesIn({ evidence }: FoundResult): number {
  return evidence.filter(({ kind }) => kind === 'exchange').length;
}
