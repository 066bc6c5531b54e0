import type { CheckReport } from '../report/document/check-schema.js';
import type { Report } from '../report/document/report-schema.js';
import type { RequirementReport, RevisionReport } from '../report/document/revision-schema.js';
import { STANDINGS, dateOf } from '../report/compare/comparison-in-words.js';
import { standingOf } from '../report/compare/standing.js';
import { markdownTable } from '../report/render/markdown-table.js';
import { code, plain } from '../report/render/markdown-text.js';
import { wireInWords } from '../report/render/wire-in-words.js';
import { withoutStop } from './results-page.js';

/** How much of a message a table has room for. */
const LONGEST = 240;

/**
 * A page on one run: what it says of each requirement, and of those that the server does not keep, why.
 *
 * @param title - what the run is called
 */
export function renderRunPage(title: string, report: Report): string {
  const { tool, startedAt, durationMs, conclusion, reason, revisions } = report;
  const seconds = (durationMs / 1_000).toFixed(0);
  return `${[
    `# ${plain(title)}`,
    `${plain(tool.name)} ${plain(tool.version)}, ${dateOf(startedAt)}, ${seconds} s: ${conclusion.replaceAll('-', ' ')}, ${plain(withoutStop(reason))}.`,
    ...revisions.filter(({ implemented }) => implemented).flatMap(revisionSection),
  ].join('\n\n')}\n`;
}

function revisionSection(revision: RevisionReport): string[] {
  const { name, wire, requirements, checks } = revision;
  const rows = requirements.map((requirement) => {
    const { id, wording } = requirement;
    const standing = standingOf(id, revision);
    const { sign, words } = STANDINGS[standing];
    const why = standing === 'warning' ? warningsOf(id, checks) : whyNot(requirement, checks);
    return [id, `${sign} ${words}`, plain(wording), why];
  });
  return [
    `## ${name}`,
    ...(wire === undefined ? [] : [plain(wireInWords(wire))]),
    markdownTable(['Id', 'Verdict', 'What it asks for', 'Why'], rows),
  ];
}

/** Why the server does not keep a requirement, or nobody knows: of each reason once. */
function whyNot({ id, verdict, checks: ids }: RequirementReport, checks: readonly CheckReport[]): string {
  if (verdict === 'pass') return '';
  const reasons = checks
    .filter((check) => (verdict === 'fail' ? check.broken === id : ids.includes(check.id) && check.verdict === verdict))
    .map(({ id: check, message, expected }) =>
      verdict === 'fail' ? `${code(check)}: ${shortened(expected?.reason ?? message)}` : shortened(message),
    );
  return [...new Set(reasons)].join('; ');
}

/** What the server does otherwise than it is advised to, by the checks that have seen it. */
function warningsOf(requirement: string, checks: readonly CheckReport[]): string {
  return checks
    .map(({ id, warnings }) => ({ id, warnings: warnings.filter((each) => each.requirement === requirement) }))
    .filter(({ warnings }) => warnings.length > 0)
    .map(({ id, warnings }) => `${code(id)}: ${warnings.map(({ message }) => shortened(message)).join('; ')}`)
    .join('; ');
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return plain(line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line);
}
