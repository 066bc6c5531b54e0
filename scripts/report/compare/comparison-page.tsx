import type { JSX } from 'preact';

import { htmlPage } from '../render/html/html-page.js';
import { Prose, WebLink } from '../render/html/prose.js';
import { VerdictMark } from '../render/html/verdict-mark.js';
import type { Change } from './change.js';
import type { ComparedQuestion, ComparedRequirement, ComparedRevision, ComparedRun, Comparison } from './comparison.js';
import {
  CHANGES,
  aloneInWords,
  dateOf,
  headingOf,
  numberOf,
  progressInWords,
  sameInWords,
} from './comparison-in-words.js';

/** Renders a comparison as a page of its own: the runs, then what differs between them, then all the rest. */
export function renderComparisonPage(comparison: Comparison): string {
  const { runs, revisions } = comparison;
  const progress = progressInWords(comparison);
  return htmlPage(
    `MSC4140: ${runs.length} runs compared`,
    <>
      <header>
        <h1>{`MSC4140: ${runs.length} runs compared`}</h1>
        <Runs comparison={comparison} />
        {progress === '' ? null : (
          <p class="verdict-banner note">{`From ${numberOf(0)} to ${numberOf(1)}: ${progress}.`}</p>
        )}
      </header>
      <main id="content">
        {revisions.map((revision) => (
          <Revision revision={revision} runs={runs} />
        ))}
      </main>
    </>,
  );
}

function Runs({ comparison: { runs, revisions } }: { readonly comparison: Comparison }): JSX.Element {
  const isNamed = runs.some(({ name }) => name !== undefined);
  return (
    <Wide label="The runs">
      <table>
        <thead>
          <tr>
            {['Run', ...(isNamed ? ['Name'] : []), 'Server', 'When', 'Judged by', 'Conclusion', 'Speaks'].map(
              (heading) => (
                <th scope="col">{heading}</th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {runs.map(({ name, target, software, startedAt, tool, conclusion, reason, isWhole }, index) => (
            <tr>
              <th scope="row">{numberOf(index)}</th>
              {isNamed ? <td>{name}</td> : null}
              <td>
                {software === undefined ? null : <p>{software}</p>}
                <WebLink address={target} />
              </td>
              <td>{dateOf(startedAt)}</td>
              <td>{`${tool}${isWhole ? '' : ', only a part of the suites'}`}</td>
              <td>
                <strong>{conclusion.replaceAll('-', ' ')}</strong>: {reason}
              </td>
              <td>
                {revisions.map(({ name, forms }) =>
                  forms[index] === undefined ? null : <p>{`${name}: ${forms[index]}`}</p>,
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

interface Parts {
  readonly revision: ComparedRevision;
  readonly runs: readonly ComparedRun[];
}

function Revision({ revision, runs }: Parts): JSX.Element {
  const { name, requirements, questions } = revision;
  const differing = requirements.filter(({ differs }) => differs);
  const readings = questions.filter(({ differs }) => differs);
  const alone = aloneInWords(revision);
  return (
    <section aria-labelledby={`revision-${name}`}>
      <h2 id={`revision-${name}`}>{name}</h2>
      <Changes revision={revision} />
      <h3>{`Requirements that differ (${differing.length})`}</h3>
      {differing.length === 0 ? (
        <p>None.</p>
      ) : (
        <Requirements rows={differing} runs={runs} label={`${name}: requirements that differ`} />
      )}
      <h3>{`Readings that differ (${readings.length})`}</h3>
      {readings.length === 0 ? (
        <p>None.</p>
      ) : (
        <Readings rows={readings} runs={runs} label={`${name}: readings that differ`} />
      )}
      <h3>What does not differ</h3>
      <Folded
        summary={sameInWords(revision)}
        requirements={requirements.filter(({ differs, compared }) => compared && !differs)}
        questions={questions.filter(({ differs, compared }) => compared && !differs)}
        runs={runs}
        label={`${name}: what does not differ`}
      />
      {alone === '' ? null : (
        <>
          <h3>What one run alone looked at</h3>
          <Folded
            summary={alone}
            requirements={requirements.filter(({ compared }) => !compared)}
            questions={questions.filter(({ compared }) => !compared)}
            runs={runs}
            label={`${name}: what one run alone looked at`}
          />
        </>
      )}
    </section>
  );
}

interface FoldedParts {
  readonly summary: string;
  readonly requirements: readonly ComparedRequirement[];
  readonly questions: readonly ComparedQuestion[];
  readonly runs: readonly ComparedRun[];
  readonly label: string;
}

/** Rows that nobody looks for at first, behind a line that says how many there are. */
function Folded({ summary, requirements, questions, runs, label }: FoldedParts): JSX.Element {
  return (
    <details>
      <summary>{summary}</summary>
      {requirements.length === 0 ? null : (
        <Requirements rows={requirements} runs={runs} label={`${label}, requirements`} />
      )}
      {questions.length === 0 ? null : <Readings rows={questions} runs={runs} label={`${label}, readings`} />}
    </details>
  );
}

function Changes({
  revision: { changes, failsNow, failsNoMore },
}: {
  readonly revision: ComparedRevision;
}): JSX.Element {
  return (
    <>
      {CHANGES.map(([is, heading]) => {
        const here = changes.filter((change) => change.is === is);
        if (here.length === 0) return null;
        return (
          <>
            <h3>{`${heading} (${here.length})`}</h3>
            <ul>
              {here.map((change) => (
                <ChangeLine change={change} />
              ))}
            </ul>
          </>
        );
      })}
      <Checks heading="Checks that fail now and did not" ids={failsNow} />
      <Checks heading="Checks that fail no more" ids={failsNoMore} />
    </>
  );
}

function Checks({ heading, ids }: { readonly heading: string; readonly ids: readonly string[] }): JSX.Element | null {
  if (ids.length === 0) return null;
  return (
    <details>
      <summary>{`${heading} (${ids.length})`}</summary>
      <p>{ids.join(', ')}</p>
    </details>
  );
}

function ChangeLine({ change: { id, before, after, wording } }: { readonly change: Change }): JSX.Element {
  return (
    <li>
      <strong>{id}</strong> <VerdictMark verdict={before} /> → <VerdictMark verdict={after} /> <Prose text={wording} />
    </li>
  );
}

interface RowsOf<T> {
  readonly rows: readonly T[];
  readonly runs: readonly ComparedRun[];
  readonly label: string;
}

function Requirements({ rows, runs, label }: RowsOf<ComparedRequirement>): JSX.Element {
  return (
    <Wide label={label}>
      <table class="compared">
        <Heads runs={runs} first="Requirement" />
        <tbody>
          {rows.map(({ id, standings, wording }) => (
            <tr>
              <th scope="row">
                {id} <Told text={wording} />
              </th>
              {standings.map((standing) => (
                <td>
                  <VerdictMark verdict={standing} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Readings({ rows, runs, label }: RowsOf<ComparedQuestion>): JSX.Element {
  return (
    <Wide label={label}>
      <table class="compared">
        <Heads runs={runs} first="Question" />
        <tbody>
          {rows.map(({ id, readings, question }) => (
            <tr>
              <th scope="row">
                {id} <Told text={question} />
              </th>
              {readings.map((observed) => (
                <td>{observed.length === 0 ? <span class="quiet">not observed</span> : observed.join(', ')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Heads({ runs, first }: { readonly runs: readonly ComparedRun[]; readonly first: string }): JSX.Element {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {runs.map((run, index) => (
          <th scope="col">{headingOf(run, index)}</th>
        ))}
      </tr>
    </thead>
  );
}

/** What stands behind an id, in words. */
function Told({ text }: { readonly text: string }): JSX.Element {
  return (
    <span class="told">
      <Prose text={text} />
    </span>
  );
}

/** Something that may be wider than the page: it is moved for itself, by the keyboard, too. */
function Wide({ label, children }: { readonly label: string; readonly children: JSX.Element }): JSX.Element {
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
