import type { JSX } from 'preact';

import { plural } from '../../../../suites/kit/checks/conclusion.js';
import type { CheckReport } from '../../document/check-schema.js';
import { foldedStory } from './folded-story.js';
import { CoursePicture } from './picture/course-picture.js';
import { Links } from './links.js';
import type { ShownRevision } from './shown-revision.js';
import { Transcript } from './transcript.js';
import { VerdictMark } from './verdict-mark.js';

/** All checks by area, each folded up. */
export function CheckSection({
  shown,
  target,
}: {
  readonly shown: readonly ShownRevision[];
  readonly target: string;
}): JSX.Element {
  return (
    <section id="checks" aria-labelledby="checks-h">
      <h2 id="checks-h">Checks</h2>
      {shown.flatMap((one) =>
        one.areas.map(({ name, title }) => {
          const here = one.revision.checks.filter(({ area }) => area === name);
          if (here.length === 0) return null;
          const id = `checks-${one.anchor('area', name)}`;
          return (
            <section class="area" id={id} aria-labelledby={`${id}-h`}>
              <h3 id={`${id}-h`}>
                {`${one.prefix}${title} `}
                <span class="quiet small">{plural(here.length, 'check')}</span>
              </h3>
              {here.map((check) => (
                <Check check={check} of={one} target={target} />
              ))}
            </section>
          );
        }),
      )}
    </section>
  );
}

interface CheckParts {
  readonly check: CheckReport;
  readonly of: ShownRevision;
  readonly target: string;
}

function Check({ check, of, target }: CheckParts): JSX.Element {
  const { id, title, verdict, message, course, evidence, requirements, warnings, violation, runs, durationMs } = check;
  const story = violation?.story ?? [];
  const isToBeRead = verdict === 'fail' || verdict === 'inconclusive';
  const took = `${(durationMs / 1_000).toFixed(1)} s${runs > 1 ? ', run twice, since a first run could not tell' : ''}`;
  return (
    <details class="check" data-verdict={verdict} {...(isToBeRead ? { 'data-print': '' } : {})}>
      <summary>
        <VerdictMark verdict={verdict} /> <code>{id}</code> {title}
      </summary>
      <div id={of.anchor('check', id)}>
        <p class="small">
          Verifies <Links ids={requirements} to="requirement" of={of} />. <span class="quiet">{took}</span>
        </p>
        {message === '' ? null : <p>{message}</p>}
        {warnings.map((warning) => (
          <p>
            <VerdictMark verdict="warning" /> {`${warning.requirement}: ${warning.message}`}
          </p>
        ))}
        {story.length === 0 ? null : <Story lines={story} />}
        {course === undefined ? null : (
          <CoursePicture course={course} id={of.anchor('check', `${id}-p`)} title={title} />
        )}
        {evidence.length === 0 ? null : (
          <>
            <h4>What happened</h4>
            <Transcript evidence={evidence} target={target} />
          </>
        )}
        {isToBeRead ? <Again command={of.again(check)} /> : null}
      </div>
    </details>
  );
}

/** The made-up story in which something was seen, line by line. */
export function Story({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  return (
    <>
      <h4>The shortest story that shows it</h4>
      <pre>{foldedStory(lines).join('\n')}</pre>
    </>
  );
}

/** The command that shows it again. */
export function Again({ command }: { readonly command: string }): JSX.Element {
  return (
    <>
      <h4>Again</h4>
      <div class="copied">
        <pre data-name="the command that shows it again">{command}</pre>
      </div>
    </>
  );
}
