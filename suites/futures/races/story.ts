import { tellInOrder } from '../../races/story.js';
import type { Command, History } from './history.js';

/** A history as a person tells it. */
export function tellHistory({ futures, calls, events }: History): string[] {
  const nameOf = (future: number): string => futures[future]?.name ?? '?';
  return tellInOrder(
    calls,
    (command) => wordsFor(command, nameOf, futures),
    events.map(({ from, seenAt }) => {
      const what = 'future' in from ? `the event of ${nameOf(from.future)}` : 'the new state event';
      return { seenAt, text: `${what} is seen` };
    }),
  );
}

function wordsFor(command: Command, nameOf: (future: number) => string, futures: History['futures']): string {
  switch (command.do) {
    case 'schedule': {
      const { timeout, stateKey } = futures[command.of] ?? {};
      const kind = stateKey === undefined ? 'message' : `state of ${stateKey}`;
      const timer = timeout === undefined ? 'action future' : `timeout ${timeout} ms`;
      return `alice schedules ${nameOf(command.of)} (${kind}, ${timer})${command.elsewhere ? ', and gets another group,' : ''}`;
    }
    case 'set-state':
      return `alice sets new state of ${command.stateKey}`;
    case 'list':
      return `alice reads the listing: ${command.living.map(nameOf).join(', ') || 'nothing'}`;
    default:
      return `the ${command.do} token of ${nameOf(command.of)} is called`;
  }
}
