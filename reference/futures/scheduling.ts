import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { Ending } from './ending.js';
import type { EngineParts } from './engine-parts.js';
import type { Future, FutureKind, FutureTokens, Group } from './future.js';
import type { FutureWish, Requester, ScheduleRequest } from './requests.js';
import type { Place } from './rules/grouping.js';
import type { TransactionPath } from './rules/idempotency.js';
import type { SecondState } from './rules/invalidation.js';
import type { TransactionMemory } from './transaction-memory.js';

/** What is known of a future when it is stored. */
interface NewFuture extends ScheduleRequest {
  readonly draft: EventDraft;
  readonly group: Group;
  /** The answer as the client gets it; made of the tokens. */
  readonly answer?: (answer: JsonObject) => JsonObject;
}

/** How futures come into being: everything is judged first, and what is refused leaves nothing behind (ERR-6). */
export class Scheduling {
  readonly #parts: EngineParts;
  readonly #ending: Ending;
  readonly #memory: TransactionMemory;
  #scheduled = 0;

  constructor(parts: EngineParts, ending: Ending, memory: TransactionMemory) {
    this.#parts = parts;
    this.#ending = ending;
    this.#memory = memory;
  }

  /**
   * Schedules one future and answers its tokens (SCHED-1, SCHED-2), or the answer of an equal earlier request.
   *
   * @throws MatrixError
   */
  schedule(request: ScheduleRequest): JsonObject {
    const { rules, timer } = this.#parts;
    const { by, wish, fingerprint } = request;
    const draft = rules.draftOf({ wish, by });
    try {
      this.judgeForm(draft);
      this.judgeTimeout(wish.timeoutMs);
      const path = { by, endpoint: wish.endpoint, roomId: wish.roomId, type: wish.type, txnId: wish.txnId };
      const scope = rules.transactionScope(path);
      const known = this.earlierAnswer(scope, fingerprint);
      if (known !== undefined) return known;

      this.judgeSender(draft);
      this.judgeCapacity(by, 1);
      const place = this.place(wish, by);
      const second = this.secondState(request, place);
      if (second.how === 'same') return second.earlier.answer;

      const future = this.store({ ...request, draft, group: this.groupAt(place, wish, by) });
      if (second.how === 'replaces') this.#ending.endAll(second.earlier, 'replaced');
      this.remember(scope, fingerprint, future.answer, [future]);
      // Q-ZERO: what is due at once is sent before the answer.
      timer.runDue();
      return future.answer;
    } catch (refusal) {
      // ERR-6
      if (refusal instanceof MatrixError && rules.refusedStays(refusal)) {
        this.store({ ...request, draft, group: this.groupAt({ how: 'opens-generated' }, wish, by) });
      }
      throw refusal;
    }
  }

  /** ERR-3, Q-CONTENT */
  judgeForm(draft: EventDraft): void {
    const { ports, rules } = this.#parts;
    rules.judgeForm({ check: (form) => ports.rooms.checkForm(draft, form) });
  }

  /** SCHED-11, Q-ZERO, Q-NUMBER */
  judgeTimeout(timeoutMs: number | 'none'): void {
    const { rules, limits } = this.#parts;
    if (timeoutMs === 'none') return;
    rules.judgeTimeout({ timeoutMs, maxMs: limits.maxTimeoutMs, unit: rules.timeUnit() });
  }

  /** ERR-4, POWER-1 */
  judgeSender(draft: EventDraft): void {
    const { ports, rules } = this.#parts;
    const isJoined = ports.rooms.isJoined(draft.roomId, draft.sender);
    rules.judgeSender({ isJoined, refusalNow: () => ports.rooms.refusalNow(draft) });
  }

  /** Q-LIMIT */
  judgeCapacity(by: Requester, wanted: number): void {
    const { rules, limits, store } = this.#parts;
    rules.judgeCapacity({ pending: store.ofOwner(by.userId).size, wanted, cap: limits.maxFutures });
  }

  /** The answer of an earlier request with the same transaction id, where that is the answer (SCHED-9). */
  earlierAnswer(scope: string | undefined, fingerprint: string): JsonObject | undefined {
    const earlier = scope === undefined ? undefined : this.#memory.find(scope, fingerprint);
    if (earlier === undefined) return undefined;
    const isSame = earlier.fingerprint === fingerprint;
    const isLiving = earlier.lives.some(({ ended }) => ended === undefined);
    return this.#parts.rules.repeated({ isSame, isLiving }) === 'first-answer' ? earlier.answer : undefined;
  }

  /** What a transaction id belongs to (SCHED-9). */
  scopeOf(path: TransactionPath): string | undefined {
    return this.#parts.rules.transactionScope(path);
  }

  /** Keeps the answer for requests that come again (SCHED-9). */
  remember(scope: string | undefined, fingerprint: string, answer: JsonObject, futures: readonly Future[]): void {
    if (scope === undefined) return;
    this.#memory.remember(scope, { fingerprint, answer, lives: futures.map(({ life }) => life) });
  }

  /** Finds where a future belongs, and changes nothing yet (GROUP-3, GROUP-4, GROUP-5). */
  place(wish: FutureWish, by: Requester): Place {
    const { rules, store } = this.#parts;
    const { groupId, roomId } = wish;
    const key = groupId === undefined ? undefined : this.#keyOf(groupId, roomId, by);
    return rules.placeInGroup({
      kind: kindOf(wish),
      roomId,
      groupId,
      group: key === undefined ? undefined : store.group(key),
      isUsedUp: key !== undefined && store.isUsedUp(key),
      isForeign: groupId !== undefined && store.isForeign(groupId, by.userId),
    });
  }

  /** The group of a place, opened if need be. */
  groupAt(place: Place, { roomId }: { readonly roomId: string }, by: Requester): Group {
    const { ports, rules, store } = this.#parts;
    if (place.how === 'joins') return store.openGroup(place.group);
    const isGenerated = place.how === 'opens-generated';
    const id = isGenerated ? rules.newGroupId({ random: () => ports.randomToken() }) : place.groupId;
    return store.openGroup({ key: this.#keyOf(id, roomId, by), id, owner: by.userId, isGenerated });
  }

  /** What to do about earlier futures for the same state (Q-STATE-TWICE). */
  secondState({ by, wish, fingerprint }: ScheduleRequest, place: Place): SecondState {
    const { rules, store } = this.#parts;
    const scope = rules.stateScope(wish);
    const earlier = scope === undefined ? [] : [...store.inScope(scope)].filter(({ owner }) => owner === by.userId);
    return earlier.length === 0 ? { how: 'further' } : rules.secondState({ earlier, fingerprint, place });
  }

  /** Stores a future that has been judged, and starts its timer. */
  store({ by, wish, fingerprint, draft, group, answer = (whole) => whole }: NewFuture): Future {
    const { ports, rules, store, timer } = this.#parts;
    const kind = kindOf(wish);
    const timeoutMs = wish.timeoutMs === 'none' ? undefined : wish.timeoutMs;
    const now = ports.clock.now();
    const dueAt = timeoutMs === undefined ? undefined : rules.dueAfterScheduling({ now, timeoutMs });
    const tokens = this.#newTokens(kind);
    const future: Future = {
      number: this.#scheduled++,
      kind,
      owner: by.userId,
      deviceId: by.deviceId,
      group,
      draft,
      wish,
      fingerprint,
      timeoutMs,
      scheduledAt: now,
      tokens,
      answer: answer(
        rules.scheduleAnswer({ kind, tokens, groupId: group.id, isGroupGenerated: group.isGenerated }),
      ),
      life: { dueAt, refreshes: 0, ended: undefined },
    };
    store.add(future, rules.stateScope(draft));
    // SCHED-5: without a deadline there is no timer.
    if (dueAt !== undefined) timer.start(future, dueAt);
    return future;
  }

  #newTokens(kind: FutureKind): FutureTokens {
    const { ports, rules } = this.#parts;
    const random = (): string => ports.randomToken();
    return Object.fromEntries(rules.tokensFor(kind).map((action) => [action, rules.newToken({ action, random })]));
  }

  #keyOf(groupId: string, roomId: string, by: Requester): string {
    const { userId: owner, deviceId } = by;
    return this.#parts.rules.groupKey({ owner, deviceId, roomId, groupId });
  }
}

function kindOf({ timeoutMs }: FutureWish): FutureKind {
  return timeoutMs === 'none' ? 'action' : 'timeout';
}
