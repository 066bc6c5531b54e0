import type { JSX } from 'preact';

import { plural } from '../../../../suites/kit/checks/conclusion.js';
import { type Attribution, type FaultRow, TOGETHER } from '../../kill-matrix.js';
import { Links } from './links.js';
import type { ShownRevision } from './shown-revision.js';

const ATTRIBUTIONS: Readonly<Record<Attribution, { readonly words: string; readonly tone: string }>> = {
  right: { words: '✔ caught for what it is', tone: 'pass' },
  wrong: { words: '! caught for something else', tone: 'warning' },
  missed: { words: '✘ not caught', tone: 'fail' },
  unseen: { words: '– nobody could tell', tone: 'not-applicable' },
};

/** Which faulty homeservers the checks have caught: why their verdicts can be trusted. Nothing where nobody has looked. */
export function FaultSection({ shown }: { readonly shown: readonly ShownRevision[] }): JSX.Element | null {
  if (shown.every(({ killMatrix }) => killMatrix === undefined)) return null;
  return (
    <section id="faults" aria-labelledby="faults-h">
      <h2 id="faults-h">Faulty homeservers</h2>
      <p>
        Each of these breaks one rule on purpose. The checks have to catch it, and no check may report what it does not
        break.
      </p>
      {shown.map((one) => (one.killMatrix === undefined ? null : <Matrix of={one} rows={one.killMatrix.faults} />))}
    </section>
  );
}

function Matrix({ of, rows }: { readonly of: ShownRevision; readonly rows: readonly FaultRow[] }): JSX.Element {
  const caught = rows.filter(({ attribution }) => attribution[TOGETHER] === 'right').length;
  return (
    <table class="stack matrix">
      <caption class="quiet small">
        {`${of.prefix}${caught} of ${plural(rows.length, 'faulty homeserver')} caught for what they are`}
      </caption>
      <thead>
        <tr>
          <th scope="col">Fault</th>
          <th scope="col">Breaks</th>
          <th scope="col">Caught</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} of={of} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, of }: { readonly row: FaultRow; readonly of: ShownRevision }): JSX.Element {
  const { fault, breaks, findings, attribution } = row;
  const { words, tone } = ATTRIBUTIONS[attribution[TOGETHER] ?? 'missed'];
  const checks = [...new Set(Object.values(findings).flatMap(({ failures }) => failures.map(({ check }) => check)))];
  return (
    <tr>
      <th scope="row">{fault.replaceAll('-', ' ')}</th>
      <td>
        <Links ids={breaks} to="requirement" of={of} />
      </td>
      <td>
        <span class={`mark ${tone}`}>{words}</span>
      </td>
      <td>
        {checks.length === 0 ? null : (
          <details>
            <summary>{plural(checks.length, 'check')}</summary>
            <Links ids={checks} to="check" of={of} />
          </details>
        )}
      </td>
    </tr>
  );
}
