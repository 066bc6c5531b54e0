import type { Counterexample } from '../../suites/sequences/counterexample.js';
import { moralOf } from '../../suites/sequences/divergence.js';
import { storyOf } from '../../suites/sequences/story.js';
import type { Terms } from '../../suites/sequences/terms.js';
import { type ReproScript, reproScript } from '../report/repro/repro-script.js';

/** A counterexample as a shell script that shows it on a server of one's own, and says whether it does; or why there is none. */
export function counterexampleScript({ revision, told }: Counterexample<Terms>): ReproScript {
  const { expected, seen } = told.divergence;
  return reproScript({
    evidence: told.evidence(),
    scene: told.scene(),
    expected: told.mask(expected),
    seen: told.mask(seen),
    about: [...storyOf(revision, told.steps), moralOf(told.divergence)].map((line) => told.mask(line)),
  });
}
