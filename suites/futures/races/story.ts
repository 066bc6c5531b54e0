import type { Deed, History } from './history.js';

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
  { deed, status, sentAt, answeredAt }: History['calls'][number],
  nameOf: (future: number) => string,
  futures: History['futures'],
  start: number,
): string {
  const took = Math.round(answeredAt - sentAt) > 0 ? ` (answered at ${offset(answeredAt - start)})` : '';
  return `${wordsFor(deed, nameOf, futures)} → ${status}${took}`;
}

function wordsFor(deed: Deed, nameOf: (future: number) => string, futures: History['futures']): string {
  switch (deed.do) {
    case 'schedule': {
      const { timeout, stateKey } = futures[deed.of] ?? {};
      const kind = stateKey === undefined ? 'message' : `state of ${stateKey}`;
      const timer = timeout === undefined ? 'action future' : `timeout ${timeout} ms`;
      return `alice schedules ${nameOf(deed.of)} (${kind}, ${timer})${deed.elsewhere ? ', and gets another group,' : ''}`;
    }
    case 'set-state':
      return `alice sets new state of ${deed.stateKey}`;
    case 'list':
      return `alice reads the listing: ${deed.living.map(nameOf).join(', ') || 'nothing'}`;
    default:
      return `the ${deed.do} token of ${nameOf(deed.of)} is called`;
  }
}

function offset(ms: number): string {
  return `+${Math.round(ms)} ms`;
}
