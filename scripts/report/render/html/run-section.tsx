import type { JSX } from 'preact';

import type { Report } from '../../document/report-schema.js';
import type { WireStanding } from '../../document/revision-schema.js';
import { runInWords } from '../run-in-words.js';
import { wireLimits } from '../wire-limits.js';
import { WebLink } from './prose.js';
import type { ShownRevision } from './shown-revision.js';
import { wireInWords } from '../wire-in-words.js';

/** How the run itself went, what it left behind, and what a baseline comes to. */
export function RunSection({
  report,
  shown,
}: {
  readonly report: Report;
  readonly shown: readonly ShownRevision[];
}): JSX.Element {
  const { run, configuration } = report;
  const settings = Object.entries(configuration).filter(([, { from }]) => from !== 'default');
  return (
    <section id="run" aria-labelledby="run-h">
      <h2 id="run-h">The run</h2>
      <Listing heading={undefined} entries={[...runInWords(run), ...run.remarks]} />
      <Listing heading="Left behind on the server" entries={run.leftBehind} />
      <Listing
        heading="Settings"
        entries={settings.map(([name, { value, from }]) => `${name}: ${JSON.stringify(value)} (${from})`)}
      />
      {shown.map((one) => (
        <OfRevision of={one} />
      ))}
    </section>
  );
}

function OfRevision({ of }: { readonly of: ShownRevision }): JSX.Element {
  const { prefix, revision, anchor } = of;
  const { baseline, checks, wire } = revision;
  const expected = checks.filter((check) => check.expected !== undefined);
  return (
    <>
      <Listing
        heading={`${prefix}failures that the baseline expects`}
        entries={expected.map(({ id, expected: entry }) => (
          <>
            <a href={`#${anchor('check', id)}`}>{id}</a>: {entry?.reason}{' '}
            {entry?.link === undefined ? null : <WebLink address={entry.link} />}
          </>
        ))}
      />
      <Listing
        heading={`${prefix}out of date in the baseline`}
        entries={(baseline?.stale ?? []).map(
          ({ id, why, reason }) => `${id} ${why === 'passes' ? 'does not fail any more' : 'has expired'}: ${reason}`,
        )}
      />
      {wire === undefined ? null : <Wire wire={wire} prefix={prefix} />}
    </>
  );
}

function Wire({ wire, prefix }: { readonly wire: WireStanding; readonly prefix: string }): JSX.Element {
  const limits = wireLimits(wire);
  return (
    <>
      <h3>{`${prefix}the form in which the server speaks`}</h3>
      <p>{wireInWords(wire)}</p>
      {limits.length === 0 ? null : <p>What that form cannot express, or says otherwise:</p>}
      <Listing heading={undefined} entries={limits.map(({ reason, ids }) => `${ids.join(', ')}: ${reason}`)} />
    </>
  );
}

/** A list under a heading; nothing where there is nothing in it. */
function Listing({
  heading,
  entries,
}: {
  readonly heading: string | undefined;
  readonly entries: readonly (string | JSX.Element)[];
}): JSX.Element | null {
  if (entries.length === 0) return null;
  return (
    <>
      {heading === undefined ? null : <h3>{heading}</h3>}
      <ul>
        {entries.map((entry) => (
          <li>{entry}</li>
        ))}
      </ul>
    </>
  );
}
