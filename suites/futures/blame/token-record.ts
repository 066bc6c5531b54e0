import type { Discrepancy } from '../../kit/checks/discrepancy.js';
import { isAbout } from '../../kit/checks/facet.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Breach } from '../../blame/breach.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import { CANCELLING } from './facets.js';
import type { Operation } from './operation.js';

type TokenAction = 'send' | 'refresh' | 'cancel';

/** What a check has been given and has done, as far as it may explain what the check finds. */
export class TokenRecord {
  readonly #operations = new Set<Operation>();
  readonly #meanings = new Map<string, { readonly action: TokenAction; readonly future: Future }>();
  /** What was done last with a future by one of its tokens. */
  readonly #doneLast = new Map<Future, { readonly action: TokenAction; readonly answeredAt: number }>();

  /** All that has been done so far. */
  get operations(): ReadonlySet<Operation> {
    return new Set(this.#operations);
  }

  /** Takes note of something that was done. */
  note(operation: Operation): void {
    this.#operations.add(operation);
  }

  /** Takes note of a future that was accepted, and of its tokens. */
  noteFuture(future: Future): void {
    this.note(future.stateKey === undefined ? 'scheduled' : 'scheduled state');
    const { sendToken, refreshToken, cancelToken } = future;
    for (const [action, token] of [
      ['send', sendToken],
      ['refresh', refreshToken],
      ['cancel', cancelToken],
    ] as const) {
      if (token !== undefined) this.#meanings.set(token, { action, future });
    }
  }

  /** Takes note of the call of a token. */
  noteCall(token: string, answer: Answer): void {
    this.note('called a token');
    const meaning = this.#meanings.get(token);
    if (meaning === undefined) {
      if (!answer.refused) this.note('called a token that was never given out');
      return;
    }
    if (!answer.ok && !answer.refused) this.note('called a token that may be dead');
    const { action, future } = meaning;
    this.note(`called a ${action} token`);
    if (answer.ok) this.#doneLast.set(future, { action, answeredAt: answer.answeredAt });
  }

  /**
   * Whether the event of a future has come long after it was cancelled, and nothing else was done with it since.
   *
   * @param requirement - what was found to be broken
   * @param least - how long after that, in milliseconds, no race can be the reason
   */
  sentThoughCancelled(requirement: string, least: number): Breach | undefined {
    if (isAbout(CANCELLING, requirement)) return undefined;
    for (const [future, { action, answeredAt }] of this.#doneLast) {
      const first = future.room.timeline.arrivals.find(({ event }) => isEventOf(future)(event));
      if (action !== 'cancel' || first === undefined || first.seenAt < answeredAt + least) continue;
      const content = JSON.stringify(future.content);
      return {
        requirement: 'TOKEN-6',
        wrong: afterAll(`a future was cancelled, and its event came later: ${content}`),
      };
    }
    return undefined;
  }
}

function afterAll(seen: string): Discrepancy {
  return { expected: 'nothing of a future that was cancelled', seen, symptom: 'unexpected', sentence: seen };
}
