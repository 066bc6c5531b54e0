import type { DelayedEvent } from '../model/world.js';

/** What the server has told of events that the model knows by their numbers: their `delay_id`s. */
export class KnownEvents {
  readonly #ids = new Map<number, string>();
  readonly #repeated = new Set<number>();

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

  /** Takes note of a request that was made again. */
  repeat(event: number): void {
    this.#repeated.add(event);
  }

  isRepeated({ id }: Pick<DelayedEvent, 'id'>): boolean {
    return this.#repeated.has(id);
  }
}
