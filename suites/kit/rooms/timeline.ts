import type { SeenEvent } from './matrix-json.js';

/** An event together with the moment at which we first saw it. */
export interface Arrival {
  readonly event: SeenEvent;
  /** Monotonic milliseconds of the target's time: the event existed no later than this. */
  readonly seenAt: number;
}

/** What one account has seen of a room so far, oldest first. */
export class Timeline {
  readonly #arrivals: Arrival[] = [];
  readonly #known = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #gap: string | undefined;

  /** All that has been seen, in the server's order. */
  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  /** Why something may be missing from it, where that is so. */
  get gap(): string | undefined {
    return this.#gap;
  }

  /** Says that something may be missing: from then on the absence of an event proves nothing. */
  markGap(reason: string): void {
    this.#gap ??= reason;
  }

  /** Adds events in the server's order; those seen before are passed over. */
  add(events: readonly SeenEvent[], seenAt: number): void {
    for (const event of events) {
      if (this.#known.has(event.event_id)) continue;
      this.#known.add(event.event_id);
      this.#arrivals.push({ event, seenAt });
    }
    for (const listener of this.#listeners) listener();
  }

  /** Whether an event has been seen. */
  has(eventId: string): boolean {
    return this.#known.has(eventId);
  }

  /** Tells the listener whenever events have been added. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The part of it that some events belong to, which grows as it does. */
  part(belongs: (event: SeenEvent) => boolean): Timeline {
    const part = new Timeline();
    let taken = 0;
    const take = (): void => {
      for (const { event, seenAt } of this.#arrivals.slice(taken)) if (belongs(event)) part.add([event], seenAt);
      taken = this.#arrivals.length;
      if (this.#gap !== undefined) part.markGap(this.#gap);
      part.notify();
    };
    take();
    this.subscribe(take);
    return part;
  }

  /** Wakes the listeners without news, for example because there will be no more. */
  notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
