/** A map from each key to any number of values, in the order in which they were added. */
export class MultiMap<K, V> {
  readonly #sets = new Map<K, Set<V>>();

  /** The values of a key; empty when it has none. */
  get(key: K): ReadonlySet<V> {
    return this.#sets.get(key) ?? new Set();
  }

  /** Adds a value to a key. */
  add(key: K, value: V): void {
    const values = this.#sets.get(key);
    if (values === undefined) this.#sets.set(key, new Set([value]));
    else values.add(value);
  }

  /** Takes a value from a key; harmless when it is not there. */
  delete(key: K, value: V): void {
    const values = this.#sets.get(key);
    values?.delete(value);
    if (values?.size === 0) this.#sets.delete(key);
  }
}
