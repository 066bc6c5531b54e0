import type { JsonObject } from '../matrix/json.js';
import type { RoomEvent } from '../matrix/room-event.js';
import { Acting } from './acting.js';
import { type DelayedEvent, type DelayedEventAction, isWaiting, type Prefix } from './delayed-event.js';
import { DelayedEventsStore } from './delayed-events-store.js';
import type { DelayedEventsEngineOptions, EngineParts } from './engine-parts.js';
import { Finding } from './finding.js';
import { Finishing } from './finishing.js';
import type { DelayedEventsLimits } from './limits.js';
import { Listing, type ListRequest, type ListPage } from './listing.js';
import type { DelayRequest, Requester, ScheduleRequest } from './requests.js';
import type { DelayedEventRules } from './rules/delayed-event-rules.js';
import { Scheduling } from './scheduling.js';
import { Sending } from './sending.js';

/**
 * The accepted revision as a state machine. Every command is carried out at once and whole, before the next one begins
 * (DE-ACT-14); between commands only the timer acts.
 *
 * Each command is told the rules by which it is judged, since one homeserver can speak several wire forms. An event keeps
 * the rules of the request that scheduled it.
 */
export class DelayedEventsEngine {
  readonly #parts: EngineParts;
  readonly #finding: Finding;
  readonly #finishing: Finishing;
  readonly #sending: Sending;
  readonly #scheduling: Scheduling;
  readonly #acting: Acting;
  readonly #listing: Listing;

  constructor(options: DelayedEventsEngineOptions) {
    const rulesByEvent = new WeakMap<DelayedEvent, DelayedEventRules>();
    const timer = options.ports.timer.share<DelayedEvent>({
      order: (events) => options.rules.orderOfSimultaneous(events),
      onDue: (event) => this.#sending.runOut(event),
    });
    const parts: EngineParts = {
      ...options,
      store: new DelayedEventsStore((id) => options.rules.keyOfDelayId(id)),
      timer,
      rulesOf: (event) => rulesByEvent.get(event) ?? options.rules,
    };
    this.#parts = parts;
    this.#finding = new Finding(parts);
    this.#finishing = new Finishing(parts);
    this.#sending = new Sending(parts, this.#finishing);
    this.#scheduling = new Scheduling(parts, (event, rules) => rulesByEvent.set(event, rules));
    this.#acting = new Acting(parts, this.#finding, this.#finishing, this.#sending);
    this.#listing = new Listing(parts, this.#finding);
  }

  /** How long and how many. */
  get limits(): DelayedEventsLimits {
    return this.#parts.limits;
  }

  /**
   * Refuses whatever is scheduled while delayed events are switched off (DE-LIM-7).
   *
   * @throws MatrixError
   */
  judgeSwitch(prefix: Prefix, rules: DelayedEventRules): void {
    this.#scheduling.judgeSwitch({ prefix }, rules);
  }

  /**
   * Schedules an event and answers its id (DE-SCHED-1, DE-SCHED-3).
   *
   * @throws MatrixError
   */
  schedule(request: ScheduleRequest, rules: DelayedEventRules): JsonObject {
    const { answer, event, repeated } = this.#scheduling.schedule(request, rules);
    if (repeated !== undefined) {
      const wasFinished = !isWaiting(repeated);
      this.#acting.doBeside({ call: 'repeat', event: repeated, wasFinished }, rules);
    }
    if (event !== undefined) {
      for (const draft of rules.eventsWhenScheduled(event)) this.#sending.insert(event, draft, 'time');
      // Older forms know delays of nothing: what is due at once is sent before the answer.
      this.#parts.timer.runDue();
      this.#acting.doBeside({ call: 'schedule', event, wasFinished: false }, rules);
    }
    return answer;
  }

  /**
   * Does something with a delayed event, and answers it (DE-ACT-1).
   *
   * @throws MatrixError
   */
  act(request: DelayRequest, action: DelayedEventAction, rules: DelayedEventRules): JsonObject {
    return this.#acting.act(request, action, rules);
  }

  /**
   * Tells a delayed event to its owner (DE-GET-1).
   *
   * @throws MatrixError
   */
  lookUp(request: DelayRequest, rules: DelayedEventRules): JsonObject {
    const event = this.#finding.find(request, 'lookup', rules);
    const { outcome } = event.life;
    const answer = rules.entryOf({
      event,
      call: 'lookup',
      prefix: request.prefix,
      finalised: outcome && rules.finalisedOf({ event, outcome }),
    });
    if (rules.isForgottenOnceRead(event)) this.#finishing.forget(event);
    return answer;
  }

  /** Tells somebody's delayed events, those that wait and those that have finished (DE-LIST-4). */
  list(request: ListRequest, rules: DelayedEventRules): ListPage {
    return this.#listing.list(request, rules);
  }

  /** The events that wait, in the order in which they were scheduled. */
  waiting(): readonly DelayedEvent[] {
    return this.#parts.store.all().filter(isWaiting);
  }

  /**
   * Has to be called after every event that entered a room (DE-TIME-6).
   *
   * @param cause - the delayed event that it came from; `undefined` when it came from elsewhere
   */
  eventEntered(entered: RoomEvent, cause: DelayedEvent | undefined): void {
    for (const event of [...this.#parts.store.waitingIn(entered.room_id)]) {
      if (event === cause || !this.#parts.rulesOf(event).isEndedBy({ event, entered, cause })) continue;
      this.#finishing.cancel(event);
    }
  }

  /** Has to be called after a device logged out (Q-LOGOUT). */
  deviceGone(device: Requester): void {
    for (const event of [...this.#parts.store.waitingOf(device.userId)]) {
      if (this.#parts.rulesOf(event).endsWithDevice({ event, device })) this.#finishing.cancel(event);
    }
  }

  /** Has to be called after an account was deactivated (Q-STATUS). */
  accountGone(userId: string): void {
    for (const event of this.#parts.store.allOf(userId)) {
      if (this.#parts.rulesOf(event).isForgottenWithAccount(event)) this.#finishing.forget(event);
    }
  }

  /** Sends whatever is due and has not been sent, what is due first before all else. */
  sendOverdue(): void {
    const { store, timer, ports } = this.#parts;
    const overdue = store.all().filter((event) => isWaiting(event) && event.life.dueAt <= ports.clock.now());
    for (const event of overdue.sort((a, b) => a.life.dueAt - b.life.dueAt)) {
      timer.stop(event);
      this.#sending.runOut(event);
    }
  }

  /** Stops all timers. */
  close(): void {
    this.#parts.timer.close();
  }
}
