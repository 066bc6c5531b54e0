import type { Answer } from '../../kit/connection/answer.js';
import { type JsonRecord, type JsonValue, isRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Session } from '../../kit/checks/session.js';
import type { RequestOptions, User } from '../../kit/rooms/user.js';
import { SchedulingRecord } from '../blame/scheduling-record.js';
import { TokenRecord } from '../blame/token-record.js';
import { type FuturesDialect, futuresDialectSchema } from '../dialect.js';
import { ScheduledEventsContext } from '../../scheduled-events/scheduled-events-context.js';
import type { Future, FutureWish } from './future.js';
import { JUDGING } from './judging.js';
import { sendTokenOf } from './send-token.js';

/**
 * The requests of the `futures` revision, in the dialect of the server. Nothing is judged here: each returns the answer,
 * whatever it is, and notes are taken of what may explain later findings.
 */
export abstract class FuturesRequests extends ScheduledEventsContext<Future> {
  readonly dialect: FuturesDialect;
  /** What was scheduled, for whoever explains what the check finds. */
  readonly scheduled = new SchedulingRecord();
  /** What was done with tokens, for the same. */
  readonly tokens = new TokenRecord();
  /** All send tokens that were given out. */
  protected readonly sendTokens = new Set<string>();
  readonly #cancelTokens = new Set<string>();

  constructor(session: Session) {
    super(session, JUDGING);
    this.dialect = futuresDialectSchema.parse(session.dialect);
  }

  /** A timeout in milliseconds that does not run out while a check looks. */
  get far(): number {
    return this.dialect.farTimeout;
  }

  protected delayOf({ timeout }: Future): number | undefined {
    return timeout;
  }

  /** Tries to schedule a message future and returns the answer, whatever it is. Only what the wish names is sent. */
  tryMessage(by: User, room: Room, wish: FutureWish, options: RequestOptions = {}): Promise<Answer> {
    const { type = 'm.room.message', txnId = this.uniqueName('txn') } = wish;
    const path = `${this.roomPath(room.id)}/send_future/${encodeURIComponent(type)}/${encodeURIComponent(txnId)}`;
    return this.#schedule(by, room, path, wish, { repeatable: true, ...options });
  }

  /** Tries to schedule a state future and returns the answer, whatever it is. Only what the wish names is sent. */
  tryState(by: User, room: Room, wish: FutureWish, options: RequestOptions = {}): Promise<Answer> {
    const { type = this.stateType, stateKey = '' } = wish;
    const path = `${this.roomPath(room.id)}/state_future/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`;
    return this.#schedule(by, room, path, wish, options);
  }

  /**
   * Makes a request that is to schedule something in whatever way, and notes what may explain later findings.
   *
   * @param wish - what it asks for
   */
  async requestFuture(
    by: User,
    room: Room,
    wish: FutureWish & { readonly content: JsonRecord },
    path: string,
    options: RequestOptions,
  ): Promise<Answer> {
    const { content, group, timeout = this.far, type, stateKey } = wish;
    room.ask({ type, stateKey, content });
    const { settings } = this.session.target;
    const seen = room.timeline.arrivals.length;
    const answer = await by.request('PUT', path, { json: content, takesPlace: true, ...options });
    // Then everything has been seen that has happened by now; in real time what came quickly enough has.
    if (this.time === 'virtual') await this.session.stage.time.waitFor(() => true, this.now(), room.timeline.subscribe);
    const limited = this.session.limited.has(path);
    const due = timeout === 'none' ? Number.POSITIVE_INFINITY : answer.sentAt + timeout - settings.clockSlack;
    this.scheduled.addAttempt({ by, room, group, answer, label: content['label'], limited }, seen, due);
    if (answer.ok) this.noteGiven(answer.json);
    return answer;
  }

  /** Takes note of the tokens that an answer gives; those of a batch stand deeper in it. */
  protected noteGiven(json: JsonValue | undefined): void {
    if (!isRecord(json)) return;
    const { cancel_token: cancelToken } = json;
    const sendToken = sendTokenOf(json);
    if (sendToken !== undefined) this.sendTokens.add(sendToken);
    if (typeof cancelToken === 'string') this.#cancelTokens.add(cancelToken);
    for (const part of Object.values(json)) this.noteGiven(part);
  }

  /** Cancels what an answer says was scheduled, where it was and can be, so that it does not pile up. */
  async withdraw(answer: Answer): Promise<void> {
    const token = answer.string('cancel_token');
    if (answer.ok && token !== undefined) await this.callToken(token);
  }

  /** A duration as `future_timeout` counts it on this server (Q-UNIT). */
  timeoutParameter(ms: number): string {
    return String(this.dialect.unit === 's' ? ms / 1_000 : ms);
  }

  /** The path of a room below this server's prefix (Q-PREFIX). */
  roomPath(roomId: string): string {
    return `${this.dialect.prefix}/rooms/${encodeURIComponent(roomId)}`;
  }

  /**
   * Calls the token endpoint with nothing but the token (TOKEN-1) and returns the answer, whatever it is.
   *
   * @param options - changes to the plainest request, such as a body or a foreign access token
   */
  async callToken(token: string, options: RequestOptions = {}, method: string = this.dialect.method): Promise<Answer> {
    const path = `${this.dialect.prefix}/futures/${encodeURIComponent(token)}`;
    const answer = await this.alice.request(method, path, { token: null, json: {}, ...options });
    this.tokens.noteCall(token, answer);
    return answer;
  }

  /** The listing as it comes (LIST-1). */
  tryList(by: User, options: RequestOptions = {}): Promise<Answer> {
    return by.request('GET', `${this.dialect.prefix}/futures`, options);
  }

  /**
   * Cancels what the check has left waiting, so that the shared account's limits are not used up. What has happened
   * stays as it is: neither evidence nor verdict is touched. A server of the check's own is thrown away instead.
   */
  async takeBack(): Promise<void> {
    if (this.session.target.kind !== 'url') return;
    const { prefix, method } = this.dialect;
    const headers = { 'content-type': 'application/json' };
    const calls = [...this.#cancelTokens].map((token) =>
      this.session.stage.send({ method, path: `${prefix}/futures/${encodeURIComponent(token)}`, headers, body: '{}' }),
    );
    await Promise.allSettled(calls);
  }

  async #schedule(by: User, room: Room, path: string, wish: FutureWish, options: RequestOptions): Promise<Answer> {
    const query = new URLSearchParams();
    const { timeout, group } = wish;
    if (timeout !== undefined)
      query.set('future_timeout', timeout === 'none' ? timeout : this.timeoutParameter(timeout));
    if (group !== undefined) query.set('future_group_id', group);
    return this.requestFuture(by, room, { content: this.text('future'), ...wish }, path, { query, ...options });
  }
}
