import { curlScript } from '../../suites/kit/connection/curl-script.js';
import type { Counterexample } from '../../suites/sequences/counterexample.js';
import { moralOf } from '../../suites/sequences/divergence.js';
import { storyOf } from '../../suites/sequences/story.js';
import type { Terms } from '../../suites/sequences/terms.js';

/** A counterexample as a shell script that shows it on a server of one's own. */
export function counterexampleScript({ revision, told }: Counterexample<Terms>): string {
  return curlScript({
    entries: told.evidence(),
    people: told.people,
    about: storyOf(revision, told.steps),
    moral: [moralOf(told.divergence)],
  });
}
