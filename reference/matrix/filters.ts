import type { JsonObject } from './json.js';

/** The sync filters that users have stored. */
export class Filters {
  readonly #ofUser = new Map<string, JsonObject[]>();

  /**
   * Stores a filter.
   *
   * @returns its id, which is the user's own
   */
  add(userId: string, filter: JsonObject): string {
    const filters = this.#ofUser.get(userId) ?? [];
    this.#ofUser.set(userId, filters);
    return String(filters.push(filter) - 1);
  }

  /** A filter that this user has stored. */
  get(userId: string, filterId: string): JsonObject | undefined {
    return /^\d+$/.test(filterId) ? this.#ofUser.get(userId)?.[Number(filterId)] : undefined;
  }
}
