import { conclude, plural } from '../../suites/kit/checks/conclusion.js';
import { conclusionOfAll } from '../report/build-report.js';
import type { CheckReport } from '../report/document/check-schema.js';
import type { Report } from '../report/document/report-schema.js';
import type { RevisionReport } from '../report/document/revision-schema.js';

/**
 * A report with the conclusion to which it would have come without a baseline: what is broken is broken, whoever has expected
 * it. Its reason says how much of that was known.
 */
export function withoutBaseline(report: Report): Report {
  if (report.revisions.every(({ baseline }) => baseline === undefined)) return report;
  const revisions = report.revisions.map((revision) => concludedAnew(revision, report.run.cutShort));
  return { ...report, ...conclusionOfAll(revisions), revisions };
}

function concludedAnew(revision: RevisionReport, cutShort: string | undefined): RevisionReport {
  const { implemented, baseline, checks } = revision;
  if (!implemented || baseline === undefined) return revision;
  const { conclusion, reason } = conclude(
    checks.map(({ expected: _expected, ...check }) => check),
    { cutShort },
  );
  return { ...revision, conclusion, reason: conclusion === 'not-conformant' ? brokenInWords(checks) : reason };
}

/** What is broken, and how much of it a baseline has expected. */
function brokenInWords(checks: readonly CheckReport[]): string {
  const failures = checks.filter(({ verdict }) => verdict === 'fail');
  const broken = [...new Set(failures.map(brokenBy))];
  const surprising = new Set(failures.filter(({ expected }) => expected === undefined).map(brokenBy));
  const known = broken.length - surprising.size;
  const told = `${plural(broken.length, 'requirement')} ${broken.length === 1 ? 'is' : 'are'} broken`;
  return `${told}${knownInWords(known, broken.length)}: ${broken.join(', ')}`;
}

function knownInWords(known: number, all: number): string {
  if (known === 0) return '';
  if (known < all) return `, ${known} of them known before`;
  return all === 1 ? ', known before' : ', all of them known before';
}

/** The requirement that a failing check finds broken, or else the check itself. */
function brokenBy({ id, broken }: CheckReport): string {
  return broken ?? id;
}
