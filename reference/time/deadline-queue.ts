/** Something that waits for its time; the handle by which it can be taken out of the queue again. */
export interface DeadlineEntry<T> {
  readonly at: number;
  readonly item: T;
}

interface Slot<T> extends DeadlineEntry<T> {
  readonly order: number;
  index: number;
}

/**
 * Items ordered by deadline, and among equal deadlines by the order in which they were added.
 * A binary heap: adding and removing cost O(log n), looking at the first costs nothing.
 */
export class DeadlineQueue<T> {
  readonly #heap: Slot<T>[] = [];
  #added = 0;

  /** How many items wait. */
  get size(): number {
    return this.#heap.length;
  }

  /** The item that is due first, or `undefined` when nothing waits. */
  first(): DeadlineEntry<T> | undefined {
    return this.#heap[0];
  }

  /** Adds an item that is due at `at`, in whatever unit the caller counts time. */
  add(at: number, item: T): DeadlineEntry<T> {
    const slot: Slot<T> = { at, item, order: this.#added++, index: this.#heap.length };
    this.#heap.push(slot);
    this.#rise(slot);
    return slot;
  }

  /** Takes an item out; harmless when it is not in the queue any more. */
  remove(entry: DeadlineEntry<T>): void {
    const slot = entry as Slot<T>;
    if (this.#heap[slot.index] !== slot) return;
    const last = this.#heap.pop();
    if (last === undefined || last === slot) return;
    this.#put(last, slot.index);
    this.#rise(last);
    this.#sink(last);
  }

  #put(slot: Slot<T>, index: number): void {
    slot.index = index;
    this.#heap[index] = slot;
  }

  #rise(slot: Slot<T>): void {
    while (slot.index > 0) {
      const parentIndex = (slot.index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || isBefore(parent, slot)) return;
      const index = slot.index;
      this.#put(slot, parentIndex);
      this.#put(parent, index);
    }
  }

  #sink(slot: Slot<T>): void {
    for (;;) {
      const left = this.#heap[2 * slot.index + 1];
      const right = this.#heap[2 * slot.index + 2];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || isBefore(slot, child)) return;
      const index = slot.index;
      this.#put(slot, child.index);
      this.#put(child, index);
    }
  }
}

function isBefore<T>(a: Slot<T>, b: Slot<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
