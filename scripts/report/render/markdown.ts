import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { Report } from '../document/report-schema.js';
import type { FindingReport, RevisionReport } from '../document/revision-schema.js';
import { byReason } from './by-reason.js';
import { evidenceLines } from './evidence-line.js';
import { findingFacts } from './finding-facts.js';
import { code, fenced, plain } from './markdown-text.js';
import { requirementCounts } from './requirement-counts.js';
import { unusualReadings } from './unusual-readings.js';
import { wireInWords } from './wire-in-words.js';

/** A comment on GitHub takes 65,536 characters; a page that is longer is not shown at all. */
const MOST = 60_000;

/** How many lines of evidence are shown of a finding. */
const MOST_EVIDENCE = 20;

/** How many checks are named in a row. */
const NAMED = 8;

const HEADINGS = {
  conformant: '✅ conformant',
  'not-conformant': '❌ not conformant',
  'could-not-judge': '⚠️ could not judge',
  'stale-baseline': '⚠️ stale baseline',
} as const satisfies Record<Report['conclusion'], string>;

/** Renders a report as Markdown, for a pull request or the summary of a job: what it comes to first, then what is wrong. */
export function renderMarkdown(report: Report): string {
  const { conclusion, reason, target, tool, durationMs, revisions } = report;
  const software = target.software === undefined ? [] : [target.software.name, target.software.version ?? ''];
  const about = [code(target.name), ...(software.length === 0 ? [] : [code(software.join(' ').trim())])].join(', ');
  const head = [
    `## ${HEADINGS[conclusion]}: MSC4140 on ${about}`,
    plain(reason),
    ...(revisions.length === 0 ? [] : [totals(revisions)]),
  ];
  const foot = [
    `<sub>${tool.name} ${tool.version}, ${(durationMs / 1_000).toFixed(1)} s. The whole run once more: ${code(report.again)}</sub>`,
  ];
  const findings = revisions.flatMap((revision) =>
    revision.findings.map((finding) => findingSection(finding, revision)),
  );
  const rest = revisions.flatMap(restOf);
  return `${within([...head], findings, [...rest, ...foot]).join('\n\n')}\n`;
}

/** All of it, or as many findings as there is room for. */
function within(head: readonly string[], findings: readonly string[], foot: readonly string[]): string[] {
  let room = MOST - [...head, ...foot].join('\n\n').length - 100;
  const shown: string[] = [];
  for (const finding of findings) {
    room -= finding.length + 2;
    if (room < 0) break;
    shown.push(finding);
  }
  const more = findings.length - shown.length;
  return [...head, ...shown, ...(more > 0 ? [`… and ${plural(more, 'more finding')}, in the report.`] : []), ...foot];
}

function totals(revisions: readonly RevisionReport[]): string {
  const rows = revisions.map(({ name, conclusion, requirements, totals: counts }) => {
    const { kept, broken, unjudged } = requirementCounts(requirements);
    const { pass, observation, fail, inconclusive, 'not-applicable': none } = counts;
    return `| ${name} | ${HEADINGS[conclusion]} | ${kept} | ${broken} | ${unjudged} | ${pass + observation} | ${fail} | ${inconclusive} | ${none} |`;
  });
  return [
    '| revision | | requirements kept | broken | not judged | checks passed | failed | could not tell | did not apply |',
    '| --- | --- | --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

function findingSection(finding: FindingReport, revision: RevisionReport): string {
  const facts = findingFacts(finding, revision);
  const { requirement, level, witnesses, alsoBroken, spoilt, again } = finding;
  const heading = `### ${level === 'fail' ? '❌' : '⚠️'} ${requirement}`;
  if (facts === undefined) return heading;
  const { wording, source, what, expected, seen, story, example } = facts;
  const shown =
    witnesses.slice(0, NAMED).join(', ') + (witnesses.length > NAMED ? ` and ${witnesses.length - NAMED} more` : '');
  const lines = [...story, ...evidenceLines(example, MOST_EVIDENCE)];
  return [
    heading,
    `${plain(wording)}${source === '' ? '' : ` <sub>${plain(source)}</sub>`}`,
    [
      ...(what === undefined ? [] : [`- **When:** ${code(what)}`]),
      ...(expected === undefined ? [] : [`- **Expected:** ${code(expected)}`]),
      `- **Seen:** ${code(seen)}`,
      `- **Shown by:** ${shown}`,
      ...(alsoBroken.length === 0 ? [] : [`- **Perhaps for the same reason:** ${alsoBroken.join(', ')}`]),
      ...(spoilt.length === 0 ? [] : [`- ${plural(spoilt.length, 'check')} could not tell because of it`]),
      `- **Again:** ${code(again)}`,
    ].join('\n'),
    ...(lines.length === 0 ? [] : [details('What happened', fenced(lines.join('\n')))]),
  ].join('\n\n');
}

function restOf(revision: RevisionReport): string[] {
  const { name, questions, checks, wire, requirements, areas } = revision;
  const readings = unusualReadings(questions).map(
    ({ id, reading, meaning, usual }) =>
      `- ${id}: ${code(reading)}${meaning === '' ? '' : ` (${plain(meaning)})`}, usual is ${code(usual)}`,
  );
  const open = byReason(checks, 'inconclusive').map(sameReason);
  const none = byReason(checks, 'not-applicable').map(sameReason);
  const byArea = areas.map(({ name: area, title }) => {
    const { kept, broken, unjudged } = requirementCounts(requirements.filter((each) => each.area === area));
    return `| ${plain(title)} | ${kept} | ${broken} | ${unjudged} |`;
  });
  return [
    ...(wire === undefined ? [] : [plain(wireInWords(wire))]),
    ...(readings.length === 0
      ? []
      : [details(`${name}: readings that differ from the usual (${readings.length})`, readings.join('\n'))]),
    ...(open.length === 0 ? [] : [details(`${name}: could not tell (${open.length})`, open.join('\n'))]),
    ...(none.length === 0 ? [] : [details(`${name}: did not apply (${none.length})`, none.join('\n'))]),
    ...(byArea.length === 0
      ? []
      : [
          details(
            `${name}: areas`,
            ['| area | kept | broken | not judged |', '| --- | --: | --: | --: |', ...byArea].join('\n'),
          ),
        ]),
  ];
}

function sameReason({ reason, ids }: ReturnType<typeof byReason>[number]): string {
  const named = ids.length > NAMED ? `${plural(ids.length, 'check')}` : ids.join(', ');
  return `- ${code(reason)}: ${named}`;
}

function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
