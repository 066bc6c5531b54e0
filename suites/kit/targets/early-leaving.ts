/**
 * Something that a run does for the end while its last checks still wait, such as leaving rooms. It has to make way for what must
 * have the server for itself, and begins again when it is told to.
 */
export class EarlyLeaving {
  readonly #work: (stop: AbortSignal) => Promise<void>;
  #stop = new AbortController();
  #underWay: Promise<void> = Promise.resolve();

  /** @param work - does as much as it can until it is told to stop; what goes wrong with it is left for the end */
  constructor(work: (stop: AbortSignal) => Promise<void>) {
    this.#work = work;
  }

  /** Begins, or goes on. */
  begin(): void {
    this.#stop = new AbortController();
    this.#underWay = this.#work(this.#stop.signal).catch(() => undefined);
  }

  /** Ends it, and waits for what is under way. */
  stop(): Promise<void> {
    this.#stop.abort();
    return this.#underWay;
  }
}
