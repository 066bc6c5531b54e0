import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { Report } from '../document/report-schema.js';

const COLOURS = {
  conformant: 'brightgreen',
  'not-conformant': 'red',
  'could-not-judge': 'lightgrey',
  'stale-baseline': 'yellow',
} as const satisfies Record<Report['conclusion'], string>;

/** Renders what a run amounts to as the document that an endpoint badge of shields.io is drawn from. */
export function renderBadge(report: Report): string {
  const badge = { schemaVersion: 1, label: 'MSC4140', message: messageOf(report), color: COLOURS[report.conclusion] };
  return `${JSON.stringify(badge)}\n`;
}

function messageOf({ conclusion, revisions }: Report): string {
  const requirements = revisions.flatMap((revision) => revision.requirements);
  const judged = requirements.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  const kept = judged.filter(({ verdict }) => verdict === 'pass').length;
  switch (conclusion) {
    case 'conformant':
      return `conformant (${plural(kept, 'requirement')})`;
    case 'not-conformant':
      return `${kept} of ${judged.length} requirements kept`;
    case 'could-not-judge':
      return 'could not judge';
    case 'stale-baseline':
      return 'stale baseline';
  }
}
