import type { Report } from '../document/report-schema.js';
import type { RequirementReport } from '../document/revision-schema.js';
import type { TerminalPage } from './terminal-page.js';

const MARKS = {
  pass: { mark: '✔', style: 'green' },
  fail: { mark: '✘', style: 'red' },
  inconclusive: { mark: '?', style: 'yellow' },
  'not-applicable': { mark: '–', style: 'gray' },
  observation: { mark: '•', style: 'cyan' },
} as const;

/** What each conclusion is called, and how it looks. */
export const CONCLUSIONS = {
  conformant: { words: 'conformant', style: 'green' },
  'not-conformant': { words: 'not conformant', style: 'red' },
  'could-not-judge': { words: 'could not judge', style: 'yellow' },
  'stale-baseline': { words: 'stale baseline', style: 'yellow' },
} as const satisfies Record<Report['conclusion'], unknown>;

/** The sign of a verdict, in its colour. */
export function markOf(page: TerminalPage, verdict: keyof typeof MARKS): string {
  const { mark, style } = MARKS[verdict];
  return page.paint(style, mark);
}

/** The verdict of several requirements together, which is that of the worst of them. */
export function worstOf(requirements: readonly RequirementReport[]): RequirementReport['verdict'] {
  const order = ['fail', 'inconclusive', 'pass'] as const;
  return order.find((verdict) => requirements.some((each) => each.verdict === verdict)) ?? 'not-applicable';
}
