import { explained } from '../../blame/explained.js';
import type { Check } from '../../kit/checks/check.js';
import type { Needs } from '../../kit/checks/needs.js';
import { Violation } from '../../kit/checks/verdict.js';
import { DELAYED_EVENTS_BLAME } from '../blame/delayed-events-blame.js';
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
export function delayedEventsCheck(check: DelayedEventsCheck): Check {
  return toldIn(check, () => undefined);
}

/**
 * Makes a check, and the same for the unstable paths of a server that has the stable ones, too: for what such a server may
 * well do on one path and not on the other.
 *
 * @param words - what it needs words for besides on the unstable path, where older forms may be spoken
 */
export function checkOnBothPaths(check: DelayedEventsCheck, words: readonly Phrase[] = []): readonly Check[] {
  const unstable: DelayedEventsCheck = {
    ...check,
    id: `${check.id}-on-the-unstable-path`,
    title: `on the unstable path, too: ${check.title}`,
    needs: { ...check.needs, words: [...(check.needs?.words ?? []), ...words] },
  };
  return [delayedEventsCheck(check), toldIn(unstable, (t) => t.speakUnstably())];
}

function toldIn({ needs = {}, ...check }: DelayedEventsCheck, choose: (t: DelayedEventsContext) => void): Check {
  const { words = [], ...others } = needs;
  return {
    ...check,
    needs: others,
    async run(session) {
      const t = new DelayedEventsContext(session);
      choose(t);
      t.presupposeWords(words, check.requirements);
      t.presupposeDelays(needs.wait ?? 0);
      try {
        // What is done again and again is part of the story: what went wrong with it is explained as the rest is.
        await session.tell(() => check.run(t));
        if (session.warnings.length + session.observations.length > 0) t.presupposeFarAway();
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        if (!error.firm) t.presupposeFarAway();
        throw await explained(error, t, session, DELAYED_EVENTS_BLAME);
      } finally {
        await t.takeBack();
      }
    },
  };
}
