import type { Report } from '../report/document/report-schema.js';
import type { RevisionReport } from '../report/document/revision-schema.js';

/**
 * What is kept of a run for good: what it says of the server, without how it came to that. Nothing of it tells of the machine
 * on which it was made.
 */
export function slimReport(report: Report): Report {
  return {
    ...report,
    configuration: {},
    again: '',
    run: { ...report.run, leftBehind: [] },
    revisions: report.revisions.map(slimRevision),
  };
}

function slimRevision(revision: RevisionReport): RevisionReport {
  return {
    ...revision,
    findings: revision.findings.map((finding) => ({ ...finding, again: '' })),
    checks: revision.checks.map(({ course: _course, violation, ...check }) => ({
      ...check,
      evidence: [],
      ...(violation === undefined ? {} : { violation: { ...violation, scene: undefined } }),
    })),
  };
}
