import type { JSX } from 'preact';

import { plural } from '../../../../suites/kit/checks/conclusion.js';
import type { CheckReport } from '../../document/check-schema.js';
import type { FindingReport, RevisionReport } from '../../document/revision-schema.js';
import { Again, Story } from './check-section.js';
import { Links } from './links.js';
import { CoursePicture } from './picture/course-picture.js';
import { Prose } from './prose.js';
import type { ShownRevision } from './shown-revision.js';
import { VerdictMark } from './verdict-mark.js';

/** How many of the checks that show a finding are named at once. */
const NAMED = 6;

/** What is wrong with the server, the worst first, each told by its best example. */
export function FindingSection({ shown }: { readonly shown: readonly ShownRevision[] }): JSX.Element {
  const isClean = shown.every(({ revision }) => revision.findings.length === 0);
  return (
    <section id="findings" aria-labelledby="findings-h">
      <h2 id="findings-h">Findings</h2>
      {isClean ? <p>Nothing was found to be wrong.</p> : null}
      {shown.flatMap((one) => one.revision.findings.map((finding) => <Finding finding={finding} of={one} />))}
    </section>
  );
}

function Finding({ finding, of }: { readonly finding: FindingReport; readonly of: ShownRevision }): JSX.Element {
  const { requirement: id, level, witnesses, alsoBroken, spoilt, again } = finding;
  const { revision } = of;
  const example = revision.checks.find((check) => check.id === witnesses[0]);
  const story = example?.violation?.story ?? [];
  const anchor = of.anchor('finding', id);
  return (
    <article class={`finding ${level}`} aria-labelledby={anchor}>
      <h3 id={anchor}>
        <VerdictMark verdict={level} /> {of.prefix}
        <a href={`#${of.anchor('requirement', id)}`}>{id}</a> <Prose text={wordingOf(id, revision)} />
      </h3>
      <p class="small quiet">{sourceOf(id, revision)}</p>
      {example === undefined ? null : <Seen example={example} finding={finding} />}
      {example?.course === undefined ? null : (
        <CoursePicture course={example.course} id={`${anchor}-p`} title={example.title} />
      )}
      {story.length === 0 ? null : <Story lines={story} />}
      <p>
        Shown by <Links ids={witnesses.slice(0, NAMED)} to="check" of={of} />
        {witnesses.length > NAMED ? ` and ${plural(witnesses.length - NAMED, 'more check')}` : ''}.
      </p>
      {witnesses.length > NAMED ? (
        <details>
          <summary>{`All ${witnesses.length} checks that show it`}</summary>
          <p>
            <Links ids={witnesses} to="check" of={of} />
          </p>
        </details>
      ) : null}
      {alsoBroken.length === 0 ? null : (
        <p>
          <Links ids={alsoBroken} to="requirement" of={of} />
          {` ${alsoBroken.length === 1 ? 'seems' : 'seem'} to be broken for the same reason.`}
        </p>
      )}
      {spoilt.length === 0 ? null : (
        <details>
          <summary>{`${plural(spoilt.length, 'check')} could not tell because of it`}</summary>
          <p>
            <Links ids={spoilt} to="check" of={of} />
          </p>
        </details>
      )}
      <Again command={again} />
    </article>
  );
}

function Seen({
  example: { message, broken, violation, warnings },
  finding: { requirement, level },
}: {
  readonly example: CheckReport;
  readonly finding: FindingReport;
}): JSX.Element {
  const { what, expected, seen } = violation ?? {};
  if (level === 'warning' || expected === undefined || seen === undefined) {
    const warning = warnings.find((each) => each.requirement === requirement)?.message;
    return <p>{warning ?? message.replace(`${broken}: `, '')}</p>;
  }
  return (
    <dl class="facts">
      {what === undefined ? null : (
        <>
          <dt>When</dt>
          <dd>{what}</dd>
        </>
      )}
      <dt>Expected</dt>
      <dd>{expected}</dd>
      <dt>Seen</dt>
      <dd class="bad-news">{seen}</dd>
    </dl>
  );
}

function wordingOf(id: string, { requirements, questions }: RevisionReport): string {
  const requirement = requirements.find((each) => each.id === id);
  if (requirement !== undefined) return requirement.wording;
  return `is not read as pinned: ${questions.find((each) => each.id === id)?.question ?? ''}`;
}

function sourceOf(id: string, { requirements }: RevisionReport): string {
  const requirement = requirements.find((each) => each.id === id);
  return requirement === undefined ? 'an open question that is pinned' : `${requirement.kind}; ${requirement.source}`;
}
