import { plural } from '../../suites/kit/checks/conclusion.js';
import { allRevisions } from '../../suites/revisions.js';
import { revisionsHaving } from '../report/baseline/entries-on.js';
import { makeBaseline, renderBaseline } from '../report/baseline/make-baseline.js';
import { type RunFacts, buildReport } from '../report/build-report.js';
import { writeOutput } from './output-file.js';

/**
 * Writes a new baseline of a run, for all revisions that it has judged, and sees the run in its light. The entries by which the
 * failures of the run were expected stay as far as they still hold, whichever file they are from.
 *
 * @throws UsageError when the file cannot be written
 */
export function withNewBaseline(facts: RunFacts, file: string): RunFacts {
  const { conclusion, revisions } = buildReport(facts);
  if (conclusion === 'could-not-judge' || revisions.some((each) => each.conclusion === 'could-not-judge')) {
    process.stderr.write('No baseline was written, since the run could not judge the server.\n');
    return facts;
  }
  const used = facts.baseline ?? [];
  const stale = revisions.flatMap(({ baseline }) => baseline?.stale ?? []);
  const kept = used.filter(({ id, revision }) => !stale.some((each) => each.id === id && each.revision === revision));
  const checks = revisions.flatMap((revision) => revision.checks);
  const entries = makeBaseline(checks, kept, (id) => revisionsHaving(id, allRevisions).length > 1);
  writeOutput(file, renderBaseline(entries), '--write-baseline');
  const removed = used.length - kept.length;
  process.stderr.write(
    `Wrote ${plural(entries.length, 'expected failure')} to ${file}${removed === 0 ? '' : `, ${removed} taken out`}. ` +
      'Give each new one its reason.\n',
  );
  return { ...facts, baseline: entries };
}
