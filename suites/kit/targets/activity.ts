/** What a run waits for at this moment, in words, such as `4 requests wait for the server's limits`. */
export type Waiting = () => readonly string[];

/** What a run does at the moment, for whoever shows it to a person. */
export class Activity {
  readonly #waiting: Waiting[] = [];
  #phase: 'looking' | 'checking' | 'cleaning up' = 'looking';

  /** How far the run is: it looks at the server, runs its checks, or cleans up. */
  get phase(): 'looking' | 'checking' | 'cleaning up' {
    return this.#phase;
  }

  /** Takes note that something new begins. */
  begin(phase: 'checking' | 'cleaning up'): void {
    this.#phase = phase;
  }

  /** Asks somebody, from now on, what is waited for beside what the checks mean to wait for. */
  ask(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** All that is waited for beside that. */
  get waitsFor(): readonly string[] {
    return this.#waiting.flatMap((waiting) => waiting());
  }
}
