import type { Command, History } from './history.js';

/** A history as a person tells it: what was asked when, what came, in milliseconds since it began. */
export function tellHistory({ events, calls, arrivals }: History): string[] {
  const start = Math.min(...calls.map(({ sentAt }) => sentAt));
  const nameOf = (of: number): string => `event ${events[of]?.name ?? '?'}`;
  const lines = [
    ...calls.map(({ command, status, sentAt, answeredAt }) => {
      const took = Math.round(answeredAt - sentAt) > 0 ? ` (answered at ${offset(answeredAt - start)})` : '';
      return { at: sentAt, text: `${wordsFor(command, nameOf, events)} → ${status}${took}` };
    }),
    ...arrivals.map(({ of, seenAt }) => ({ at: seenAt, text: `${nameOf(of)} is seen in its room` })),
  ];
  return lines
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, text }, index) => `${index + 1}. ${offset(at - start)} ${text}`);
}

function wordsFor(command: Command, nameOf: (of: number) => string, events: History['events']): string {
  switch (command.do) {
    case 'schedule':
      return `alice schedules ${nameOf(command.of)} in ${events[command.of]?.delay} ms`;
    case 'lookup':
      return `alice looks up ${nameOf(command.of)}: ${command.told}`;
    default:
      return `alice asks to ${command.do} ${nameOf(command.of)}`;
  }
}

function offset(ms: number): string {
  return `+${Math.round(ms)} ms`;
}
