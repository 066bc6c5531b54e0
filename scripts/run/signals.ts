/** What a person sends to stop a command. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Listens for the signals that stop a command, until it is closed. */
export class Signals {
  readonly #process: NodeJS.Process;
  readonly #listener: () => void;

  /**
   * @param listener - called at every signal
   * @param process - where signals come in
   */
  constructor(listener: () => void, process: NodeJS.Process) {
    this.#process = process;
    this.#listener = listener;
    for (const signal of SIGNALS) process.on(signal, listener);
  }

  close(): void {
    for (const signal of SIGNALS) this.#process.off(signal, this.#listener);
  }
}
