/** What a person sends to stop a command. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Listens for the signals that stop a command, until it is closed. */
export class Signals {
  readonly #process: NodeJS.Process;
  readonly #listener: () => void;
  readonly #before: ReadonlySet<unknown>;

  /**
   * @param listener - called at every signal
   * @param process - where signals come in
   */
  constructor(listener: () => void, process: NodeJS.Process) {
    this.#process = process;
    this.#listener = listener;
    this.#before = new Set(SIGNALS.flatMap((signal) => process.listeners(signal)));
    for (const signal of SIGNALS) process.on(signal, listener);
  }

  /** Sends away whoever has begun to listen since: a runner that ends the process leaves no time to clean up. */
  reclaim(): void {
    for (const signal of SIGNALS) {
      for (const other of this.#process.listeners(signal)) {
        if (other !== this.#listener && !this.#before.has(other)) this.#process.off(signal, other as () => void);
      }
    }
  }

  close(): void {
    for (const signal of SIGNALS) this.#process.off(signal, this.#listener);
  }
}
