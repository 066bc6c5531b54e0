import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft, RoomEvent } from '../matrix/room-event.js';
import type { Ending } from './ending.js';
import type { EngineParts } from './engine-parts.js';
import type { Future } from './future.js';
import type { Requester } from './requests.js';
import type { StatePlace } from './rules/invalidation.js';

/** What happens to futures that wait: tokens are used, timers run out, state changes, users and devices go. */
export class Resolving {
  readonly #parts: EngineParts;
  readonly #ending: Ending;

  constructor(parts: EngineParts, ending: Ending) {
    this.#parts = parts;
    this.#ending = ending;
  }

  /** Sends whatever is due and has not been sent, what is due first before all else. */
  sendOverdue(): void {
    const { store, timer, ports } = this.#parts;
    const isOverdue = ({ life: { dueAt, ended } }: Future): boolean =>
      ended === undefined && dueAt !== undefined && dueAt <= ports.clock.now();
    const overdue = [...store.listed].filter(isOverdue);
    for (const future of overdue.sort((a, b) => (a.life.dueAt ?? 0) - (b.life.dueAt ?? 0))) {
      // What was due before may have taken it along.
      if (!isOverdue(future)) continue;
      timer.stop(future);
      this.runOut(future);
    }
  }

  /**
   * Does what a token stands for.
   *
   * @throws MatrixError
   */
  useToken(token: string): JsonObject {
    const { ports, rules, store } = this.#parts;
    const meaning = rules.meaningOf({ token, known: store.tokens, futures: store.listed });
    // TOKEN-8, TOKEN-9
    if (meaning === undefined || !rules.obeysToken({ ...meaning, now: ports.clock.now() })) {
      throw rules.goneAnswer({ token, meaning });
    }
    switch (meaning.action) {
      case 'send':
        this.#sendByToken(meaning.future);
        break;
      case 'refresh':
        this.#refresh(meaning.future);
        break;
      case 'cancel':
        this.#cancel(meaning.future);
        break;
    }
    return rules.tokenAnswer(meaning);
  }

  /** Sends a future whose time has come (TIME-1, TIME-3). */
  runOut(future: Future): void {
    const refusal = this.#send(future);
    if (refusal === undefined) return;
    const { ports, rules, timer } = this.#parts;
    const againAt = rules.dueAfterRefusal({ now: ports.clock.now(), future });
    if (againAt !== undefined) {
      timer.start(future, againAt);
      return;
    }
    const discards = rules.discardedByRefusal({ refused: future, members: [...future.group.members] });
    this.#discardWith(future, discards, 'refused');
  }

  /**
   * Lets an event that has entered a room do what it does to futures that wait (STATE-2, Q-LEAVE).
   *
   * @param cause - the future that the event came from; `undefined` when a client sent it
   */
  eventEntered(event: RoomEvent, cause: Future | undefined): void {
    const { rules, store } = this.#parts;
    const place = { roomId: event.room_id, type: event.type, stateKey: event.state_key };
    this.#invalidate(place, (future) => rules.invalidates({ event, cause, future }));

    const departure = rules.departure(event);
    if (departure === undefined) return;
    const there = [...store.ofOwner(departure.userId)].filter(({ draft }) => draft.roomId === departure.roomId);
    this.#ending.endAll(there, 'departed');
  }

  /** Lets an event that a room did not take do what it does to futures that wait: nothing, if all is well (STATE-8). */
  eventRefused(draft: EventDraft): void {
    this.#invalidate(draft, (future) => this.#parts.rules.invalidatesThoughRefused({ draft, future }));
  }

  /** Lets a logout do what it does to futures that wait (Q-LOGOUT). */
  deviceGone(device: Requester): void {
    const { rules, store } = this.#parts;
    const ended = [...store.ofOwner(device.userId)].filter((future) => rules.endsWithDevice({ future, device }));
    this.#ending.endAll(ended, 'logged-out');
  }

  /** Ends the futures for a place in the state of a room that are invalid by now, and whom they take along. */
  #invalidate(place: StatePlace, isInvalid: (future: Future) => boolean): void {
    const { rules, store } = this.#parts;
    const scope = rules.stateScope(place);
    for (const future of scope === undefined ? [] : [...store.inScope(scope)]) {
      if (future.life.ended !== undefined || !isInvalid(future)) continue;
      const members = [...future.group.members];
      this.#ending.endAll(rules.discardedByInvalidation({ invalidated: future, members }), 'invalidated');
    }
  }

  /** TOKEN-2, Q-FORBIDDEN-SEND */
  #sendByToken(future: Future): void {
    const refusal = this.#send(future);
    if (refusal === undefined) return;
    const members = [...future.group.members];
    const forbidden = this.#parts.rules.forbiddenSend({ refused: future, members, refusal });
    this.#discardWith(future, forbidden.discards, 'refused');
    if (forbidden.answer !== undefined) throw forbidden.answer;
  }

  /** TOKEN-3, TOKEN-5 */
  #refresh(refreshed: Future): void {
    const { ports, rules, timer } = this.#parts;
    const now = ports.clock.now();
    for (const future of rules.refreshed({ future: refreshed, members: [...refreshed.group.members] })) {
      const { timeoutMs, life } = future;
      if (timeoutMs === undefined) continue;
      life.dueAt = rules.dueAfterRefresh({ now, timeoutMs, future });
      life.refreshes += 1;
      timer.start(future, life.dueAt);
    }
    // A timer that is due at once runs out at once.
    timer.runDue();
  }

  /** TOKEN-6, TOKEN-7 */
  #cancel(future: Future): void {
    const members = [...future.group.members];
    this.#ending.endAll(this.#parts.rules.discardedByCancel({ cancelled: future, members }), 'cancelled');
  }

  /** Sends what a future sends already when it is scheduled: nothing, if all is well (SCHED-8). */
  announce(future: Future): void {
    for (const draft of this.#parts.rules.eventsWhenScheduled(future)) this.#insert(future, draft);
  }

  /** Sends a future's event and discards its group (GROUP-1, GROUP-2), or answers the room's refusal. */
  #send(future: Future): MatrixError | undefined {
    const { rules } = this.#parts;
    for (const draft of rules.eventsOf(future)) {
      const result = this.#insert(future, draft);
      if (result instanceof MatrixError) return result;
    }
    const discards = rules.discardedBySend({ sent: future, members: [...future.group.members] });
    this.#discardWith(future, discards, 'sent');
    return undefined;
  }

  #insert(future: Future, draft: Future['draft']): string | MatrixError {
    const { ports, rules } = this.#parts;
    const refusal = rules.refusalWhenSending(future);
    if (refusal !== undefined) return refusal;
    const txnId = rules.echoedTxnId(future);
    return ports.rooms.insert(draft, {
      ...rules.formWhenSending(),
      cause: future,
      transaction: txnId === undefined ? undefined : { deviceId: future.deviceId, txnId },
      eventId: rules.eventIdOf(future),
      originServerTs: rules.originServerTs({ now: ports.clock.now(), future }),
      isJudged: rules.isJudgedWhenSending(future),
      redacts: rules.hasItsEffect(),
      isShownTo: (reader) => rules.isShown({ future, reader }),
      sameStateIsNew: true,
    });
  }

  /** Ends what a future takes along: itself for its own reason, the others as discarded. */
  #discardWith(future: Future, discards: readonly Future[], because: 'sent' | 'refused'): void {
    for (const discarded of discards) if (discarded !== future) this.#ending.end(discarded, 'discarded');
    if (!discards.includes(future)) return;
    if (because === 'sent') this.#ending.end(future, 'sent');
    else this.#ending.endAll([future], because);
  }
}
