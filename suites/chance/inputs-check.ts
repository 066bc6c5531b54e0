import type { Arbitrary } from 'fast-check';

import type { Check } from '../kit/checks/check.js';
import type { Needs } from '../kit/checks/needs.js';
import { type Wrong, sentenceOf } from '../kit/checks/discrepancy.js';
import { Inconclusive, Violation } from '../kit/checks/verdict.js';
import type { Blame } from '../blame/blame.js';
import { moreExactly } from '../blame/more-exactly.js';
import type { Session } from '../kit/checks/session.js';
import type { OpenContext, StoryContext } from './story-context.js';
import { EFFORT } from './effort.js';
import { inWaves } from './in-waves.js';
import { oneOfEach } from './one-of-each.js';
import { smallestExample } from './smallest-example.js';

/** How many inputs are tried side by side at the most. */
const SIDE_BY_SIDE = Math.max(EFFORT.inputs.virtual.sideBySide, EFFORT.inputs.real.sideBySide);

/**
 * What a check of made-up inputs is made of.
 *
 * @typeParam T - an input
 * @typeParam C - the words of the revision
 * @typeParam Id - the requirement ids of the revision
 */
export interface InputCheck<T, C, Id extends string> {
  readonly id: string;
  readonly title: string;
  readonly requirement: Id;
  /** Further requirements that the check verifies, where one sentence is about several. */
  readonly alsoVerifies?: readonly Id[];
  /** What the check takes from its target, beside the scheduled events. */
  readonly needs?: Pick<Needs, 'accounts' | 'ownAccount' | 'embedded'>;
  readonly inputs: Arbitrary<T>;
  /** What kind an input is of, where there are a few: one of each is tried before others. */
  kindOf?(input: T): string;
  /** How many are tried unless somebody says so. */
  readonly runs: number;
  /** How many events an input schedules at the most, and how many the check needs besides. */
  readonly pending: readonly [each: number, besides: number];
  /** An ordinary input that is like another one as far as can be: what goes wrong with it does not tell of inputs. */
  ordinary(input: T): T;
  /** Arranges what all inputs need. */
  arrange(t: C): Promise<Arrangement<T, Id>>;
}

/** Something wrong that breaks another requirement than the one that the check is about. */
export interface Breach<Id extends string> {
  readonly breaks: Id;
  /** What was expected and what came. */
  readonly wrong: Wrong;
}

/** A stage set for inputs. */
export interface Arrangement<T, Id extends string> {
  /** Tries an input, and tells what is wrong with what comes of it, if anything is. */
  attempt(input: T): Promise<Breach<Id> | Wrong | undefined>;
  /** Judges what is there to be judged after all of them. */
  afterwards?(): Promise<void>;
}

/**
 * A check that tries made-up inputs and looks for the smallest one with which something is wrong.
 *
 * @param open - gives the words of the revision for one run
 * @param blame - what the revision knows of what a violation tells more exactly
 */
export function inputCheckIn<T, C extends StoryContext, Id extends string>(
  open: OpenContext<C>,
  asked: InputCheck<T, C, Id>,
  blame?: Pick<Blame<C>, 'exactly'>,
): Check {
  const { id, title, requirement, alsoVerifies = [], needs, inputs, kindOf, runs, pending } = asked;
  const [each, besides] = pending;
  return {
    id,
    title,
    requirements: [requirement, ...alsoVerifies],
    needs: { ...needs, byChance: true, pending: SIDE_BY_SIDE * each + besides },
    async run(session) {
      const t = open(session);
      try {
        await moreExactly(() => tryInputs(session, t), t, session, blame);
      } finally {
        await t.takeBack();
      }
    },
  };

  async function tryInputs(session: Session, t: C): Promise<void> {
    const { attempt, afterwards } = await asked.arrange(t);
    const example = await smallestExample<T, Breach<Id>>({
      arbitrary: inputs,
      effort: { ...EFFORT.inputs[t.time], runs },
      exploration: session.exploration,
      ...(kindOf === undefined ? {} : { choose: (values, count) => oneOfEach(values, kindOf, count) }),
      async attempt(value, like) {
        const found = await attempt(value);
        const breach = found === undefined || isBreach(found) ? found : { breaks: requirement, wrong: found };
        // Smaller inputs count as long as they break the same: another breach is another story.
        return breach !== undefined && (like ?? breach).breaks === breach.breaks ? breach : undefined;
      },
    });
    if (example !== undefined) {
      const { value, wrong: breach, seed, path } = example;
      const crowd = Array.from({ length: SIDE_BY_SIDE }, () => asked.ordinary(value));
      const usual = (await inWaves(crowd, SIDE_BY_SIDE, attempt)).find((one) => one !== undefined);
      if (usual !== undefined) {
        const told = sentenceOf(isBreach(usual) ? usual.wrong : usual);
        throw new Inconclusive(`ordinary inputs do not come through, either: ${told}`);
      }
      // A limit may have refused it that others have used up: then it will not happen when they are gone.
      session.refusedUnexpectedly = true;
      throw new Violation(breach.breaks, breach.wrong, { replay: { seed, path } });
    }
    await afterwards?.();
    for (const verified of [requirement, ...alsoVerifies]) t.require(verified, true, title);
  }
}

function isBreach<Id extends string>(found: Breach<Id> | Wrong): found is Breach<Id> {
  return typeof found === 'object' && 'breaks' in found;
}
