import { randomInt } from 'node:crypto';

/** What everything that a run makes is called by: `fc-`, the second in which the run began, and a few random letters. */
const RUN_NAME = /\bfc-([0-9a-z]{6,7})-([0-9a-z]{4})(?=-|\b)/g;

/** After so many milliseconds no run goes on any more, and what it has left is nobody's. */
const LONGEST_RUN_MS = 24 * 3_600_000;

/** What is said of a run in which traces of another one were seen. */
export const ANOTHER_RUN =
  'another run uses the same accounts, or did within the last day; what it has scheduled was neither judged nor touched';

/** Makes a name for a run that begins now. */
export function newRunName(now = Date.now()): string {
  const random = randomInt(36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `fc-${Math.floor(now / 1_000).toString(36)}-${random}`;
}

/** Whose something on the server is: this run's, another one's that may go on, one's that has long ended, or a person's. */
export type Owner = 'this run' | 'another run' | 'a run of old' | 'somebody else';

/**
 * Tells by the names in it whose something is. What names no run may be a person's.
 *
 * @param thing - JSON as the server shows it, such as an entry of a listing
 * @param own - what is only this run's: its name, the ids of its rooms
 * @param now - by this machine's wall clock, in milliseconds
 */
export function ownerOf(thing: unknown, own: readonly string[], now = Date.now()): Owner {
  const text = decoded(JSON.stringify(thing) ?? '');
  if (own.some((name) => text.includes(name))) return 'this run';
  const begun = [...text.matchAll(RUN_NAME)].map(([, second = '']) => Number.parseInt(second, 36) * 1_000);
  if (begun.length === 0) return 'somebody else';
  return now - Math.max(...begun) > LONGEST_RUN_MS ? 'a run of old' : 'another run';
}

/** A text in which every path can be read, whether it was percent-encoded or not. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
