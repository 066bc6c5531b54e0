import type { Command, History } from './history.js';

/** A history as a person tells it: what was asked when, what came, in milliseconds since it began. */
export function tellHistory({ futures, calls, events }: History): string[] {
  const start = Math.min(...calls.map(({ sentAt }) => sentAt));
  const nameOf = (future: number): string => futures[future]?.name ?? '?';
  const lines = [
    ...calls.map((call) => ({ at: call.sentAt, text: tellCall(call, nameOf, futures, start) })),
    ...events.map(({ from, seenAt }) => {
      const what = 'future' in from ? `the event of ${nameOf(from.future)}` : 'the new state event';
      return { at: seenAt, text: `${what} is seen` };
    }),
  ];
  return lines
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, text }, index) => `${index + 1}. ${offset(at - start)} ${text}`);
}

function tellCall(
  { command, status, sentAt, answeredAt }: History['calls'][number],
  nameOf: (future: number) => string,
  futures: History['futures'],
  start: number,
): string {
  const took = Math.round(answeredAt - sentAt) > 0 ? ` (answered at ${offset(answeredAt - start)})` : '';
  return `${wordsFor(command, nameOf, futures)} → ${status}${took}`;
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

function offset(ms: number): string {
  return `+${Math.round(ms)} ms`;
}
