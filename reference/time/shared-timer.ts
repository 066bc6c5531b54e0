import type { Alarm, Clock } from './clock.js';
import { type DeadlineEntry, DeadlineQueue } from './deadline-queue.js';

/** What a share of {@link SharedTimer} does with its items. */
export interface TimerShareParts<T> {
  /** Puts items into order that are due at the same moment. */
  readonly order: (items: readonly T[]) => readonly T[];
  /** Called for each item when it is due. */
  readonly onDue: (item: T) => void;
}

/** One owner's part of {@link SharedTimer}: items of one sort, and what happens when they are due. */
export interface TimerShare<T> {
  /** Lets an item wait until `at`, in milliseconds since the Unix epoch, and no longer for any earlier deadline. */
  start(item: T, at: number): void;
  /** Lets an item wait no more; harmless when it does not. */
  stop(item: T): void;
  /** Deals with everything that is due now, instead of waiting for the alarm. */
  runDue(): void;
  /** Calls everything of this share off. */
  close(): void;
}

/** An item in the queue, of whichever sort. */
interface Waiting {
  readonly share: object;
  readonly item: unknown;
  /** Whether it still waits for this very deadline. */
  readonly isRunning: () => boolean;
}

/** What the timer asks of a share: to deal with some of its own items, which are due at the same moment. */
type DealWith = (items: readonly Waiting[]) => void;

/**
 * One alarm for any number of items that wait for their time, however far away that is (SCHED-12, TIME-5, DE-TIME-5).
 * Everything on a homeserver that waits for a deadline of its own shares it.
 */
export class SharedTimer {
  readonly #clock: Pick<Clock, 'now' | 'schedule'>;
  readonly #queue = new DeadlineQueue<Waiting>();
  readonly #shares = new Map<object, DealWith>();
  #alarm: Alarm | undefined;

  constructor(clock: Pick<Clock, 'now' | 'schedule'>) {
    this.#clock = clock;
  }

  /** Opens a share for items of one sort. */
  share<T>({ order, onDue }: TimerShareParts<T>): TimerShare<T> {
    const key = {};
    const running = new Map<T, DeadlineEntry<Waiting>>();

    this.#shares.set(key, (due) => {
      const waiting = new Map(due.map((one) => [one.item as T, one]));
      for (const item of order([...waiting.keys()])) {
        // One that came before may have stopped this one.
        if (waiting.get(item)?.isRunning() !== true) continue;
        running.delete(item);
        onDue(item);
      }
    });

    const remove = (item: T): void => {
      const entry = running.get(item);
      if (entry === undefined) return;
      running.delete(item);
      this.#queue.remove(entry);
    };

    return {
      start: (item, at) => {
        remove(item);
        const waiting: Waiting = { share: key, item, isRunning: () => running.get(item) === entry };
        const entry = this.#queue.add(at, waiting);
        running.set(item, entry);
        this.#arm();
      },
      stop: (item) => {
        remove(item);
        this.#arm();
      },
      runDue: () => this.#runDue(),
      close: () => {
        for (const item of [...running.keys()]) remove(item);
        this.#arm();
      },
    };
  }

  #runDue(): void {
    try {
      for (
        let first = this.#queue.first();
        first !== undefined && first.at <= this.#clock.now();
        first = this.#queue.first()
      ) {
        const simultaneous = this.#takeAllAt(first.at);
        for (const key of new Set(simultaneous.map(({ share }) => share))) {
          this.#shares.get(key)?.(simultaneous.filter(({ share }) => share === key));
        }
      }
    } finally {
      this.#arm();
    }
  }

  #takeAllAt(at: number): Waiting[] {
    const taken: Waiting[] = [];
    for (let first = this.#queue.first(); first?.at === at; first = this.#queue.first()) {
      this.#queue.remove(first);
      taken.push(first.item);
    }
    return taken;
  }

  #arm(): void {
    this.#alarm?.cancel();
    const first = this.#queue.first();
    this.#alarm = first && this.#clock.schedule(first.at, () => this.#runDue());
  }
}
