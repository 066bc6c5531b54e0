import type { SeenEvent } from '../rooms/matrix-json.js';

/** How many kinds of strangers' events are named one by one. */
const NAMED = 3;

/** What is worth saying of a run as a whole, and only once however many checks come across it. */
export class RunRemarks {
  readonly #sentences = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #strangers = new Map<string, number>();
  readonly #roomsOfStrangers = new Set<string>();

  /** Adds a sentence; one that has been said already is not said again. */
  add(sentence: string): void {
    this.#sentences.add(sentence);
  }

  /** As {@link add}, for what comes again and again: how often it did is said, too. */
  count(sentence: string): void {
    this.#counts.set(sentence, (this.#counts.get(sentence) ?? 0) + 1);
  }

  /** Takes note of events that others have sent into one of the run's rooms. */
  addStrangers(roomId: string, events: readonly SeenEvent[]): void {
    for (const { type, sender } of events) {
      this.#roomsOfStrangers.add(roomId);
      const kind = `${type} from ${sender}`;
      this.#strangers.set(kind, (this.#strangers.get(kind) ?? 0) + 1);
    }
  }

  /** Everything there is to say, one sentence each. */
  get sentences(): readonly string[] {
    const counted = [...this.#counts].map(([said, times]) => (times === 1 ? said : `${said} (${times} times)`));
    return [...this.#aboutStrangers(), ...this.#sentences, ...counted];
  }

  #aboutStrangers(): string[] {
    const kinds = [...this.#strangers].toSorted(([, one], [, other]) => other - one).map(([kind]) => kind);
    if (kinds.length === 0) return [];
    const more = kinds.length > NAMED ? [`and ${kinds.length - NAMED} more kinds`] : [];
    const named = [...kinds.slice(0, NAMED), ...more].join(', ');
    return [
      `others have sent into ${this.#roomsOfStrangers.size} of the run's rooms (${named}); only what the checks themselves have scheduled is judged`,
    ];
  }
}
