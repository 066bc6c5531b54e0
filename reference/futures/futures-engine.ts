import type { JsonObject } from '../matrix/json.js';
import type { EventDraft, RoomEvent } from '../matrix/room-event.js';
import { Batching } from './batching.js';
import { Ending } from './ending.js';
import type { EngineParts, FuturesLimits } from './engine-parts.js';
import type { Future } from './future.js';
import { FuturesStore } from './futures-store.js';
import { Judging } from './judging.js';
import type { FuturesPorts } from './ports.js';
import type { BatchRequest, Requester, ScheduleRequest } from './requests.js';
import { Resolving } from './resolving.js';
import type { FutureRules } from './rules/future-rules.js';
import { Scheduling } from './scheduling.js';
import { Storing } from './storing.js';
import { TransactionMemory } from './transaction-memory.js';

/** One week: the order of magnitude that the text suggests for the maximum (SCHED-11). Milliseconds. */
export const DEFAULT_MAX_TIMEOUT_MS = 604_800_000;

/** How many futures a user may have where that is capped at all (Q-LIMIT). */
export const DEFAULT_MAX_FUTURES = 100;

/** What {@link FuturesEngine} is made of. */
export interface FuturesEngineOptions {
  readonly ports: FuturesPorts;
  readonly rules: FutureRules;
  readonly limits: FuturesLimits;
}

/**
 * The futures revision as a state machine. Every command is carried out at once and whole, before the next one begins
 * (GROUP-1, TOKEN-12); between commands only the timer acts.
 */
export class FuturesEngine {
  readonly #parts: EngineParts;
  readonly #scheduling: Scheduling;
  readonly #batching: Batching;
  readonly #resolving: Resolving;

  constructor({ ports, rules, limits }: FuturesEngineOptions) {
    const timer = ports.timer.share<Future>({
      order: (futures) => rules.orderOfSimultaneous(futures),
      onDue: (future) => this.#resolving.runOut(future),
    });
    this.#parts = { ports, rules, limits, store: new FuturesStore(), timer };
    const memory = new TransactionMemory();
    const judging = new Judging(this.#parts, memory);
    const storing = new Storing(this.#parts);
    const ending = new Ending(this.#parts);
    this.#resolving = new Resolving(this.#parts, ending);
    this.#scheduling = new Scheduling(this.#parts, judging, storing, ending, memory);
    this.#batching = new Batching(this.#parts, judging, storing, ending, memory);
  }

  /**
   * Schedules a future and answers its tokens (SCHED-1, SCHED-2).
   *
   * @throws MatrixError
   */
  schedule(request: ScheduleRequest): JsonObject {
    return this.#scheduling.schedule(request, (future) => this.#resolving.announce(future));
  }

  /**
   * Schedules a whole group and answers all its tokens (BATCH-1).
   *
   * @throws MatrixError
   */
  scheduleBatch(request: BatchRequest): JsonObject {
    return this.#batching.schedule(request);
  }

  /**
   * Does what a token stands for, and answers it (TOKEN-2, TOKEN-3, TOKEN-6).
   *
   * @throws MatrixError
   */
  useToken(token: string): JsonObject {
    return this.#resolving.useToken(token);
  }

  /** Sends whatever is due and has not been sent, what is due first before all else. */
  sendOverdue(): void {
    this.#resolving.sendOverdue();
  }

  /** The running futures that somebody gets to see (LIST-1). */
  list(caller: Requester): Future[] {
    const { rules, store } = this.#parts;
    return [...store.listed].filter((future) => rules.isListed({ future, caller }));
  }

  /** The futures that live, in the order of scheduling. */
  living(): readonly Future[] {
    return [...this.#parts.store.listed].filter(({ life }) => life.ended === undefined);
  }

  /**
   * Has to be called after every event that entered a room (STATE-2).
   *
   * @param cause - the future that the event came from; `undefined` when a client sent it
   */
  eventEntered(event: RoomEvent, cause: Future | undefined): void {
    this.#resolving.eventEntered(event, cause);
  }

  /** Has to be called after a client's event was refused by its room (STATE-8). */
  eventRefused(draft: EventDraft): void {
    this.#resolving.eventRefused(draft);
  }

  /** Has to be called after a device logged out (Q-LOGOUT). */
  deviceGone(device: Requester): void {
    this.#resolving.deviceGone(device);
  }

  /** Stops all timers. */
  close(): void {
    this.#parts.timer.close();
  }
}
