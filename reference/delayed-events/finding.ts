import type { DelayedEvent, DelayedEventAction } from './delayed-event.js';
import type { EngineParts } from './engine-parts.js';
import type { DelayRequest } from './requests.js';
import type { DelayedEventRules } from './rules/delayed-event-rules.js';

/** How callers find the delayed events that they name, or their own. */
export class Finding {
  readonly #parts: EngineParts;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /**
   * The event that a request is about (DE-ACT-3, DE-ACT-4, DE-GET-2).
   *
   * @param whenOthers - is handed an event that is somebody else's before it is refused
   * @throws MatrixError when there is none that the caller may know of
   */
  find(
    { by, id, prefix }: DelayRequest,
    call: DelayedEventAction | 'lookup',
    rules: DelayedEventRules,
    whenOthers: (event: DelayedEvent) => void = () => undefined,
  ): DelayedEvent {
    const event = this.#parts.store.find(id);
    const isKnown = event !== undefined && this.isKnown(event, rules);
    if (isKnown && rules.isOwn({ event, caller: by, call })) return event;
    if (isKnown) whenOthers(event);
    throw rules.unknownAnswer({ call, event, caller: by, prefix });
  }

  /** Whether an event waits, or has finished and is remembered (DE-RET-1). */
  isKnown(event: DelayedEvent, rules: DelayedEventRules): boolean {
    const { ports, retention, store } = this.#parts;
    const { outcome } = event.life;
    if (outcome === undefined) return true;
    const newer = store.finishedAfter(event);
    return rules.isRetained({ event, outcome, now: ports.clock.now(), newer, retention });
  }
}
