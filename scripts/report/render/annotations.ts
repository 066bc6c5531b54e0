import type { Report } from '../document/report-schema.js';
import { findingFacts } from './finding-facts.js';

/** GitHub shows no more of a kind than this for each step. */
const MOST = 10;

/** Renders what is wrong as annotations of GitHub Actions, one line each; none where all is well. */
export function renderAnnotations(report: Report): string {
  const lines = report.revisions.flatMap((revision) =>
    revision.findings.flatMap((finding) => {
      const facts = findingFacts(finding, revision);
      if (facts === undefined) return [];
      const { id, wording, expected, seen } = facts;
      const told = expected === undefined ? `Seen: ${seen}` : `Expected: ${expected}\nSeen: ${seen}`;
      const kind = finding.level === 'fail' ? 'error' : 'warning';
      return [
        { kind, line: annotation(kind, `${revision.name}: ${id}`, `${wording}\n${told}\nAgain: ${finding.again}`) },
      ];
    }),
  );
  const isJudged = report.conclusion === 'conformant' || report.conclusion === 'not-conformant';
  const shown = ['error', 'warning'].flatMap((kind) => lines.filter((each) => each.kind === kind).slice(0, MOST));
  return [
    ...(isJudged ? [] : [annotation('error', report.conclusion, report.reason)]),
    ...shown.map(({ line }) => line),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function annotation(kind: string, title: string, message: string): string {
  return `::${kind} title=${escaped(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${escaped(message)}`;
}

/** As the runner reads it: nothing in a text ends the line or begins another command. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
