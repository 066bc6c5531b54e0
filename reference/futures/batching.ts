import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft } from '../matrix/room-event.js';
import type { Ending } from './ending.js';
import type { EngineParts } from './engine-parts.js';
import type { Future } from './future.js';
import type { Judging } from './judging.js';
import type { BatchEvent, BatchRequest, FutureWish } from './requests.js';
import type { Place } from './rules/grouping.js';
import type { Storing } from './storing.js';
import type { TransactionMemory } from './transaction-memory.js';

/** As long as the event ids of rooms are, so that sizes can be judged before there is an id. */
const STAND_IN_EVENT_ID = `$${'x'.repeat(43)}`;

/** How whole groups are scheduled in one request (BATCH-1): every part of it is accepted, or none is. */
export class Batching {
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
   * Sends the event that is to be sent now, schedules the futures, and answers all tokens (BATCH-2).
   *
   * @throws MatrixError
   */
  schedule(request: BatchRequest): JsonObject {
    const { rules, timer } = this.#parts;
    const { by, roomId, txnId, fingerprint, onAction } = request;
    const scope = rules.transactionScope({ by, endpoint: 'batch', roomId, type: '', txnId });
    const wishes = wishesOf(request);

    const judgement = this.#judge(request, wishes, scope);
    if ('answer' in judgement) return judgement.answer;
    const { place, replaced } = judgement;

    // The last thing that can be refused, and the first that has an effect.
    const eventId = request.now === undefined ? undefined : this.#sendNow(request, request.now);
    const group = this.#storing.groupAt(place, roomId, by);
    const futures = wishes.map((wish) =>
      this.#storing.store({ by, wish, fingerprint, draft: this.#draftOf(request, wish, eventId), group }, (answer) =>
        rules.batchedAnswer(answer),
      ),
    );
    this.#ending.endAll(replaced, 'replaced');

    const [onTimeout = {}, ...onActions] = futures.map((future) => future.answer);
    const actionAnswers = onAction?.map(([name], index) => [name, onActions[index] ?? {}] as const);
    const answer = rules.batchAnswer({ onTimeout, onAction: actionAnswers, eventId });
    if (scope !== undefined)
      this.#memory.remember(scope, { fingerprint, answer, lives: futures.map(({ life }) => life) });
    // Q-ZERO
    timer.runDue();
    return answer;
  }

  /** Judges every part as a single future would be, save that actions need not find their timeout future (BATCH-4). */
  #judge(
    request: BatchRequest,
    wishes: readonly FutureWish[],
    scope: string | undefined,
  ): { readonly answer: JsonObject } | { readonly place: Place; readonly replaced: readonly Future[] } {
    const judging = this.#judging;
    const { by, roomId, groupId, now, fingerprint } = request;
    const drafts = wishes.map((wish) => {
      const draft = this.#draftOf(request, wish, now === undefined ? undefined : STAND_IN_EVENT_ID);
      judging.judgeForm(draft);
      return draft;
    });
    judging.judgeTimeout(request.timeoutMs);

    const answer = judging.earlierAnswer(scope, fingerprint);
    if (answer !== undefined) return { answer };

    for (const draft of drafts) judging.judgeSender(draft);
    judging.judgeCapacity(by, wishes.length);
    const place = judging.place({ kind: 'timeout', roomId, groupId, by });
    const replaced = drafts.flatMap((draft) => {
      const second = judging.secondState(draft, fingerprint, place);
      return second.how === 'replaces' ? second.earlier : [];
    });
    return { place, replaced };
  }

  /** The event of a future, with the id of the one that is sent now in its place (BATCH-3). */
  #draftOf({ by }: BatchRequest, wish: FutureWish, eventId: string | undefined): EventDraft {
    const { rules } = this.#parts;
    const content = eventId === undefined ? wish.content : rules.fillTemplate(wish.content, eventId);
    return rules.draftOf({ wish: { ...wish, content }, by });
  }

  #sendNow({ by, roomId, txnId }: BatchRequest, { type, stateKey, content }: BatchEvent): string {
    const draft = { roomId, sender: by.userId, type, stateKey, content };
    const result = this.#parts.ports.rooms.insert(draft, {
      cause: undefined,
      transaction: { deviceId: by.deviceId, txnId },
      originServerTs: undefined,
      isJudged: true,
      anyNumbers: false,
    });
    if (result instanceof MatrixError) throw result;
    return result;
  }
}

/** The futures of a batch as single requests would ask for them: first the timeout future, then the actions. */
function wishesOf({ roomId, txnId, timeoutMs, groupId, onTimeout, onAction = [] }: BatchRequest): FutureWish[] {
  const wishOf = ({ type, stateKey, content }: BatchEvent, timeout: number | 'none'): FutureWish => ({
    endpoint: stateKey === undefined ? 'send_future' : 'state_future',
    roomId,
    type,
    stateKey,
    txnId: stateKey === undefined ? txnId : undefined,
    content,
    timeoutMs: timeout,
    groupId,
  });
  return [wishOf(onTimeout, timeoutMs), ...onAction.map(([, event]) => wishOf(event, 'none'))];
}
