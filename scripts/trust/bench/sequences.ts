import { exploreOnce, openExplored } from '../../explore/explored.js';

/** How many sequences are told. */
const COUNT = 16;

/**
 * Tells a homeserver made-up sequences and compares all that comes of each step with the model; steps per second.
 *
 * @param name - its URL, or `embedded`
 */
export async function benchSequences(name: string, revision: string): Promise<number> {
  const { target, explored } = await openExplored(name, revision, {});
  try {
    if (typeof explored === 'string') throw new Error(explored);
    const startedAt = performance.now();
    const { exercised } = await exploreOnce({ themes: explored.revision.themes, seed: 1, runs: COUNT }, explored);
    return exercised.commands / ((performance.now() - startedAt) / 1_000);
  } finally {
    await target.close();
  }
}
