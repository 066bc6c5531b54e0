import type { Span } from '../time/time-window.js';

/**
 * One restart for all who want one: it is done when each of them has come so far that it asks for it. Restarts take their
 * time, and what one of them waits for the others can wait for beside it.
 */
export class SharedRestart {
  readonly #restart: () => Promise<Span>;
  readonly #pending = new Set<symbol>();
  #asking: { readonly who: symbol; readonly told: (span: Promise<Span>) => void }[] = [];

  /** @param restart - does it, and returns from when to when the server may have been away */
  constructor(restart: () => Promise<Span>) {
    this.#restart = restart;
  }

  /** Somebody who is going to ask for a restart, until it leaves. */
  enter(): Participant {
    const who = Symbol();
    this.#pending.add(who);
    return {
      restart: () =>
        new Promise<Span>((told) => {
          this.#asking.push({ who, told });
          this.#restartWhenAllAsk();
        }),
      leave: () => {
        this.#pending.delete(who);
        this.#asking = this.#asking.filter((each) => each.who !== who);
        this.#restartWhenAllAsk();
      },
    };
  }

  #restartWhenAllAsk(): void {
    const asking = this.#asking;
    const isAsking = (who: symbol): boolean => asking.some((each) => each.who === who);
    if (asking.length === 0 || ![...this.#pending].every(isAsking)) return;
    this.#asking = [];
    // Who has had its restart keeps nobody waiting any more.
    for (const { who } of asking) this.#pending.delete(who);
    const span = this.#restart();
    for (const { told } of asking) told(span);
  }
}

/** Somebody who wants the server to be restarted. */
export interface Participant {
  /** Restarts the server together with all others who are going to ask for it, when they do. */
  restart(): Promise<Span>;
  /** Keeps nobody waiting any more; harmless when it has been restarted, or has left. */
  leave(): void;
}
