import { closest, distance } from 'fastest-levenshtein';

/**
 * The name that somebody may have meant, or `undefined` when none comes near.
 *
 * @param written - what they wrote
 * @param names - what there is
 */
export function closeMatch(written: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const folded = new Map(names.map((name) => [name.toLowerCase(), name]));
  const nearest = closest(written.toLowerCase(), [...folded.keys()]);
  const tolerance = Math.max(2, Math.floor(nearest.length / 3));
  return distance(written.toLowerCase(), nearest) <= tolerance ? folded.get(nearest) : undefined;
}
