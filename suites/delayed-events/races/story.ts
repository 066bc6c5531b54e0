import { tellInOrder } from '../../races/story.js';
import type { Command, History } from './history.js';

/** A history as a person tells it. */
export function tellHistory({ events, calls, arrivals }: History): string[] {
  const nameOf = (of: number): string => `event ${events[of]?.name ?? '?'}`;
  return tellInOrder(
    calls,
    (command) => wordsFor(command, nameOf, events),
    arrivals.map(({ of, seenAt }) => ({ seenAt, text: `${nameOf(of)} is seen in its room` })),
  );
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
