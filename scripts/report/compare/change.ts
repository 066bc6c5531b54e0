import { isGood } from '../good-check.js';
import type { RevisionReport } from '../document/revision-schema.js';
import { type Standing, compareStandings, standingOf } from './standing.js';

/** What became of a server's standing with a requirement from one run to the next. */
export interface Change {
  readonly id: string;
  readonly wording: string;
  readonly before: Standing;
  readonly after: Standing;
  readonly is: 'better' | 'worse' | 'other';
}

/**
 * What became of a requirement from one run of a server to the next. It is better only where everything that showed it
 * broken has found it kept, and worse only where something that shows it broken had found it kept: a run of other checks
 * says nothing of the server.
 *
 * @returns `undefined` where there is no change, and where what makes the difference ran in one of the two alone
 */
export function changeOf(
  { id, wording }: { readonly id: string; readonly wording: string },
  before: RevisionReport,
  after: RevisionReport,
): Change | undefined {
  const [from, to] = [standingOf(id, before), standingOf(id, after)];
  if (from === 'not-run' || to === 'not-run') return undefined;
  const change = { id, wording, before: from, after: to };
  switch (compareStandings(from, to)) {
    case 'same':
      return undefined;
    case 'unknown':
      return { ...change, is: 'other' };
    case 'better': {
      const witnesses = witnessesOf(id, from, before);
      if (witnesses.every((witness) => keeps(id, witness, after))) return { ...change, is: 'better' };
      return witnesses.some((witness) => ran(witness, after)) ? { ...change, is: 'other' } : undefined;
    }
    case 'worse': {
      const witnesses = witnessesOf(id, to, after);
      if (witnesses.some((witness) => keeps(id, witness, before))) return { ...change, is: 'worse' };
      return witnesses.some((witness) => ran(witness, before)) ? { ...change, is: 'other' } : undefined;
    }
  }
}

/** The checks, by id, that show a server to stand with a requirement as badly as it does. */
function witnessesOf(requirement: string, standing: Standing, { checks, findings }: RevisionReport): string[] {
  if (standing === 'fail') return checks.filter(({ broken }) => broken === requirement).map(({ id }) => id);
  return findings
    .filter((finding) => finding.requirement === requirement && finding.level === 'warning')
    .flatMap(({ witnesses }) => witnesses);
}

function ran(id: string, { checks }: RevisionReport): boolean {
  return checks.some((check) => check.id === id);
}

/** Whether a check has come to the judgement that a requirement is kept. */
function keeps(requirement: string, id: string, { checks }: RevisionReport): boolean {
  return checks.some((check) => check.id === id && isGood(check) && check.judged.includes(requirement));
}
