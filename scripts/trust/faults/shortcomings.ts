import type { RevisionFaults } from '../../../fixtures/faults/revision-faults.js';
import { foreignIn, isToldByConsequence } from './attribution.js';
import { type FaultRow, type KillMatrix, TOGETHER, type VariantRow } from '../../report/kill-matrix.js';
import { isOutOfReach } from './out-of-reach.js';

/**
 * Whether everything that was run was judged as it should be. Made-up checks need not come to everything: what is out of
 * the reach of properties alone is left to the scenarios, and so are what there is a written reason for, and to name the
 * first cause of what they find.
 *
 * @param mayBeLate - whether homeservers with these readings may be so late that some checks cannot tell
 * @param leftToScenarios - by fault, why made-up checks need not find it
 */
export function shortcomingsIn(
  matrix: KillMatrix,
  {
    mayBeLate = () => false,
    leftToScenarios = {},
  }: Partial<Pick<RevisionFaults, 'mayBeLate' | 'leftToScenarios'>> = {},
): string[] {
  return [
    ...matrix.faults.flatMap((row) => shortcomingsOfRow(row, matrix, leftToScenarios[row.fault])),
    ...matrix.variants.flatMap((row) => shortcomingsOfVariant(row, mayBeLate(row.readings))),
  ];
}

/** The faults of a matrix that are caught, and told as something that they do not break. */
function wronglyAttributed({ faults }: Pick<KillMatrix, 'faults'>): readonly FaultRow[] {
  return faults.filter(({ attribution }) => attribution[TOGETHER] === 'wrong');
}

/**
 * Those of them that there may be: none where the share of the others is less than it has to be.
 *
 * @param least - that share, of all that are caught
 */
export function toleratedIn(matrix: Pick<KillMatrix, 'faults'>, least: number): readonly FaultRow[] {
  const wrong = wronglyAttributed(matrix);
  const right = matrix.faults.filter(({ attribution }) => attribution[TOGETHER] === 'right');
  return right.length >= least * (right.length + wrong.length) ? wrong : [];
}

/**
 * The requirements that no fault guards though nobody has written down why.
 *
 * @param requirements - the ids of all requirements
 * @param excused - by requirement, why nothing can guard it
 */
export function unguardedIn(
  { guards }: Pick<KillMatrix, 'guards'>,
  requirements: readonly string[],
  excused: Readonly<Partial<Record<string, string>>>,
): string[] {
  return requirements.flatMap((id) => {
    const isGuarded = (guards[id] ?? []).length > 0;
    if (isGuarded && excused[id] !== undefined)
      return [`${id} is guarded, though it is written down why nothing could: ${excused[id]}`];
    return isGuarded || excused[id] !== undefined
      ? []
      : [`${id}: no check of this requirement has caught a fault by it`];
  });
}

/** @param reason - why made-up checks need not find the fault, where somebody has written that down */
function shortcomingsOfRow(row: FaultRow, { suites }: Pick<KillMatrix, 'suites'>, reason?: string): string[] {
  const { fault, attribution } = row;
  if (reason !== undefined && ['right', 'wrong'].includes(attribution['properties'] ?? '')) {
    return [`${fault}: made-up checks find it, though it is written down why they need not: ${reason}`];
  }
  if (suites.includes('scenarios')) return shortcomingsOfFault(row);
  const isLeft = isOutOfReach(row, TOGETHER) || (attribution[TOGETHER] === 'missed' && reason !== undefined);
  return isLeft || isToldByConsequence(row, TOGETHER) ? [] : shortcomingsOfFault(row);
}

function shortcomingsOfFault(row: FaultRow): string[] {
  const { fault, breaks, attribution } = row;
  const failures = Object.values(row.findings).flatMap((found) => found.failures);
  switch (attribution[TOGETHER]) {
    case 'right':
    case 'unseen':
      return [];
    case 'missed':
      return [`${fault}: no check fails on it (it breaks ${breaks.join(', ')})`];
    default: {
      const foreign = foreignIn(row, failures);
      if (foreign.length === 0) return [`${fault}: caught, but no check reports ${breaks.join(' or ')}`];
      const told = foreign.map(({ check, message }) => `\n    ${check}: ${firstLine(message)}`);
      return [`${fault}: breaks ${breaks.join(', ')}, and yet there is${told.join('')}`];
    }
  }
}

function shortcomingsOfVariant({ variant, findings }: VariantRow, isLate: boolean): string[] {
  return Object.values(findings).flatMap(({ failures, inconclusive }) =>
    [...failures, ...(isLate ? [] : inconclusive)].map(
      ({ check, message }) => `${variant} is legitimate, and yet there is\n    ${check}: ${firstLine(message)}`,
    ),
  );
}

function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
