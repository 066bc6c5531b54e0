import { sample } from 'fast-check';
import { expect } from 'vitest';

import { EFFORT } from '../chance/effort.js';
import { foretell } from './foretell.js';
import type { ModelledRevision } from './modelled-revision.js';
import { type Plan, ticking } from './plan.js';
import { richest } from './richest.js';
import { SequenceArbitrary } from './sequence-arbitrary.js';
import type { Terms } from './terms.js';

const { runs } = EFFORT.sequences.real;

/** Sequences as they are told where time passes by itself, among which some are chosen. */
export function plansAbout<T extends Terms>(revision: ModelledRevision<T>, theme: string): readonly Plan<T>[] {
  const sequences = new SequenceArbitrary(revision, [theme], ticking(1_000), [6, 20], 8_000);
  return sample(sequences, { seed: 4140, numRuns: 6 * runs });
}

/** How many transitions of the model some plans go through, and how often they come to requirements. */
function comesUp<T extends Terms>(
  revision: ModelledRevision<T>,
  plans: readonly (Plan<T> | undefined)[],
  known: T['known'],
): { readonly transitions: number; times(requirement: string): number } {
  const told = plans.map((plan = []) => foretell(revision, plan, known));
  const transitions = told.flatMap((steps) => steps.map((step, index) => revision.transition(step, steps[index - 1])));
  return {
    transitions: new Set(transitions).size,
    times: (requirement) =>
      told.filter((steps) => steps.some((step) => revision.judgedIn(step).includes(requirement))).length,
  };
}

/**
 * Expects that the sequences that are chosen about a theme come to some requirements, and have more to tell than twice as many that
 * come as they may.
 */
export function expectRichest<T extends Terms>(
  revision: ModelledRevision<T>,
  theme: string,
  requirements: readonly string[],
  known: T['known'],
): void {
  const plans = plansAbout(revision, theme);
  const chosen = richest(revision, plans, runs, known);
  expect(new Set(chosen).size).toBe(runs);
  const best = comesUp(
    revision,
    chosen.map((place) => plans[place]),
    known,
  );
  expect(best.transitions).toBeGreaterThan(comesUp(revision, plans.slice(0, 2 * runs), known).transitions);
  expect(requirements.filter((requirement) => best.times(requirement) === 0)).toEqual([]);
}
