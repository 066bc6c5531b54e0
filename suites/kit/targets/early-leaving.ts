/**
 * Something that a run does for the end while its last checks still wait, such as leaving rooms. It has to make way for what must
 * have the server for itself, and begins again when it is told to.
 */
export class EarlyLeaving {
  readonly #work: (stop: AbortSignal) => Promise<void>;
  #stop = new AbortController();
  #underWay: Promise<void> | undefined;

  /** @param work - does as much as it can until it is told to stop; what goes wrong with it is left for the end */
  constructor(work: (stop: AbortSignal) => Promise<void>) {
    this.#work = work;
  }

  /** Begins, or goes on; nothing changes while it is under way. */
  begin(): void {
    if (this.#underWay !== undefined) return;
    this.#stop = new AbortController();
    this.#underWay = this.#work(this.#stop.signal)
      .catch(() => undefined)
      .then(() => (this.#underWay = undefined));
  }

  /** Ends it, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#underWay;
  }
}
