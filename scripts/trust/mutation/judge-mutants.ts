import { isBesideThePoint, type MaySurvive } from './may-survive.js';
import type { Mutant } from './mutant.js';

/** What has become of the mutants of a file. */
export interface JudgedFile {
  readonly file: string;
  readonly killed: number;
  /** Those that no client can be told of. */
  readonly besideThePoint: number;
  readonly survivors: readonly Mutant[];
  /** How many may survive. */
  readonly mayBe: number;
}

/**
 * Counts the mutants of each file, and how many of them may survive.
 *
 * @param mutants - all mutants of the files that were mutated
 * @param allowances - the floor of the score, file by file; a file without has to lose none
 */
export function judgeMutants(mutants: readonly Mutant[], allowances: readonly MaySurvive[]): JudgedFile[] {
  const allowed = new Map(allowances.map(({ file, survivors }) => [file, survivors]));
  return [...new Set(mutants.map(({ file }) => file))].toSorted().map((file) => {
    const ofFile = mutants.filter((mutant) => mutant.file === file);
    const alive = ofFile.filter(({ isKilled }) => !isKilled);
    const survivors = alive.filter((mutant) => !isBesideThePoint(mutant));
    return {
      file,
      killed: ofFile.length - alive.length,
      besideThePoint: alive.length - survivors.length,
      survivors,
      mayBe: allowed.get(file) ?? 0,
    };
  });
}

/** Whether a file is below its floor: more survive than anybody has given a reason for. */
export function isBelowItsFloor({ survivors, mayBe }: JudgedFile): boolean {
  return survivors.length > mayBe;
}
