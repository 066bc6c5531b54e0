import { basename } from 'node:path';

import type { CheckReport } from '../document/check-schema.js';
import type { FindingReport, RevisionReport } from '../document/revision-schema.js';
import { printable } from '../render/printable.js';
import { reproScript } from './repro-script.js';
import type { ReproStory } from './repro-story.js';

/** About how long a request takes in a script, in milliseconds. */
const CALL_MS = 60;

/** A script that shows one finding, or why there is none. */
export type FindingScript = { readonly name: string } & (
  { readonly script: string; readonly check: string } | { readonly why: string }
);

/** Makes the script that shows a finding, by the first of its witnesses that a script can tell. */
export function findingScript(finding: FindingReport, revision: RevisionReport): FindingScript {
  const name = basename(`${revision.name}-${finding.requirement}.sh`);
  const witnesses = finding.witnesses.flatMap((id) => revision.checks.filter((check) => check.id === id));
  // The shorter it takes, the better a script it makes.
  const stories = witnesses
    .filter(({ broken }) => broken === finding.requirement)
    .map((check) => ({ check, story: storyOf(finding, check, revision) }))
    .toSorted((one, other) => lengthOf(one.story) - lengthOf(other.story));
  let why = 'no check shows just this one';
  for (const { check, story } of stories) {
    const made = reproScript(story);
    if ('script' in made) return { name, script: made.script, check: check.id };
    why = made.why;
  }
  return { name, why };
}

/** About how long a story takes when it is told once more, in milliseconds. */
function lengthOf({ scene, evidence }: ReproStory): number {
  return (scene?.at ?? evidence.at(-1)?.at ?? 0) + evidence.length * CALL_MS;
}

function storyOf(finding: FindingReport, check: CheckReport, { requirements }: RevisionReport): ReproStory {
  const { symptom, what, expected, seen, story = [], scene } = check.violation ?? {};
  const requirement = requirements.find(({ id }) => id === finding.requirement);
  const about = [
    `${finding.requirement}: ${requirement?.wording ?? 'a reading that was pinned otherwise'}`,
    ...(requirement === undefined ? [] : [`(${requirement.kind}; ${requirement.source})`]),
    `Does once more what the check ${check.id} did.`,
    ...(what === undefined ? [] : [`When: ${what}`]),
    ...story,
  ];
  return {
    evidence: check.evidence as ReproStory['evidence'],
    scene: scene as ReproStory['scene'],
    symptom,
    expected: expected === undefined ? undefined : printable(expected),
    seen: printable(seen ?? check.message),
    about: about.map(printable),
  };
}
