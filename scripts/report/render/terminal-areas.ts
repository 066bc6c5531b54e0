import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { RequirementReport, RevisionReport } from '../document/revision-schema.js';
import { requirementCounts } from './requirement-counts.js';
import { markOf, worstOf } from './terminal-marks.js';
import type { TerminalPage } from './terminal-page.js';
import { unusualReadings } from './unusual-readings.js';

/** How many ids of a kind are named of an area. */
const NAMED = 8;

/** Tells of each area how many of its requirements are kept; where something is broken or could not be told, what. */
export function renderAreas(page: TerminalPage, revision: RevisionReport): void {
  const { name, requirements, checks } = revision;
  const { kept, broken, unjudged } = requirementCounts(requirements);
  const counts = [
    `${kept} of ${plural(requirements.length, 'requirement')} kept`,
    ...(broken > 0 ? [`${broken} broken`] : []),
    ...(unjudged > 0 ? [`${unjudged} not judged`] : []),
    plural(checks.length, 'check'),
    ...readingsAsUsual(revision),
  ];
  page.line(`${page.paint('bold', name)}  ${page.paint('gray', counts.join(', '))}`);
  const cells: string[] = [];
  const lines: (() => void)[] = [];
  for (const { name: area } of revision.areas) {
    const own = requirements.filter((each) => each.area === area);
    const worst = worstOf(own);
    const mark = markOf(page, worst);
    const all = requirementCounts(own);
    const share = all.kept === own.length ? String(own.length) : `${all.kept}/${own.length}`;
    if (own.length === 0) continue;
    if (worst === 'pass' || worst === 'not-applicable') cells.push(`${mark} ${area} ${page.paint('gray', share)}`);
    else
      lines.push(() => page.paragraph(`${area} ${page.paint('gray', share)}  ${troubles(page, own)}`, 4, `  ${mark}`));
  }
  page.grid(cells, 2);
  for (const line of lines) line();
}

/** As {@link renderAreas}, with every requirement by name. */
export function renderEveryRequirement(page: TerminalPage, revision: RevisionReport): void {
  page.gap().heading(revision.name);
  for (const { name: area, title } of revision.areas) {
    const requirements = revision.requirements.filter((each) => each.area === area);
    if (requirements.length === 0) continue;
    page.paragraph(`${page.paint('bold', area)}  ${page.paint('gray', title)}`, 2, markOf(page, worstOf(requirements)));
    // A no-break space keeps mark and id on one line.
    page.paragraph(requirements.map(({ id, verdict }) => `${markOf(page, verdict)}\u00a0${id}`).join('  '), 4);
  }
}

/** Whether the server reads every open question as is usual; then there is no more to be said of that. */
function readingsAsUsual({ questions }: RevisionReport): string[] {
  const answered = questions.filter(({ observed }) => observed.length > 0).length;
  return answered > 0 && unusualReadings(questions).length === 0 ? ['readings as usual'] : [];
}

function troubles(page: TerminalPage, requirements: readonly RequirementReport[]): string {
  const idsOf = (verdict: RequirementReport['verdict']): string[] =>
    requirements.filter((each) => each.verdict === verdict).map(({ id }) => id);
  return [
    ...told(idsOf('fail')).map((ids) => page.paint('red', `broken: ${ids}`)),
    ...told(idsOf('inconclusive')).map((ids) => page.paint('yellow', `could not tell: ${ids}`)),
  ].join('  ');
}

function told(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  return [ids.slice(0, NAMED).join(', ') + (ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '')];
}
