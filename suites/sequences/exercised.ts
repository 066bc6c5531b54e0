import type { Divergence } from './divergence.js';
import type { ModelledRevision } from './modelled-revision.js';
import type { Step } from './step.js';
import type { Terms } from './terms.js';

/** What sequences have gone through: how much, which transitions of the model, and what after what. */
export class Exercised<T extends Terms> {
  sequences = 0;
  commands = 0;
  readonly #revision: Pick<ModelledRevision<T>, 'kinds' | 'kindOf' | 'transition' | 'judgedIn'>;
  readonly #transitions = new Map<string, number>();
  readonly #pairs = new Map<string, number>();
  readonly #stopped = new Map<string, number>();
  /** The requirements by which the model expected something that came true. */
  readonly requirements = new Set<string>();
  /** Where the server followed another reading of an open question than the one that was observed: no failure. */
  readonly contradictions: Divergence[] = [];

  constructor(revision: Pick<ModelledRevision<T>, 'kinds' | 'kindOf' | 'transition' | 'judgedIn'>) {
    this.#revision = revision;
  }

  /** Takes note of a sequence that was told. */
  add(steps: readonly Step<T>[], stopped?: string): void {
    this.sequences += 1;
    this.commands += steps.length;
    if (stopped !== undefined) count(this.#stopped, stopped.replace(/:.*/s, ''));
    let before: Step<T> | undefined;
    for (const step of steps) {
      count(this.#transitions, this.#revision.transition(step, before));
      if (before !== undefined) count(this.#pairs, `${this.#revision.kindOf(before)} ${this.#revision.kindOf(step)}`);
      for (const requirement of this.#revision.judgedIn(step)) this.requirements.add(requirement);
      before = step;
    }
  }

  /** How many distinct transitions of the model were gone through. */
  get transitions(): number {
    return this.#transitions.size;
  }

  /** Why sequences were not judged to their end, and how often. */
  get stopped(): readonly (readonly [reason: string, times: number])[] {
    return [...this.#stopped];
  }

  /** The kinds of things that are done. */
  get kinds(): readonly string[] {
    return this.#revision.kinds;
  }

  /** How often one kind of thing followed right upon another. */
  pairs(first: string, second: string): number {
    return this.#pairs.get(`${first} ${second}`) ?? 0;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
