import { compareReports } from '../report/compare/comparison.js';
import { renderComparisonMarkdown } from '../report/compare/comparison-markdown.js';
import type { Report } from '../report/document/report-schema.js';
import { plain } from '../report/render/markdown-text.js';
import { wireInWords } from '../report/render/wire-in-words.js';

/** A run that is kept, and what it is called: the name of its file without the extension. */
export interface KeptRun {
  readonly name: string;
  readonly report: Report;
}

/** Reports that are kept lie in this folder, below that of the pages. */
export const REPORTS = 'runs';

/** What stands on the page before anything that runs say. */
const INTRODUCTION = `# Results

What real homeservers do, as the suites found it. All of this page is made from the reports in [\`${REPORTS}\`](${REPORTS}) by
\`npm run results\`; how reports are kept is told in [CONTRIBUTING.md](../../CONTRIBUTING.md). In [by-hand.md](by-hand.md) the
failures of Synapse are shown again with curl. What is broken counts here whether it was known before or not: conclusions are
those without a baseline.`;

/** The page on all runs that are kept: who speaks what, and what differs between them. */
export function renderResultsPage(runs: readonly KeptRun[]): string {
  const list = runs.map(({ name, report }, index) => {
    const standings = report.revisions.flatMap(({ wire }) => (wire === undefined ? [] : [plain(wireInWords(wire))]));
    return `${index + 1}. [${plain(titleOf(name))}](${name}.md). ${[`${plain(withoutStop(report.reason))}.`, ...standings].join(' ')}`;
  });
  const comparison = runs.length < 2 ? '' : renderComparisonMarkdown(compareReports(runs.map(underItsName)));
  return `${[INTRODUCTION, list.join('\n'), comparison]
    .filter((part) => part !== '')
    .join('\n\n')
    .trimEnd()}\n`;
}

/** A report whose target is called as the run is: where a server listened says nothing of which it was. */
function underItsName({ name, report }: KeptRun): Report {
  return { ...report, target: { ...report.target, name } };
}

/** A sentence without its full stop. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** What a run is called, for people. */
export function titleOf(name: string): string {
  return name.replace(/^./, (first) => first.toUpperCase()).replaceAll('-', ' ');
}
