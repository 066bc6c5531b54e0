import { curlScript } from '../../suites/kit/connection/curl-script.js';
import type { Counterexample } from '../../suites/futures/sequences/counterexample.js';
import { moralOf, storyOf } from '../../suites/futures/sequences/story.js';

/** A counterexample as a shell script that shows it on a server of one's own. */
export function counterexampleScript({ told }: Counterexample): string {
  return curlScript({
    entries: told.evidence(),
    people: told.people,
    about: storyOf(told.deeds),
    moral: [moralOf(told.divergence)],
  });
}
