import type { Fault } from '../../../fixtures/faults/fault.js';
import type { RevisionFaults } from '../../../fixtures/faults/revision-faults.js';
import { attributionOf } from './attribution.js';
import { guardsIn } from './guards.js';
import type { Homeserver } from './jobs.js';
import type { JudgedRevision } from './judged-revision.js';
import type { Findings, JudgingSuite, Selection } from './judging-suite.js';
import { type FaultRow, type KillMatrix, TOGETHER, type VariantRow } from '../../report/kill-matrix.js';
import type { Variant } from './legitimate-variants.js';
import type { WorkerPool } from './worker-pool.js';

/** What to run. */
export interface MatrixPlan {
  readonly revision: JudgedRevision;
  readonly suites: readonly JudgingSuite['name'][];
  readonly faults: readonly Fault[];
  /** Variants that differ in little: of these only the checks are run that can tell. */
  readonly single: readonly Variant[];
  /** Variants that differ in much: of these every check is run. */
  readonly combined: readonly Variant[];
  /** Whether to run every check on every homeserver. */
  readonly everyCheck: boolean;
}

/**
 * Runs suites against faulty and legitimate homeservers in virtual time.
 *
 * @param onDone - called whenever one homeserver has been judged
 */
export async function runMatrix(
  plan: MatrixPlan,
  pool: WorkerPool,
  onDone: (name: string) => void,
): Promise<KillMatrix> {
  const began = performance.now();
  const { name: revision } = plan.revision.suites;
  const faulty = plan.faults.map(({ id }): Homeserver => ({ name: id, fault: id }));
  const watched = [...faulty, ...plan.single.filter((variant) => followsRulesAlone(variant, plan.revision))];
  // The one long job goes first; the combinations, which need not wait for it, keep the other threads busy.
  const selections = plan.everyCheck
    ? Promise.resolve(new Map<string, Selection>())
    : pool.do({ kind: 'find-differing-checks', revision, suites: plan.suites, homeservers: watched });

  const judge = async (homeserver: Homeserver, selecting: boolean): Promise<Record<string, Findings>> => {
    const selection = selecting ? (await selections).get(homeserver.name) : undefined;
    const findings = await Promise.all(
      plan.suites.map(async (suite) => {
        const found = await pool.do({
          kind: 'judge',
          revision,
          suite,
          homeserver,
          ...(selection === undefined ? {} : { selection }),
        });
        return [suite, found] as const;
      }),
    );
    onDone(homeserver.name);
    return Object.fromEntries(findings);
  };

  const [combined, single, faults] = await Promise.all([
    Promise.all(plan.combined.map(async (variant) => variantRow(variant, await judge(variant, false)))),
    Promise.all(plan.single.map(async (variant) => variantRow(variant, await judge(variant, true)))),
    Promise.all(
      plan.faults.map(async (fault) =>
        faultRow(fault, await judge({ name: fault.id, fault: fault.id }, true), plan.revision.faults.unguarded),
      ),
    ),
  ]);
  return {
    format: 'futures-conformance/kill-matrix',
    version: 1,
    revision,
    suites: [...plan.suites],
    faults,
    variants: [...single, ...combined],
    guards: guardsIn(faults, plan.revision.suites.suites),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
}

/**
 * A fault together with what was found on it.
 *
 * @param unguarded - by requirement, why no check can tell that it is broken
 */
export function faultRow(
  fault: Fault,
  findings: Readonly<Record<string, Findings>>,
  unguarded: RevisionFaults['unguarded'] = {},
): FaultRow {
  const { id, breaks, alsoBreaks } = fault;
  const counted = Object.entries(findings).map(([suite, found]) => [suite, counting(found, breaks)] as const);
  const failures = counted.flatMap(([, found]) => found.failures);
  return {
    fault: id,
    breaks: [...breaks],
    alsoBreaks: [...alsoBreaks],
    findings: Object.fromEntries(counted.map(([suite, found]) => [suite, copied(found)])),
    attribution: {
      ...Object.fromEntries(counted.map(([suite, found]) => [suite, attributionOf(fault, found.failures, unguarded)])),
      [TOGETHER]: attributionOf(fault, failures, unguarded),
    },
  };
}

function variantRow({ name, readings, settings }: Variant, findings: Readonly<Record<string, Findings>>): VariantRow {
  return {
    variant: name,
    readings: { ...readings },
    settings: { ...settings },
    findings: Object.fromEntries(Object.entries(findings).map(([suite, found]) => [suite, copied(found)])),
  };
}

/** Findings on a faulty homeserver: what is only advised is broken by a warning. */
function counting(found: Findings, breaks: readonly string[]): Findings {
  const caught = found.warnings.filter(({ broken }) => breaks.includes(broken));
  return { ...found, failures: [...found.failures, ...caught] };
}

function copied({ ran, failures, inconclusive }: Findings): FaultRow['findings'][string] {
  return { ran, failures: [...failures], inconclusive: [...inconclusive] };
}

/** Whether rules alone tell what a variant changes; where not, every check has to be run. */
function followsRulesAlone({ readings, settings }: Variant, { faults }: JudgedRevision): boolean {
  if (Object.keys(settings).length > 0) return false;
  return !Object.keys(readings).some((question) => faults.questionsBesideTheRules.includes(question));
}
