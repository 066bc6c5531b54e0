import type { JSX } from 'preact';

import { plural } from '../../../../suites/kit/checks/conclusion.js';
import type { RequirementReport } from '../../document/revision-schema.js';
import type { KillMatrix } from '../../kill-matrix.js';
import { Links } from './links.js';
import { Prose } from './prose.js';
import type { ShownRevision } from './shown-revision.js';
import { VerdictMark } from './verdict-mark.js';

/** How many checks of a requirement are named at once. */
const NAMED = 3;

/** All requirements by area, each with its verdict and the checks on it. */
export function RequirementSection({ shown }: { readonly shown: readonly ShownRevision[] }): JSX.Element {
  return (
    <section id="requirements" aria-labelledby="requirements-h">
      <h2 id="requirements-h">Requirements</h2>
      {shown.flatMap((one) =>
        one.areas.map(({ name, title }) => {
          const here = one.revision.requirements.filter(({ area }) => area === name);
          if (here.length === 0) return null;
          const id = `requirements-${one.anchor('area', name)}`;
          return (
            <section class="area" id={id} aria-labelledby={`${id}-h`}>
              <h3 id={`${id}-h`}>
                {`${one.prefix}${title} `}
                <span class="quiet small">{plural(here.length, 'requirement')}</span>
              </h3>
              <table class="stack matrix">
                <thead>
                  <tr>
                    <th scope="col">Id</th>
                    <th scope="col">Verdict</th>
                    <th scope="col">What it asks for</th>
                    <th scope="col">Kind</th>
                    {one.killMatrix === undefined ? null : <th scope="col">Faults caught</th>}
                    <th scope="col">Checks</th>
                  </tr>
                </thead>
                <tbody>
                  {here.map((requirement) => (
                    <Row requirement={requirement} of={one} />
                  ))}
                </tbody>
              </table>
            </section>
          );
        }),
      )}
    </section>
  );
}

function Row({
  requirement: { id, kind, verdict, wording, source, checks },
  of,
}: {
  readonly requirement: RequirementReport;
  readonly of: ShownRevision;
}): JSX.Element {
  const links = <Links ids={checks} to="check" of={of} />;
  return (
    <tr id={of.anchor('requirement', id)} data-verdict={verdict}>
      <th scope="row">{id}</th>
      <td>
        <VerdictMark verdict={verdict} />
      </td>
      <td>
        <Prose text={wording} /> <span class="quiet small">({source})</span>
      </td>
      <td>{kind}</td>
      {of.killMatrix === undefined ? null : <td>{caughtInWords(id, of.killMatrix)}</td>}
      <td>
        {checks.length <= NAMED ? (
          links
        ) : (
          <details>
            <summary>{plural(checks.length, 'check')}</summary>
            {links}
          </details>
        )}
      </td>
    </tr>
  );
}

/** How many of the faulty homeservers that break a requirement were caught by checks of it; nothing where there is none. */
function caughtInWords(id: string, { faults, guards }: KillMatrix): string {
  const breaking = faults.filter(({ breaks }) => breaks.includes(id)).map(({ fault }) => fault);
  const caught = breaking.filter((fault) => guards[id]?.includes(fault) === true);
  return breaking.length === 0 ? '' : `${caught.length} of ${breaking.length}`;
}
