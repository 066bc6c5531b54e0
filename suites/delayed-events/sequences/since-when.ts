import type { JsonValue } from '../../kit/rooms/matrix-json.js';
import type { Divergence } from '../../sequences/divergence.js';
import type { DelayedEvent } from '../model/world.js';
import { whyItWaits } from './blame.js';
import { nameOf } from './sentences.js';
import type { LastDelayedStep } from './terms.js';

/**
 * Since when events wait, as lookups tell it. The server's own clock is compared with nothing but itself: how far apart two
 * events are has to be as the model has it. Where time passes by itself nothing is known so exactly.
 */
export class SinceWhen {
  #offset: number | undefined;
  /** Since when events wait by the model, where the server has said the same. */
  readonly #agreed = new Map<number, number>();

  judge(
    event: DelayedEvent,
    told: JsonValue | undefined,
    time: 'virtual' | 'real',
    last: LastDelayedStep,
  ): Divergence | undefined {
    const { id, since, begun } = event;
    if (typeof told !== 'number' || !Number.isInteger(told)) {
      return {
        requirement: 'DE-GET-3',
        expected: 'when its delay began, in ms',
        seen: JSON.stringify(told) ?? 'nothing',
      };
    }
    if (time === 'real') return undefined;
    this.#offset ??= told - since;
    const wrong = told - since - this.#offset;
    // What waits and has been right before was moved by what was done last.
    const wasRight = event.end === undefined && this.#agreed.get(id) === since;
    const isMoved = wasRight && last !== undefined && last.command.do !== 'lookup';
    if (wrong === 0) {
      this.#agreed.set(id, since);
      return undefined;
    }
    const symptom = begun.length > 0 ? 'DE-ACT-7' : 'DE-GET-3';
    return {
      requirement: isMoved ? whyItWaits(event, last) : symptom,
      expected: `${nameOf(event)} waits since the moment when it was ${begun.length > 0 ? 'restarted' : 'scheduled'}`,
      seen: `since ${Math.abs(wrong)} ms ${wrong < 0 ? 'before' : 'after'} that`,
    };
  }
}
