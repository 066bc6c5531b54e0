import type { Arbitrary } from 'fast-check';

import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import type { Check } from '../../kit/check.js';
import { NotApplicable, Violation } from '../../kit/verdict.js';
import { FuturesContext } from '../futures-context.js';
import { inWaves } from './in-waves.js';
import { smallestExample } from './smallest-example.js';

/** How many inputs are tried side by side. */
const SIDE_BY_SIDE = 6;

/** How often, and among how many, a smaller input is looked for that shows the same; less where somebody waits for it. */
const SHRINKING = { virtual: { rounds: 20, breadth: 24 }, real: { rounds: 12, breadth: 24 } } as const;

/** What a check of made-up inputs is made of. */
export interface InputCheck<T> {
  readonly id: string;
  readonly title: string;
  readonly requirement: FuturesRequirementId;
  readonly inputs: Arbitrary<T>;
  /** How many are tried unless somebody says so. */
  readonly runs: number;
  /** How many futures an input takes at the most, and how many the check needs besides. */
  readonly pending: readonly [each: number, besides: number];
  /** An ordinary input that is like another one as far as can be: what goes wrong with it does not tell of inputs. */
  ordinary(input: T): T;
  /** Arranges what all inputs need. */
  arrange(t: FuturesContext): Promise<Arrangement<T>>;
}

/** A stage set for inputs. */
export interface Arrangement<T> {
  /** Tries an input, and tells what is wrong with what comes of it, if anything is. */
  attempt(input: T): Promise<string | undefined>;
  /** Judges what is there to be judged after all of them. */
  afterwards?(): Promise<void>;
}

/** A check that tries made-up inputs and looks for the smallest one with which something is wrong. */
export function inputCheck<T>(asked: InputCheck<T>): Check {
  const { id, title, requirement, inputs, runs, pending } = asked;
  const [each, besides] = pending;
  return {
    id,
    title,
    requirements: [requirement],
    needs: { byChance: true, pending: SIDE_BY_SIDE * each + besides },
    async run(session) {
      const t = new FuturesContext(session);
      try {
        const { attempt, afterwards } = await asked.arrange(t);
        const example = await smallestExample({
          ...SHRINKING[t.time],
          arbitrary: inputs,
          runs,
          exploration: session.exploration,
          tryAll: (values) => inWaves(values, SIDE_BY_SIDE, attempt),
        });
        if (example !== undefined) {
          const { value, wrong, seed, path } = example;
          const crowd = Array.from({ length: SIDE_BY_SIDE }, () => asked.ordinary(value));
          const usual = (await inWaves(crowd, SIDE_BY_SIDE, attempt)).find((one) => one !== undefined);
          if (usual !== undefined) throw new NotApplicable(`ordinary inputs do not come through, either: ${usual}`);
          // A limit may have refused it that others have used up: then it will not happen when they are gone.
          session.refusedUnexpectedly = true;
          throw new Violation(requirement, `${wrong}\nAgain: --only ${id} --seed ${seed} --replay ${path}`);
        }
        await afterwards?.();
        t.require(requirement, true, title);
      } finally {
        await t.takeBack();
      }
    },
  };
}
