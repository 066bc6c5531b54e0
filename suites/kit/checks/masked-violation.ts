import type { ViolationShown } from './check-result.js';
import { maskedScene } from './scene.js';

/**
 * The same, in masked words.
 *
 * @param mask - replaces every secret in a text by its name
 */
export function maskedViolation(violation: ViolationShown, mask: (text: string) => string): ViolationShown {
  const { what, expected, seen, story, scene } = violation;
  return {
    ...violation,
    ...(what === undefined ? {} : { what: mask(what) }),
    ...(expected === undefined ? {} : { expected: mask(expected) }),
    ...(seen === undefined ? {} : { seen: mask(seen) }),
    ...(story === undefined ? {} : { story: story.map(mask) }),
    ...(scene === undefined ? {} : { scene: maskedScene(scene, mask) }),
  };
}
