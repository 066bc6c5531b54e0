import type { JsonObject } from '../matrix/json.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { EngineParts } from './engine-parts.js';
import { type Future, type FutureKind, type FutureTokens, type Group, kindOf } from './future.js';
import type { Requester, ScheduleRequest } from './requests.js';
import type { Place } from './rules/grouping.js';

/** A future that has been judged. */
export interface JudgedFuture extends ScheduleRequest {
  readonly draft: EventDraft;
  readonly group: Group;
}

/** How futures that have been judged are stored. Nothing here refuses anything. */
export class Storing {
  readonly #parts: EngineParts;
  #stored = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** The group of a place, opened if need be. */
  groupAt(place: Place, roomId: string, by: Requester): Group {
    const { ports, rules, store } = this.#parts;
    // It may have ended since it was found, by the event that a batch sends at once.
    if (place.how === 'joins') return store.openGroup(place.group);
    const isGenerated = place.how === 'opens-generated';
    const id = isGenerated ? rules.newGroupId({ random: () => ports.randomToken() }) : place.groupId;
    const key = rules.groupKey({ owner: by.userId, deviceId: by.deviceId, roomId, groupId: id });
    return store.openGroup({ key, id, owner: by.userId, isGenerated });
  }

  /**
   * Stores a future and starts its timer.
   *
   * @param wordAnswer - makes the answer that its client gets of the one that single futures have
   */
  store(judged: JudgedFuture, wordAnswer = (answer: JsonObject): JsonObject => answer): Future {
    const { ports, rules, store, timer } = this.#parts;
    const { by, wish, fingerprint, draft, group } = judged;
    const kind = kindOf(wish);
    const timeoutMs = wish.timeoutMs === 'none' ? undefined : wish.timeoutMs;
    const now = ports.clock.now();
    const dueAt = timeoutMs === undefined ? undefined : rules.dueAfterScheduling({ now, timeoutMs });
    const tokens = this.#newTokens(kind);
    const answer = rules.scheduleAnswer({ wish, kind, tokens, groupId: group.id, isGroupGenerated: group.isGenerated });
    const future: Future = {
      number: this.#stored++,
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
      answer: wordAnswer(answer),
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
}
