import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { Ending } from './ending.js';
import type { EngineParts } from './engine-parts.js';
import { type Future, kindOf } from './future.js';
import type { Judging } from './judging.js';
import type { ScheduleRequest } from './requests.js';
import type { Place } from './rules/grouping.js';
import type { SecondState } from './rules/invalidation.js';
import type { Storing } from './storing.js';
import type { TransactionMemory } from './transaction-memory.js';

/** What judging a request comes to: an answer that exists already, or a place for a new future. */
type Judgement = { readonly answer: JsonObject } | { readonly place: Place; readonly second: SecondState };

/** How single futures are scheduled (SCHED-1, SCHED-2). */
export class Scheduling {
  readonly #parts: EngineParts;
  readonly #judging: Judging;
  readonly #storing: Storing;
  readonly #ending: Ending;
  readonly #memory: TransactionMemory;

  constructor(parts: EngineParts, judging: Judging, storing: Storing, ending: Ending, memory: TransactionMemory) {
    this.#parts = parts;
    this.#judging = judging;
    this.#storing = storing;
    this.#ending = ending;
    this.#memory = memory;
  }

  /**
   * Schedules a future and answers its tokens, or the answer of an equal earlier request.
   *
   * @param announce - called with the future when it is stored
   * @throws MatrixError
   */
  schedule(request: ScheduleRequest, announce: (future: Future) => void): JsonObject {
    const { rules, timer } = this.#parts;
    const { by, wish, fingerprint } = request;
    const draft = rules.draftOf({ wish, by });
    const scope = rules.transactionScope({ by, ...wish });

    const judgement = this.#judge(request, draft, scope);
    if ('answer' in judgement) return judgement.answer;
    const { place, second } = judgement;

    const group = this.#storing.groupAt(place, draft.roomId, by);
    const future = this.#storing.store({ ...request, draft, group });
    if (second.how === 'replaces') this.#ending.endAll(second.earlier, 'replaced');
    if (scope !== undefined) this.#memory.remember(scope, { fingerprint, answer: future.answer, lives: [future.life] });
    announce(future);
    // Q-ZERO: what is due at once is sent before the answer.
    timer.runDue();
    return future.answer;
  }

  #judge(request: ScheduleRequest, draft: EventDraft, scope: string | undefined): Judgement {
    try {
      return this.#judgeInOrder(request, draft, scope);
    } catch (refusal) {
      // ERR-6
      if (refusal instanceof MatrixError && this.#parts.rules.refusedStays(refusal)) {
        const group = this.#storing.groupAt({ how: 'opens-generated' }, draft.roomId, request.by);
        this.#storing.store({ ...request, draft, group });
      }
      throw refusal;
    }
  }

  #judgeInOrder({ by, wish, fingerprint }: ScheduleRequest, draft: EventDraft, scope: string | undefined): Judgement {
    const judging = this.#judging;
    judging.judgeForm(draft);
    judging.judgeTimeout(wish.timeoutMs);

    const answer = judging.earlierAnswer(scope, fingerprint);
    if (answer !== undefined) return { answer };

    judging.judgeSender(draft);
    judging.judgeCapacity(by, 1);
    const place = judging.place({ kind: kindOf(wish), roomId: draft.roomId, groupId: wish.groupId, by });
    const second = judging.secondState(draft, fingerprint, place);
    return second.how === 'same' ? { answer: second.earlier.answer } : { place, second };
  }
}
