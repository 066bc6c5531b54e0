import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { DelayedEvent } from './delayed-event.js';
import type { EngineParts } from './engine-parts.js';
import type { DelayedEventWish, ScheduleRequest } from './requests.js';
import type { DelayedEventRules } from './rules/delayed-event-rules.js';

/** An event that is stored, with the answer to whoever has scheduled it. */
interface Scheduled {
  readonly answer: JsonObject;
  /** `undefined` when an earlier request has scheduled it, or what that scheduled was not delayed. */
  readonly event: DelayedEvent | undefined;
  /** The event of the earlier request, when this one repeats it. */
  readonly repeated?: DelayedEvent | undefined;
}

/** How events are scheduled (DE-SCHED-1). A refusal is a thrown MatrixError, and changes nothing (DE-ERR-3). */
export class Scheduling {
  readonly #parts: EngineParts;
  readonly #setRules: (event: DelayedEvent, rules: DelayedEventRules) => void;
  readonly #byAnswer = new WeakMap<JsonObject, DelayedEvent>();
  #stored = 0;

  constructor(parts: EngineParts, setRules: (event: DelayedEvent, rules: DelayedEventRules) => void) {
    this.#parts = parts;
    this.#setRules = setRules;
  }

  /**
   * Refuses whatever is scheduled while delayed events are switched off (DE-LIM-7).
   *
   * @throws MatrixError
   */
  judgeSwitch({ prefix }: Pick<ScheduleRequest, 'prefix'>, rules: DelayedEventRules): void {
    if (rules.isSwitchedOff(this.#parts.limits)) throw rules.switchedOffAnswer({ prefix });
  }

  /**
   * Schedules an event, unless an equal request has done so before.
   *
   * @throws MatrixError
   */
  schedule(request: ScheduleRequest, rules: DelayedEventRules): Scheduled {
    const { transactions } = this.#parts.ports;
    const scope = rules.transactionScope(request);
    const earlier = scope && transactions.find(scope.device, scope.path);
    if (earlier !== undefined) {
      const event = this.#byAnswer.get(earlier);
      const isFull = this.#isFull(request, rules);
      if (rules.repeated({ event, isFull }) === 'first-answer')
        return { answer: rules.repeatedAnswer({ answer: earlier, event }), event: undefined, repeated: event };
    }

    const wish = request.wish();
    const draft = rules.draftOf({ request, wish, by: request.by });
    this.#judge(request, wish, draft, rules);
    const event = this.#store(request, wish, draft, rules);
    const answer = rules.scheduleAnswer(event);
    this.#byAnswer.set(answer, event);
    if (scope !== undefined) transactions.remember(scope.device, scope.path, answer);
    return { answer, event };
  }

  #judge(request: ScheduleRequest, wish: DelayedEventWish, draft: EventDraft, rules: DelayedEventRules): void {
    try {
      this.#judgeInOrder(request, wish, draft, rules);
    } catch (refusal) {
      // DE-ERR-3
      if (refusal instanceof MatrixError && rules.refusedStays(refusal)) this.#store(request, wish, draft, rules);
      throw refusal;
    }
  }

  #judgeInOrder(request: ScheduleRequest, wish: DelayedEventWish, draft: EventDraft, rules: DelayedEventRules): void {
    const { ports, limits } = this.#parts;
    const { by, prefix, roomId } = request;
    const { delayMs } = wish;
    // DE-LIM-2
    const maxMs = limits.maxDelayMs;
    if (rules.isTooLong({ delayMs, maxMs, draft, prefix })) throw rules.tooLongAnswer({ delayMs, maxMs, prefix });

    const refusalNow = (): MatrixError | undefined => ports.rooms.refusalNow(draft);
    rules.judgeForm({ check: () => ports.rooms.checkForm(draft, { anyNumbers: false }), refusalNow });

    const isJoined = ports.rooms.isJoined(roomId, by.userId);
    const isEncrypted = ports.rooms.isEncrypted(roomId);
    rules.judgeRoom({ by, exists: ports.rooms.exists(roomId), isJoined, isEncrypted });
    rules.judgeSender({ isJoined, refusalNow });

    // DE-LIM-5
    if (this.#isFull(request, rules)) {
      const max = limits.maxScheduled;
      throw rules.fullAnswer({ max, nextDueInMs: this.#nextDueInMs(by.userId), prefix });
    }
  }

  #isFull(request: ScheduleRequest, rules: DelayedEventRules): boolean {
    const { by, roomId } = request;
    const { store, limits } = this.#parts;
    const taken = store.allOf(by.userId).filter((event) => rules.takesPlace({ event, roomId })).length;
    return rules.isFull({ taken, max: limits.maxScheduled, request });
  }

  #nextDueInMs(userId: string): number {
    const { store, ports } = this.#parts;
    const nextDueAt = Math.min(...[...store.waitingOf(userId)].map(({ life }) => life.dueAt));
    return Number.isFinite(nextDueAt) ? Math.max(0, nextDueAt - ports.clock.now()) : 0;
  }

  #store(
    { by, txnId, body }: ScheduleRequest,
    { delayMs, timestamp }: DelayedEventWish,
    draft: EventDraft,
    rules: DelayedEventRules,
  ): DelayedEvent {
    const { ports, store, timer } = this.#parts;
    const now = ports.clock.now();
    const number = this.#stored++;
    const event: DelayedEvent = {
      number,
      id: rules.newDelayId({ number, txnId, random: () => ports.randomToken() }),
      owner: by.userId,
      deviceId: by.deviceId,
      draft,
      request: body,
      txnId,
      delayMs,
      timestamp,
      scheduledAt: now,
      life: {
        since: now,
        dueAt: rules.dueAfterScheduling({ now, delayMs, timestamp }),
        restarts: 0,
        failedSends: 0,
        outcome: undefined,
      },
    };
    this.#setRules(event, rules);
    store.add(event);
    timer.start(event, rules.runsOutAt({ dueAt: event.life.dueAt, event }));
    return event;
  }
}
