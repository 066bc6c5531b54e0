import { type DelayedEvent, isWaiting, type Outcome } from './delayed-event.js';
import type { EngineParts } from './engine-parts.js';

/** How delayed events come to their end, and how they are forgotten after it. */
export class Finishing {
  readonly #parts: EngineParts;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Ends an event; harmless when it has ended already. */
  finish(event: DelayedEvent, outcome: Outcome): void {
    if (!isWaiting(event)) return;
    const { store, timer } = this.#parts;
    event.life.outcome = outcome;
    store.finish(event);
    if (this.#parts.rulesOf(event).timerStops({ event, outcome })) timer.stop(event);
    this.#forgetOld(event.owner);
  }

  /** Ends an event that its owner does not want any more. */
  cancel(event: DelayedEvent): void {
    this.finish(event, { how: 'cancelled', at: this.#parts.ports.clock.now() });
  }

  /** Forgets an event, whether it has ended or not. */
  forget(event: DelayedEvent): void {
    this.#parts.timer.stop(event);
    this.#parts.store.forget(event);
  }

  /** Forgets what need not be kept any longer of a user's events. DE-RET-1 */
  #forgetOld(userId: string): void {
    const { store, ports, retention } = this.#parts;
    const now = ports.clock.now();
    let newer = store.finishedOf(userId).size;
    for (const event of [...store.finishedOf(userId)]) {
      newer -= 1;
      const { outcome } = event.life;
      if (outcome === undefined) continue;
      const isKept = this.#parts.rulesOf(event).isRetained({ event, outcome, now, newer, retention });
      if (!isKept) store.forget(event);
    }
  }
}
