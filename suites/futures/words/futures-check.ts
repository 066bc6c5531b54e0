import type { FuturesQuestionId, FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import type { Check } from '../../kit/checks/check.js';
import type { Needs } from '../../kit/checks/needs.js';
import { Violation } from '../../kit/checks/verdict.js';
import { explained } from '../../blame/explained.js';
import { FUTURES_BLAME } from '../blame/futures-blame.js';
import { FuturesContext } from './futures-context.js';

/** A check of the `futures` revision, as its author writes it. */
export interface FuturesCheck {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly (FuturesRequirementId | FuturesQuestionId)[];
  readonly needs?: Needs;
  run(t: FuturesContext): Promise<void>;
}

/** Makes a check of what its author wrote. */
export function futuresCheck(check: FuturesCheck): Check {
  return {
    needs: {},
    ...check,
    async run(session) {
      const context = new FuturesContext(session);
      try {
        // What is done again and again is part of the story: what went wrong with it is explained as the rest is.
        await session.tell(() => check.run(context));
      } catch (error) {
        throw error instanceof Violation ? await explained(error, context, session, FUTURES_BLAME) : error;
      } finally {
        await context.takeBack();
      }
    },
  };
}
