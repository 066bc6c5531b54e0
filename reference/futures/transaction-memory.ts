import type { JsonObject } from '../matrix/json.js';
import type { FutureLife } from './future.js';

/** A request with a transaction id that was accepted. */
export interface AcceptedRequest {
  /** Equal for equal requests. */
  readonly fingerprint: string;
  readonly answer: JsonObject;
  /** What became of its futures. Content and tokens are not kept any longer than the futures are. */
  readonly lives: readonly FutureLife[];
}

/** The requests with transaction ids that were accepted, the dead futures' too (SCHED-9, Q-TXN-AFTER). */
export class TransactionMemory {
  readonly #accepted = new Map<string, AcceptedRequest[]>();

  /** The earlier request to compare a request with: the equal one if there is one, otherwise the first one. */
  find(scope: string, fingerprint: string): AcceptedRequest | undefined {
    const accepted = this.#accepted.get(scope);
    return accepted?.find((request) => request.fingerprint === fingerprint) ?? accepted?.[0];
  }

  /** Remembers a request, instead of an equal one. */
  remember(scope: string, request: AcceptedRequest): void {
    const others = this.#accepted.get(scope)?.filter(({ fingerprint }) => fingerprint !== request.fingerprint) ?? [];
    this.#accepted.set(scope, [...others, request]);
  }
}
