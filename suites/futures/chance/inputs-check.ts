import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import * as chance from '../../chance/inputs-check.js';
import type { Check } from '../../kit/checks/check.js';
import { FUTURES_BLAME } from '../blame/futures-blame.js';
import { FuturesContext } from '../words/futures-context.js';

export type Breach = chance.Breach<FuturesRequirementId>;
export type Arrangement<T> = chance.Arrangement<T, FuturesRequirementId>;

/** A check of the `futures` revision that tries made-up inputs. */
export function inputCheck<T>(asked: chance.InputCheck<T, FuturesContext, FuturesRequirementId>): Check {
  return chance.inputCheckIn((session) => new FuturesContext(session), asked, FUTURES_BLAME);
}
