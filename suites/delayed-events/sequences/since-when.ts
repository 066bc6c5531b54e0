import type { JsonValue } from '../../kit/rooms/matrix-json.js';
import type { Divergence } from '../../sequences/divergence.js';
import type { DelayedEvent } from '../model/world.js';
import { nameOf } from './sentences.js';

/**
 * Since when events wait, as lookups tell it. The server's own clock is compared with nothing but itself: how far apart two
 * events are has to be as the model has it. Where time passes by itself nothing is known so exactly.
 */
export class SinceWhen {
  #offset: number | undefined;

  judge(event: DelayedEvent, told: JsonValue | undefined, time: 'virtual' | 'real'): Divergence | undefined {
    const { since, begun } = event;
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
    if (wrong === 0) return undefined;
    return {
      requirement: begun.length > 0 ? 'DE-ACT-7' : 'DE-GET-3',
      expected: `${nameOf(event)} waits since the moment when it was ${begun.length > 0 ? 'restarted' : 'scheduled'}`,
      seen: `since ${Math.abs(wrong)} ms ${wrong < 0 ? 'before' : 'after'} that`,
    };
  }
}
