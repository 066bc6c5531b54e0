import type { Report } from '../report/document/report-schema.js';
import { isWholeRun } from '../report/whole-run.js';
import { OTHER_PAGES } from './kept-pages.js';

/** What a run may be called: this becomes the name of files, and a part of links. */
const NAME = /^[a-z0-9][a-z0-9.-]*$/;

/** Why a run is not kept under a name, in a sentence; `undefined` where it is. */
export function whyNotKept(name: string, report: Report): string | undefined {
  if (!NAME.test(name)) {
    return `${JSON.stringify(name)} is no name for a run: it has to be small letters, digits, dots and dashes, and to begin with a letter or a digit, such as synapse-1.163.2.`;
  }
  if (OTHER_PAGES.some((page) => page.toLowerCase() === `${name}.md`)) {
    return `A run cannot be called ${name}, since there is a page of that name.`;
  }
  if (!isWholeRun(report))
    return 'The report is of a part of the suites, or of a run that was cut short; only those of whole runs are kept.';
  return undefined;
}
