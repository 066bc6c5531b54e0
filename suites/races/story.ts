import type { RacingCall } from './recorder.js';

/** Something that was seen, as it is told. */
export interface Seen {
  readonly seenAt: number;
  readonly text: string;
}

/**
 * A history as a person tells it: what was asked when, what came, in milliseconds since it began.
 *
 * @param wordsFor - what was asked, without its answer
 */
export function tellInOrder<D>(
  calls: readonly RacingCall<D>[],
  wordsFor: (command: D) => string,
  seen: readonly Seen[],
): string[] {
  const start = Math.min(...calls.map(({ sentAt }) => sentAt));
  const lines = [
    ...calls.map(({ command, status, sentAt, answeredAt }) => {
      const took = Math.round(answeredAt - sentAt) > 0 ? ` (answered at ${offset(answeredAt - start)})` : '';
      return { at: sentAt, text: `${wordsFor(command)} → ${status}${took}` };
    }),
    ...seen.map(({ seenAt, text }) => ({ at: seenAt, text })),
  ];
  return lines
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, text }, index) => `${index + 1}. ${offset(at - start)} ${text}`);
}

function offset(ms: number): string {
  return `+${Math.round(ms)} ms`;
}
