import type { Alarm, Clock } from './clock.js';
import { type DeadlineEntry, DeadlineQueue } from './deadline-queue.js';

/** What {@link SharedTimer} stands on. */
export interface SharedTimerParts<T> {
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  /** Puts items into order that are due at the same moment. */
  readonly order: (items: readonly T[]) => readonly T[];
  /** Called for each item when it is due. */
  readonly onDue: (item: T) => void;
}

/** One alarm for any number of items that wait for their time, however far away that is (SCHED-12, TIME-5). */
export class SharedTimer<T> {
  readonly #parts: SharedTimerParts<T>;
  readonly #queue = new DeadlineQueue<T>();
  readonly #running = new Map<T, DeadlineEntry<T>>();
  #alarm: Alarm | undefined;

  constructor(parts: SharedTimerParts<T>) {
    this.#parts = parts;
  }

  /** Lets an item wait until `at`, in milliseconds since the Unix epoch, and no longer for any earlier deadline. */
  start(item: T, at: number): void {
    this.#remove(item);
    this.#running.set(item, this.#queue.add(at, item));
    this.#arm();
  }

  /** Lets an item wait no more; harmless when it does not. */
  stop(item: T): void {
    this.#remove(item);
    this.#arm();
  }

  /** Deals with everything that is due now, instead of waiting for the alarm. */
  runDue(): void {
    const { clock, order, onDue } = this.#parts;
    try {
      for (
        let first = this.#queue.first();
        first !== undefined && first.at <= clock.now();
        first = this.#queue.first()
      ) {
        const simultaneous = this.#takeAllAt(first.at);
        const entries = new Map(simultaneous.map((entry) => [entry.item, entry]));
        for (const item of order([...entries.keys()])) {
          // One that came before may have stopped this one.
          if (this.#running.get(item) !== entries.get(item)) continue;
          this.#running.delete(item);
          onDue(item);
        }
      }
    } finally {
      this.#arm();
    }
  }

  /** Calls everything off. */
  close(): void {
    for (const item of [...this.#running.keys()]) this.#remove(item);
    this.#arm();
  }

  #remove(item: T): void {
    const entry = this.#running.get(item);
    if (entry === undefined) return;
    this.#running.delete(item);
    this.#queue.remove(entry);
  }

  #takeAllAt(at: number): DeadlineEntry<T>[] {
    const taken: DeadlineEntry<T>[] = [];
    for (let first = this.#queue.first(); first?.at === at; first = this.#queue.first()) {
      this.#queue.remove(first);
      taken.push(first);
    }
    return taken;
  }

  #arm(): void {
    this.#alarm?.cancel();
    const first = this.#queue.first();
    this.#alarm = first && this.#parts.clock.schedule(first.at, () => this.runDue());
  }
}
