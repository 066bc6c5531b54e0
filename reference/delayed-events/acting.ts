import type { JsonObject } from '../matrix/json.js';
import { type DelayedEvent, type DelayedEventAction, isWaiting } from './delayed-event.js';
import type { EngineParts } from './engine-parts.js';
import type { Finding } from './finding.js';
import type { Finishing } from './finishing.js';
import type { DelayRequest } from './requests.js';
import type { DelayedEventRules } from './rules/delayed-event-rules.js';
import type { Sending } from './sending.js';

/** What is done with delayed events by hand (DE-ACT-1). A refusal is a thrown MatrixError. */
export class Acting {
  readonly #parts: EngineParts;
  readonly #finding: Finding;
  readonly #finishing: Finishing;
  readonly #sending: Sending;

  constructor(parts: EngineParts, finding: Finding, finishing: Finishing, sending: Sending) {
    this.#parts = parts;
    this.#finding = finding;
    this.#finishing = finishing;
    this.#sending = sending;
  }

  /**
   * Carries out an action, unless what has become of the event agrees with it already.
   *
   * @throws MatrixError
   */
  act(request: DelayRequest, action: DelayedEventAction, rules: DelayedEventRules): JsonObject {
    const { prefix } = request;
    const event = this.#finding.find(request, action, rules, (others) => {
      const isCarriedOut = isWaiting(others) && rules.isCarriedOutThoughRefused({ action, event: others });
      if (isCarriedOut) this.#carryOut(action, others, rules);
    });
    const now = this.#parts.ports.clock.now();
    const { outcome } = event.life;

    if (outcome !== undefined) {
      const contradiction = rules.contradiction({ action, event, outcome, prefix, now });
      if (rules.isCarriedOutAgain({ action, event, outcome, now })) this.#carryOut(action, event, rules);
      if (contradiction !== undefined) throw contradiction;
    } else if (rules.obeys({ event, action, prefix, now })) {
      this.#carryOut(action, event, rules);
    }
    this.doBeside({ call: action, event, wasFinished: outcome !== undefined }, rules);
    return rules.actionAnswer({ action, event });
  }

  /** Does what a call does to events that it is not about (DE-ACT-13). */
  doBeside(call: Omit<Parameters<DelayedEventRules['sideEffects']>[0], 'others'>, rules: DelayedEventRules): void {
    const { store, timer } = this.#parts;
    const { owner, draft } = call.event;
    const others = [...new Set([...store.waitingOf(owner), ...store.waitingIn(draft.roomId)])];
    const effects = rules.sideEffects({ ...call, others: others.filter((other) => other !== call.event) });
    for (const { event, effect } of effects) {
      if (effect === 'lose') timer.stop(event);
      else this.#carryOut(effect, event, this.#parts.rulesOf(event));
    }
  }

  #carryOut(action: DelayedEventAction, event: DelayedEvent, rules: DelayedEventRules): void {
    switch (action) {
      case 'send':
        this.#send(event, rules);
        break;
      case 'cancel':
        this.#finishing.cancel(event);
        break;
      case 'restart':
        this.#restart(event, rules);
        break;
    }
  }

  /** DE-ACT-5, DE-ACT-11, DE-ACT-12 */
  #send(event: DelayedEvent, rules: DelayedEventRules): void {
    const error = this.#sending.send(event, 'hand');
    if (error === undefined) return;
    event.life.failedSends += 1;
    const now = this.#parts.ports.clock.now();
    if (rules.waitsAfterFailedSend({ event, error })) {
      this.#wait(event, rules.dueAfterFailedSend({ now, event }), rules);
    } else {
      this.#finishing.finish(event, { how: 'failed', at: now, error, by: 'hand' });
    }
    const answer = rules.failedSendAnswer({ event, error });
    if (answer !== undefined) throw answer;
  }

  /** DE-ACT-7 */
  #restart(event: DelayedEvent, rules: DelayedEventRules): void {
    const now = this.#parts.ports.clock.now();
    const { life, delayMs } = event;
    const dueAt = rules.dueAfterRestart({ now, delayMs, event });
    life.since = rules.sinceAfterRestart({ now, event });
    life.restarts += 1;
    this.#wait(event, dueAt, rules);
  }

  #wait(event: DelayedEvent, dueAt: number, rules: DelayedEventRules): void {
    event.life.dueAt = dueAt;
    this.#parts.timer.start(event, rules.runsOutAt({ dueAt, event }));
  }
}
