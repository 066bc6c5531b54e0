import { limitExceeded } from '../matrix/limit-exceeded.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { DelayedEvent, Trigger } from './delayed-event.js';
import type { EngineParts } from './engine-parts.js';
import type { Finishing } from './finishing.js';

/** How delayed events get into their rooms, by time and by hand. */
export class Sending {
  readonly #parts: EngineParts;
  readonly #finishing: Finishing;

  constructor(parts: EngineParts, finishing: Finishing) {
    this.#parts = parts;
    this.#finishing = finishing;
  }

  /** Sends an event whose time has come (DE-SEND-1), or ends it with the error that it met (DE-SEND-4). */
  runOut(event: DelayedEvent): void {
    const error = this.send(event, 'time');
    if (error === undefined) return;
    const { ports, timer } = this.#parts;
    const now = ports.clock.now();
    const againAt = this.#parts.rulesOf(event).dueAfterFailure({ now, event, error });
    if (againAt === undefined) this.#finishing.finish(event, { how: 'failed', at: now, error, by: 'time' });
    else timer.start(event, againAt);
  }

  /** Sends an event now, or answers why that cannot be. */
  send(event: DelayedEvent, by: Trigger): MatrixError | undefined {
    const refusal = this.#refusal(event, by);
    if (refusal !== undefined) return refusal;
    let eventId: string | undefined;
    for (const draft of this.#parts.rulesOf(event).eventsOf({ event, by })) {
      const result = this.insert(event, draft, by);
      if (result instanceof MatrixError) return result;
      eventId ??= result;
    }
    const at = this.#parts.ports.clock.now();
    this.#finishing.finish(event, { how: 'sent', at, eventId: eventId ?? '', by });
    return undefined;
  }

  /** Puts an event into its room, or answers the room's refusal. */
  insert(event: DelayedEvent, draft: EventDraft, by: Trigger): string | MatrixError {
    const { ports, prefixes } = this.#parts;
    const rules = this.#parts.rulesOf(event);
    return ports.rooms.insert(draft, {
      cause: event,
      anyNumbers: false,
      transaction: rules.shownTransaction(event),
      unsigned: (reader) => rules.shownInUnsigned({ event, reader, prefixes }),
      isShownTo: (reader) => rules.isShown({ event, reader }),
      wakes: rules.wakesSyncs(event),
      eventId: rules.eventIdOf(event),
      originServerTs: rules.originServerTs({ event, by, now: ports.clock.now() }),
      isJudged: rules.isJudgedWhenSending({ event, by, refusalNow: () => ports.rooms.refusalNow(draft) }),
    });
  }

  /** What keeps an event out before its room is asked. DE-RATE-1 */
  #refusal(event: DelayedEvent, by: Trigger): MatrixError | undefined {
    const { ports } = this.#parts;
    const rules = this.#parts.rulesOf(event);
    const accountRefusal = ports.accountRefusal(event.owner);
    const refusal = rules.refusalWhenSending({ event, by, accountRefusal });
    if (refusal !== undefined) return refusal;
    if (by === 'hand' && !rules.sendDrawsOnRate(event)) return undefined;
    const waitMs = ports.rates.take('sending', event.owner);
    return waitMs > 0 ? limitExceeded(waitMs, 'Too many events.') : undefined;
  }
}
