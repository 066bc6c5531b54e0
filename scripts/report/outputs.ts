import type { Report } from './document/report-schema.js';
import type { KillMatrix } from './kill-matrix.js';
import { printable } from './render/printable.js';
import { renderBadge } from './render/badge.js';
import { renderMarkdown } from './render/markdown.js';

/** What may be shown beside a report. */
export interface Beside {
  /** Which faulty homeservers the checks of a revision have caught. */
  readonly killMatrices: readonly KillMatrix[];
}

/** A file that a report can be written to. */
export interface Output {
  /** What it is for, as a part of a sentence. */
  readonly what: string;
  /** Makes the file's text of a report. */
  readonly render: (report: Report, beside: Beside) => string | Promise<string>;
}

/** What a report can be written as, by the setting that names the file. */
export const OUTPUTS = {
  report: {
    what: 'the report itself, as JSON',
    // The same document, in which nothing moves the cursor of a terminal that shows it.
    render: (report) => `${printable(JSON.stringify(report, null, 2))}\n`,
  },
  html: {
    what: 'a page for browsers',
    // What makes pages, or XML, is loaded only for those who want it.
    render: async (report, { killMatrices }) =>
      (await import('./render/html/html-report.js')).renderHtmlReport(report, killMatrices),
  },
  junit: {
    what: 'JUnit XML',
    render: async (report) => (await import('./render/junit.js')).renderJunit(report),
  },
  markdown: { what: 'Markdown', render: renderMarkdown },
  badge: { what: 'a badge, as an endpoint of shields.io', render: renderBadge },
} as const satisfies Record<string, Output>;

export type OutputName = keyof typeof OUTPUTS;

/** The names of all outputs, in the order in which they are written. */
export const OUTPUT_NAMES = Object.keys(OUTPUTS) as readonly OutputName[];
