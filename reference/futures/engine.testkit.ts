import type { FuturesReadings } from '../../fixtures/requirements/futures/readings.js';
import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { EventDraft, RoomEvent } from '../matrix/room-event.js';
import type { Insertion } from '../matrix/rooms-port.js';
import { SharedTimer } from '../time/shared-timer.js';
import { type VirtualClock, virtualClock } from '../time/virtual-clock.js';
import { DEFAULT_MAX_FUTURES, DEFAULT_MAX_TIMEOUT_MS, FuturesEngine } from './futures-engine.js';
import type { Future } from './future.js';
import { readingsWith } from './readings.js';
import type { BatchRequest, FutureWish, Requester } from './requests.js';
import { type FutureRulesChange, rulesWith } from './rules/future-rules.js';

/** What differs from the usual in {@link stageEngine}. */
export interface StageOptions {
  readonly readings?: Partial<FuturesReadings>;
  readonly rules?: FutureRulesChange;
  readonly maxTimeoutMs?: number | undefined;
  readonly maxFutures?: number;
}

/** A future that a test asks for; the rest has a value that no other future has. */
export type StagedWish = Partial<FutureWish> & { readonly by?: Requester; readonly fingerprint?: string };

/** An event that is in a room of the stage, and how it got there. */
export interface StagedEvent extends RoomEvent {
  readonly insertion: Insertion<Future> | undefined;
}

export const ALICE: Requester = { userId: '@alice:test', deviceId: 'PHONE' };
export const BOB: Requester = { userId: '@bob:test', deviceId: 'LAPTOP' };
export const ROOM = '!room:test';

/** An engine whose rooms are no more than a list of events and of what they refuse: for tests without HTTP. */
export class StagedEngine {
  readonly clock: VirtualClock = virtualClock(1_000_000);
  readonly events: StagedEvent[] = [];
  /** What a room answers to an event now. Takes everything until a test says otherwise. */
  refuse: (draft: EventDraft) => MatrixError | undefined = () => undefined;
  /** Judges the form of events. */
  checkForm: (draft: EventDraft, form: { readonly anyNumbers: boolean }) => void = () => undefined;
  /** Who is in no room. */
  readonly strangers = new Set<string>();
  readonly engine: FuturesEngine;
  #count = 0;

  constructor(options: StageOptions) {
    const { readings, rules, maxFutures = DEFAULT_MAX_FUTURES } = options;
    const maxTimeoutMs = 'maxTimeoutMs' in options ? options.maxTimeoutMs : DEFAULT_MAX_TIMEOUT_MS;
    this.engine = new FuturesEngine({
      ports: {
        clock: this.clock,
        randomToken: () => `random-${this.#count++}`,
        timer: new SharedTimer(this.clock),
        rooms: {
          insert: (draft, insertion) => this.#insert(draft, insertion),
          refusalNow: (draft) => this.refuse(draft),
          checkForm: (draft, form) => this.checkForm(draft, form),
          isJoined: (_roomId, userId) => !this.strangers.has(userId),
          exists: () => true,
          isEncrypted: () => false,
        },
      },
      rules: rulesWith(readingsWith(readings), rules),
      limits: { maxTimeoutMs, maxFutures },
    });
  }

  /** Schedules a future of 10 s. */
  schedule({ by = ALICE, fingerprint, ...wish }: StagedWish = {}): JsonObject {
    const number = this.#count++;
    const isState = wish.stateKey !== undefined;
    return this.engine.schedule({
      by,
      fingerprint: fingerprint ?? `request ${number}`,
      wish: {
        endpoint: isState ? 'state_future' : 'send_future',
        roomId: ROOM,
        type: 'm.test',
        stateKey: undefined,
        txnId: isState ? undefined : `txn-${number}`,
        content: { number },
        timeoutMs: 10_000,
        groupId: undefined,
        ...wish,
      },
    });
  }

  /** Schedules a batch of 10 s. */
  batch(request: Partial<BatchRequest> = {}): JsonObject {
    const number = this.#count++;
    return this.engine.scheduleBatch({
      by: ALICE,
      roomId: ROOM,
      txnId: `batch-${number}`,
      timeoutMs: 10_000,
      groupId: undefined,
      onTimeout: { type: 'm.test', stateKey: undefined, content: { label: 'timeout' } },
      onAction: undefined,
      now: undefined,
      fingerprint: `batch ${number}`,
      ...request,
    });
  }

  /** Uses one of the tokens of an answer. */
  use(answer: JsonObject, field: string): JsonObject {
    return this.engine.useToken(String(answer[field]));
  }

  /** A client sends state. */
  sendState(stateKey: string, event: Partial<RoomEvent> = {}): void {
    this.#enter({ roomId: ROOM, sender: BOB.userId, type: 'm.test', stateKey, content: {} }, undefined, event);
  }

  /** A client sends an event of whatever form. */
  sendEvent(draft: EventDraft): void {
    this.#enter(draft, undefined);
  }

  /** Lets time pass, in milliseconds. */
  pass(ms: number): void {
    this.clock.advanceTo(this.clock.now() + ms);
  }

  /** What a user's running futures are answered by. */
  listed(by: Requester = ALICE): JsonObject[] {
    return this.engine.list(by).map((future) => future.answer);
  }

  /** The contents of all events that came from futures, in order. */
  sent(): JsonObject[] {
    return this.events.filter(({ insertion }) => insertion?.cause !== undefined).map(({ content }) => content);
  }

  #insert(draft: EventDraft, insertion: Insertion<Future>): string | MatrixError {
    const refusal = insertion.isJudged ? this.refuse(draft) : undefined;
    if (refusal !== undefined) return refusal;
    return this.#enter(draft, insertion).event_id;
  }

  #enter(draft: EventDraft, insertion: Insertion<Future> | undefined, changes: Partial<RoomEvent> = {}): StagedEvent {
    const event: StagedEvent = {
      event_id: `$event-${this.events.length}`,
      room_id: draft.roomId,
      sender: draft.sender,
      type: draft.type,
      ...(draft.stateKey === undefined ? {} : { state_key: draft.stateKey }),
      origin_server_ts: insertion?.originServerTs ?? this.clock.now(),
      content: draft.content,
      insertion,
      ...changes,
    };
    this.events.push(event);
    this.engine.eventEntered(event, insertion?.cause);
    return event;
  }
}

/** Sets up an engine on a stage. */
export function stageEngine(options: StageOptions = {}): StagedEngine {
  return new StagedEngine(options);
}

/** The status and code of the refusal that an action meets; `undefined` when it meets none. */
export function refusalOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof MatrixError) return `${error.status} ${error.errcode}`;
    throw error;
  }
}
