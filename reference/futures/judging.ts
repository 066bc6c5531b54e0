import type { JsonObject } from '../matrix/json.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { EngineParts } from './engine-parts.js';
import type { FutureKind } from './future.js';
import type { Requester } from './requests.js';
import type { Place } from './rules/grouping.js';
import type { SecondState } from './rules/invalidation.js';
import type { TransactionMemory } from './transaction-memory.js';

/** How requests for futures are judged. Nothing here changes anything (ERR-6). A refusal is a thrown MatrixError. */
export class Judging {
  readonly #parts: EngineParts;
  readonly #memory: TransactionMemory;

  constructor(parts: EngineParts, memory: TransactionMemory) {
    this.#parts = parts;
    this.#memory = memory;
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

  /** Where a future belongs (GROUP-3, GROUP-4, GROUP-5). */
  place(wanted: { kind: FutureKind; roomId: string; groupId: string | undefined; by: Requester }): Place {
    const { rules, store } = this.#parts;
    const { kind, roomId, groupId, by } = wanted;
    if (groupId === undefined) {
      return rules.placeInGroup({ kind, roomId, groupId, group: undefined, isUsedUp: false, isForeign: false });
    }
    const key = rules.groupKey({ owner: by.userId, deviceId: by.deviceId, roomId, groupId });
    const isForeign = store.isForeign(groupId, by.userId);
    return rules.placeInGroup({
      kind,
      roomId,
      groupId,
      group: store.group(key),
      isUsedUp: store.isUsedUp(key),
      isForeign,
    });
  }

  /** What a future means to earlier ones of the same user for the same state (Q-STATE-TWICE). */
  secondState(draft: EventDraft, fingerprint: string, place: Place): SecondState {
    const { rules, store } = this.#parts;
    const scope = rules.stateScope(draft);
    const others = scope === undefined ? [] : [...store.inScope(scope)];
    const earlier = others.filter(({ owner }) => owner === draft.sender);
    return earlier.length === 0 ? { how: 'further' } : rules.secondState({ earlier, fingerprint, place });
  }
}
