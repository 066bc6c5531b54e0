import type { JSX } from 'preact';

import type { QuestionReport } from '../../document/revision-schema.js';
import { Prose } from './prose.js';
import type { ShownRevision } from './shown-revision.js';

/** What the text leaves open, and how this server reads it. */
export function ReadingSection({ shown }: { readonly shown: readonly ShownRevision[] }): JSX.Element {
  return (
    <section id="readings" aria-labelledby="readings-h">
      <h2 id="readings-h">Open questions</h2>
      <p>The text leaves these open; unless somebody has pinned a reading, no server is failed for its own.</p>
      {shown.map((one) => (
        <table class="stack matrix">
          <caption class="quiet small">{`${one.prefix}the readings that this server follows`}</caption>
          <thead>
            <tr>
              <th scope="col">Id</th>
              <th scope="col">Reading</th>
              <th scope="col">Question</th>
              <th scope="col">The reference's</th>
            </tr>
          </thead>
          <tbody>
            {one.revision.questions.map((question) => (
              <Row question={question} anchor={one.anchor('requirement', question.id)} />
            ))}
            {alsoSeen(one).map(({ question, reading }) => (
              <tr>
                <th scope="row">{question}</th>
                <td>{reading}</td>
                <td>also seen</td>
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </section>
  );
}

function Row({
  question: { id, question, usual, pinned, observed, meanings },
  anchor,
}: {
  readonly question: QuestionReport;
  readonly anchor: string;
}): JSX.Element {
  return (
    <tr id={anchor}>
      <th scope="row">{id}</th>
      <td>
        {observed.length === 0 ? <span class="quiet">not observed</span> : null}
        {observed.map((reading) => (
          <p>
            <strong>{reading}</strong> <Prose text={meanings[reading] ?? ''} />
          </p>
        ))}
        {pinned === undefined ? null : <p class="small">{`Pinned: ${pinned}`}</p>}
      </td>
      <td>
        <Prose text={question} />
      </td>
      <td>{usual ?? ''}</td>
    </tr>
  );
}

/** What was observed besides the open questions, each once. */
function alsoSeen({ revision: { observations, questions } }: ShownRevision): ShownRevision['revision']['observations'] {
  return observations.filter(
    ({ question, reading }, index) =>
      questions.every(({ id }) => id !== question) &&
      observations.findIndex((other) => other.question === question && other.reading === reading) === index,
  );
}
