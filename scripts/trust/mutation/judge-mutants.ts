import type { HarmlessMutant, HarmlessMutants } from './harmless-mutant.js';
import type { Mutant } from './mutant.js';

/** A mutant that may survive, and why. */
export interface Reason extends HarmlessMutant {
  readonly file?: string;
  readonly because: string;
}

/** What has become of all mutants. */
export interface JudgedMutants {
  readonly killed: readonly Mutant[];
  /** Those that survived, and may, for a reason that is written down. */
  readonly harmless: readonly Mutant[];
  /** Those that survived though nobody has said why they may: behaviour that no check looks at. */
  readonly survivors: readonly Mutant[];
  /** Reasons that apply to no survivor. */
  readonly stale: readonly Reason[];
}

/**
 * Tells the survivors that somebody has thought about from those that nobody has.
 *
 * @param mutants - all mutants of the files that were mutated
 * @param groups - why some of them may survive; what is said of other files is left alone
 */
export function judgeMutants(mutants: readonly Mutant[], groups: readonly HarmlessMutants[]): JudgedMutants {
  const files = new Set(mutants.map(({ file }) => file));
  const reasons = groups
    .flatMap(({ mutants: changes, ...group }) => changes.map((change): Reason => ({ ...group, ...change })))
    .filter(({ file }) => file === undefined || files.has(file));
  const alive = mutants.filter(({ isKilled }) => !isKilled);
  const isExplained = (mutant: Mutant): boolean => reasons.some((reason) => appliesTo(reason, mutant));
  return {
    killed: mutants.filter(({ isKilled }) => isKilled),
    harmless: alive.filter(isExplained),
    survivors: alive.filter((mutant) => !isExplained(mutant)),
    // A reason for whatever file need not apply to the few that were mutated this time.
    stale: reasons.filter((reason) => reason.file !== undefined && !alive.some((mutant) => appliesTo(reason, mutant))),
  };
}

function appliesTo({ file, line, from, to }: Reason, mutant: Mutant): boolean {
  const isThere = (file === undefined || file === mutant.file) && (line === undefined || line === mutant.line);
  return isThere && (from instanceof RegExp ? from.test(mutant.from) : from === mutant.from) && to === mutant.to;
}
