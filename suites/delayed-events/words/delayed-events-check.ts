import type { Check } from '../../kit/checks/check.js';
import type { Needs } from '../../kit/checks/needs.js';
import type { Phrase } from '../wire/wire-form.js';
import { DelayedEventsContext, type Id } from './delayed-events-context.js';

/** A check of the `delayed-events` revision, as its author writes it. */
export interface DelayedEventsCheck {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly Id[];
  /** What it takes from its target, and what it needs words for: where the form has none, it is not applicable. */
  readonly needs?: Needs & { readonly words?: readonly Phrase[] };
  run(t: DelayedEventsContext): Promise<void>;
}

/** Makes a check of what its author wrote. */
export function delayedEventsCheck({ needs = {}, ...check }: DelayedEventsCheck): Check {
  const { words = [], ...others } = needs;
  return {
    ...check,
    needs: others,
    async run(session) {
      const t = new DelayedEventsContext(session);
      t.presupposeWords(words, check.requirements);
      try {
        await check.run(t);
      } finally {
        await t.takeBack();
      }
    },
  };
}
