import type { EventShape } from '../../sequences/happening.js';
import type { ScheduleCommand } from '../model/command.js';
import type { DelayedEvent } from '../model/world.js';

/** What the server has told of events that the model knows by their numbers: their `delay_id`s. */
export class KnownEvents {
  readonly #ids = new Map<number, string>();
  readonly #repeated = new Set<number>();
  readonly #refused: ScheduleCommand[] = [];
  readonly #failed = new Set<number>();
  readonly #txnIds = new Set<string>();
  readonly #read = new Set<number>();

  /** The `delay_id` of an event; `undefined` where the server has given none. */
  idOf(event: number): string | undefined {
    return this.#ids.get(event);
  }

  /** The number of the event that has a `delay_id`. */
  numberOf(delayId: unknown): number | undefined {
    return [...this.#ids].find(([, id]) => id === delayId)?.[0];
  }

  learn(event: number, delayId: string): void {
    this.#ids.set(event, delayId);
  }

  /** Takes note of the transaction id of a request to schedule. */
  ask(txnId: string): void {
    this.#txnIds.add(txnId);
  }

  /** Whether something is the transaction id of a request to schedule. */
  isAskedFor(txnId: string): boolean {
    return this.#txnIds.has(txnId);
  }

  /** Takes note that the end of an event was told. */
  read(event: number): void {
    this.#read.add(event);
  }

  /** Whether the end of an event has been told. */
  isRead(event: number): boolean {
    return this.#read.has(event);
  }

  /** Takes note of a request to schedule that was refused. */
  refuse(asked: ScheduleCommand): void {
    this.#refused.push(asked);
  }

  /** Whether an event is one that was asked for and refused. */
  wasRefused(event: EventShape & { readonly sender: string }): boolean {
    return this.#refused.some(
      (asked) =>
        asked.by === event.sender &&
        asked.content === event.content &&
        asked.room === event.room &&
        asked.type === event.type &&
        asked.stateKey === event.stateKey,
    );
  }

  /** Takes note of an action: what comes of an event after it comes of no request that was made again before. */
  act(event: number, hasFailed: boolean): void {
    this.#repeated.delete(event);
    if (hasFailed) this.#failed.add(event);
  }

  /** Whether a `send` of an event has failed. */
  hasFailed(event: number): boolean {
    return this.#failed.has(event);
  }

  /** Takes note of a request that was made again. */
  repeat(event: number): void {
    this.#repeated.add(event);
  }

  isRepeated({ id }: Pick<DelayedEvent, 'id'>): boolean {
    return this.#repeated.has(id);
  }
}
