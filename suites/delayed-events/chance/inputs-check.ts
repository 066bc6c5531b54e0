import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';
import * as chance from '../../chance/inputs-check.js';
import type { Check } from '../../kit/checks/check.js';
import type { Session } from '../../kit/checks/session.js';
import { DELAYED_EVENTS_BLAME } from '../blame/delayed-events-blame.js';
import type { Phrase } from '../wire/wire-form.js';
import { DelayedEventsContext } from '../words/delayed-events-context.js';

type Id = DelayedEventsRequirementId;

export type Breach = chance.Breach<Id>;
export type Arrangement<T> = chance.Arrangement<T, Id>;

/** A check of the `delayed-events` revision that tries made-up inputs. */
export interface DelayedInputCheck<T> extends chance.InputCheck<T, DelayedEventsContext, Id> {
  /** What it needs words for: where the form has none, it is not applicable. */
  readonly words?: readonly Phrase[];
}

/** Makes a check of what its author wrote. */
export function inputCheck<T>({ words = [], ...asked }: DelayedInputCheck<T>): Check {
  const open = (session: Session): DelayedEventsContext => new DelayedEventsContext(session);
  const withWords: typeof asked = {
    ...asked,
    arrange(t) {
      t.presupposeWords(words, [asked.requirement, ...(asked.alsoVerifies ?? [])]);
      return asked.arrange(t);
    },
  };
  return chance.inputCheckIn(open, withWords, DELAYED_EVENTS_BLAME);
}
