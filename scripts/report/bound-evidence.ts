import type { Finding } from '../../suites/blame/finding.js';
import type { CheckReport } from './document/check-schema.js';

/** How much evidence a report holds, in characters. An ordinary run with a thousand failures has less. */
const MOST = 16_000_000;

const LEFT_OUT = 'what happened was left out: the evidence of this run is too much to be kept';

/**
 * The checks with no more evidence than a report can hold. Where there is more, that of the best examples of what is wrong
 * stays.
 *
 * @param findings - the worst first
 * @param most - in characters
 */
export function boundEvidence(
  checks: readonly CheckReport[],
  findings: readonly Finding[],
  most = MOST,
): readonly CheckReport[] {
  const examples = findings.flatMap(({ witnesses }) => witnesses.slice(0, 1));
  const [best, others] = [
    checks.filter(({ id }) => examples.includes(id)),
    checks.filter(({ id }) => !examples.includes(id)),
  ];
  const kept = new Set<CheckReport>();
  let room = most;
  for (const check of [...best, ...others]) {
    const size = sizeOf(check);
    if (size > room) continue;
    room -= size;
    kept.add(check);
  }
  return checks.map((check) =>
    kept.has(check) ? check : { ...check, evidence: [{ kind: 'note', at: 0, text: LEFT_OUT }] },
  );
}

function sizeOf({ evidence }: CheckReport): number {
  return evidence.reduce(
    (sum, entry) =>
      sum +
      (entry.kind === 'note'
        ? entry.text.length
        : entry.path.length + (entry.requestBody?.length ?? 0) + (entry.responseBody?.length ?? 0)),
    0,
  );
}
