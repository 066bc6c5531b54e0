import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { ComparedRequirement, ComparedRevision, ComparedRun, Comparison } from './comparison.js';
import type { Standing } from './standing.js';

/** Standings as a sign and in words. */
export const STANDINGS: Readonly<Record<Standing, { readonly sign: string; readonly words: string }>> = {
  pass: { sign: '✔', words: 'pass' },
  warning: { sign: '!', words: 'warning' },
  fail: { sign: '✘', words: 'fail' },
  inconclusive: { sign: '?', words: 'could not tell' },
  'not-applicable': { sign: '–', words: 'not applicable' },
  'not-run': { sign: ' ', words: 'not run' },
};

/** What a run is called beside others: its number. */
export function numberOf(index: number): string {
  return `[${index + 1}]`;
}

/** What stands above what a run says: its number, and the server that it was of. */
export function headingOf({ name, software, target }: ComparedRun, index: number): string {
  return `${numberOf(index)} ${software ?? name ?? target}`;
}

/** A run in a line: what was judged, when, by what, and what it came to. */
export function runInALine(run: ComparedRun): string {
  const { name, target, software, startedAt, tool, conclusion, reason, isWhole } = run;
  const server = software === undefined ? target : `${software}, ${target}`;
  const named = name === undefined ? server : `${name}, ${server}`;
  const part = isWhole ? '' : ' (only a part of the suites)';
  return `${named}, ${dateOf(startedAt)}, ${tool}: ${conclusion.replaceAll('-', ' ')}${part}: ${reason}`;
}

/** A moment to the minute. */
export function dateOf(moment: string): string {
  return `${moment.slice(0, 16).replace('T', ' ')} UTC`;
}

/** What is the same in all runs that looked, in a sentence without a full stop. */
export function sameInWords({ requirements, questions }: ComparedRevision): string {
  const same = requirements.filter(({ differs, compared }) => compared && !differs);
  const of = (standing: Standing): number => same.filter(({ standings }) => standings.includes(standing)).length;
  const parts = (['pass', 'warning', 'fail', 'inconclusive', 'not-applicable'] as const).flatMap((standing) =>
    of(standing) === 0 ? [] : [`${of(standing)} ${STANDINGS[standing].words}`],
  );
  const readings = questions.filter(({ differs, compared }) => compared && !differs).length;
  const told = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  return `${plural(same.length, 'requirement')}${told} and ${plural(readings, 'reading')} do not differ`;
}

/** What cannot differ, since only one run looked at it, in a sentence without a full stop; empty where there is none. */
export function aloneInWords({ requirements, questions }: ComparedRevision): string {
  const parts = [
    [requirements.filter(({ compared }) => !compared).length, 'requirement'],
    [questions.filter(({ readings, compared }) => !compared && readings.flat().length > 0).length, 'reading'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => plural(count, what));
  return told.length === 0 ? '' : `one run alone looked at ${told.join(' and ')}`;
}

/** All that does not differ, or cannot, in a sentence without a full stop. */
export function restInWords(revision: ComparedRevision): string {
  return [sameInWords(revision), aloneInWords(revision)].filter((told) => told !== '').join('; ');
}

/** What two runs of one server come to, in a sentence without a full stop; empty where they are none. */
export function progressInWords({ isAgain, revisions }: Comparison): string {
  if (!isAgain) return '';
  const changes = revisions.flatMap((revision) => revision.changes);
  const judged = revisions.flatMap(({ requirements }) => requirements).filter(({ judgedByAll }) => judgedByAll);
  const same = judged.filter(({ differs }) => !differs).length;
  if (changes.length === 0 && same === 0) {
    return 'nothing can be said, since there is no requirement that both runs have judged by the same checks';
  }
  const of = (is: string): number => changes.filter((change) => change.is === is).length;
  const parts =
    changes.length === 0
      ? [`the second run says the same of ${plural(same, 'requirement')} that both have judged`]
      : [
          `${of('better')} better, ${of('worse')} worse, ${of('other')} otherwise changed`,
          `of ${plural(same, 'requirement')} both say the same`,
        ];
  const untold = revisions.flatMap(untoldIn).length;
  if (untold > 0) parts.push(`of ${untold} it cannot be said, since the runs judged them by different checks`);
  return parts.join('; ');
}

/** What both runs have judged otherwise, but not by the same checks. */
function untoldIn({ requirements, changes }: ComparedRevision): ComparedRequirement[] {
  return requirements.filter(
    ({ id, judgedByAll, differs }) => judgedByAll && differs && changes.every((change) => change.id !== id),
  );
}

/** How many checks are named in a row. */
const NAMED = 12;

/** Names in a row, no more than can be read. */
export function namesInWords(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The headings under which changes are told, the worse first. */
export const CHANGES = [
  ['worse', 'Worse than before'],
  ['better', 'Better than before'],
  ['other', 'Otherwise changed'],
] as const;
