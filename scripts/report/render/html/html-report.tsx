import type { JSX } from 'preact';

import type { Report } from '../../document/report-schema.js';
import type { KillMatrix } from '../../kill-matrix.js';
import { CheckSection } from './check-section.js';
import { FaultSection } from './fault-section.js';
import { FilterForm } from './filter-form.js';
import { FindingSection } from './finding-section.js';
import { htmlPage } from './html-page.js';
import { PictureKey } from './picture/picture-key.js';
import { WebLink } from './prose.js';
import { ReadingSection } from './reading-section.js';
import { RequirementSection } from './requirement-section.js';
import { RunSection } from './run-section.js';
import { type ShownRevision, shownRevisions } from './shown-revision.js';
import { withinLimits } from './within-limits.js';

const CONCLUSIONS = {
  conformant: { words: 'Conformant', tone: 'pass' },
  'not-conformant': { words: 'Not conformant', tone: 'fail' },
  'could-not-judge': { words: 'Could not judge', tone: 'warn' },
  'stale-baseline': { words: 'Stale baseline', tone: 'warn' },
} as const;

/** The parts of a page, in their order. */
const PARTS = [
  ['findings', 'Findings'],
  ['requirements', 'Requirements'],
  ['readings', 'Open questions'],
  ['faults', 'Faulty homeservers'],
  ['checks', 'Checks'],
  ['run', 'The run'],
] as const;

/**
 * Renders a report as a page of its own: what is wrong first, then all requirements, the readings of open questions, and
 * every check with a picture of it. It needs no network, and nothing that a server has said is more than text in it.
 *
 * @param killMatrices - which faulty homeservers the checks have caught, by revision
 */
export function renderHtmlReport(whole: Report, killMatrices: readonly KillMatrix[] = []): string {
  const report = withinLimits(whole);
  const { target, tool } = report;
  const shown = shownRevisions(report, killMatrices);
  return htmlPage(
    `MSC4140 on ${target.name}`,
    <>
      <Head report={report} shown={shown} />
      <main id="content">
        {shown.length === 0 ? null : (
          <>
            <FindingSection shown={shown} />
            <FilterForm shown={shown} />
            <RequirementSection shown={shown} />
            <ReadingSection shown={shown} />
            <FaultSection shown={shown} />
            <CheckSection shown={shown} target={target.name} />
          </>
        )}
        <RunSection report={report} shown={shown} />
      </main>
      <footer class="quiet small">
        <p>{`Made by ${tool.name} ${tool.version}${tool.commit === undefined ? '' : `, commit ${tool.commit}`}.`}</p>
        <p id="said" role="status" />
      </footer>
    </>,
  );
}

function Head({ report, shown }: { readonly report: Report; readonly shown: readonly ShownRevision[] }): JSX.Element {
  const hasParts = shown.length > 0;
  const hasFaults = shown.some(({ killMatrix }) => killMatrix !== undefined);
  const { conclusion, reason } = report;
  const { words, tone } = CONCLUSIONS[conclusion];
  return (
    <header>
      <h1>
        MSC4140 on <WebLink address={report.target.name} />
      </h1>
      <p class={`verdict-banner ${tone}`}>
        <strong>{words}</strong>: {reason}
      </p>
      <Facts report={report} />
      {hasParts ? (
        <nav aria-label="Parts of this page">
          <ul>
            {PARTS.filter(([id]) => id !== 'faults' || hasFaults).map(([id, name]) => (
              <li>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {hasParts ? <PictureKey /> : null}
    </header>
  );
}

function Facts({ report }: { readonly report: Report }): JSX.Element {
  const { target, preflight, only, suite, startedAt, durationMs } = report;
  const { software, speaks } = target;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Server', [software?.name, software?.version].filter(Boolean).join(' ') || undefined],
    ['Speaks', speaks],
    ...preflight.map(({ revision, summary, reason }) => [revision, reason ?? summary.join('; ')] as const),
    ['Judged by', suite === 'both' ? 'all suites' : `the ${suite}`],
    ['Limited to', only.join(', ') || undefined],
    ['When', `${startedAt.slice(0, 16).replace('T', ' ')} UTC, for ${(durationMs / 1_000).toFixed(1)} s`],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, fact]) =>
        fact === undefined ? null : (
          <>
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </>
        ),
      )}
    </dl>
  );
}
