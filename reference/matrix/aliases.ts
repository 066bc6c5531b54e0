/** What an alias stands for, and who made it. */
export interface Alias {
  readonly roomId: string;
  readonly creator: string;
}

/** The names by which rooms are found. */
export class Aliases {
  readonly #aliases = new Map<string, Alias>();

  /** What an alias stands for. */
  get(alias: string): Alias | undefined {
    return this.#aliases.get(alias);
  }

  /** Lets an alias stand for a room. */
  set(alias: string, roomId: string, creator: string): void {
    this.#aliases.set(alias, { roomId, creator });
  }

  /** Forgets an alias. */
  delete(alias: string): void {
    this.#aliases.delete(alias);
  }
}
