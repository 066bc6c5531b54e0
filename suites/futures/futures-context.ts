import type { Answer } from '../kit/answer.js';
import { Context, isMatrixError } from '../kit/context.js';
import { type JsonRecord, type SeenEvent, isRecord } from '../kit/matrix-json.js';
import type { Room } from '../kit/room.js';
import type { Session } from '../kit/session.js';
import { type Span, type TimeWindow, dueAfter } from '../kit/time-window.js';
import type { RequestOptions, User } from '../kit/user.js';
import { Inconclusive, TooCoarse, Violation } from '../kit/verdict.js';
import { type FuturesDialect, futuresDialectSchema } from './dialect.js';
import { type Future, type FutureWish, isEventOf } from './future.js';
import { type ListedFuture, parseListed } from './listing.js';

/** Requirements that name the body or the code of a refusal. */
const SPEAK_OF_ERROR_BODIES = new Set(['TOKEN-9', 'ERR-1', 'ERR-2', 'ERR-5', 'ERR-7']);

/** What else an event's moment may tell. */
export interface Suspicion {
  /** What it means when the event comes before it could be due; TIME-2 unless said otherwise. */
  readonly early?: string;
  /** When it would be due under a misunderstanding: coming that late breaks the requirement rather than being lateness. */
  readonly instead?: TimeWindow;
}

/** The words in which checks of the `futures` revision are written. */
export class FuturesContext extends Context {
  readonly dialect: FuturesDialect;
  #accepted: readonly Future[] = [];
  readonly #cancelTokens = new Set<string>();
  readonly #sendTokens = new Set<string>();

  constructor(session: Session) {
    super(session);
    this.dialect = futuresDialectSchema.parse(session.dialect);
  }

  /** A timeout in milliseconds that does not run out while a check looks. */
  get far(): number {
    return this.dialect.farTimeout;
  }

  /** Presupposes of an answer, whatever it is, that it is no 5xx, and a refusal in Matrix's manner where it is one (ERR-7). */
  presupposeComposure(answer: Answer, what: string): void {
    this.presuppose('ERR-7', answer.status < 500, `${what}: got ${answer}`);
    const inOrder = answer.status < 400 || isMatrixError(answer);
    this.presuppose('ERR-7', inOrder, `${what}: the refusal has no errcode and error: ${answer}`);
  }

  /** The body of a refusal is ERR-7's affair, but for the requirements that speak of it themselves. */
  protected override requirementOnErrors(requirement: string): string {
    return SPEAK_OF_ERROR_BODIES.has(requirement) ? requirement : 'ERR-7';
  }

  // ---- scheduling ----

  /** Schedules a message future (SCHED-1); a timeout future far in the future unless the wish says otherwise. */
  async message(by: User, room: Room, wish: FutureWish = {}): Promise<Future> {
    const full = this.#completed({ txnId: this.uniqueName('txn'), type: 'm.room.message', ...wish });
    return this.accept(by, room, full, await this.tryMessage(by, room, full));
  }

  /** Schedules a state future (SCHED-2); a timeout future far in the future unless the wish says otherwise. */
  async state(by: User, room: Room, wish: FutureWish = {}): Promise<Future> {
    const full = this.#completed({ stateKey: '', type: 'org.example.status', ...wish });
    return this.accept(by, room, full, await this.tryState(by, room, full));
  }

  /** Schedules an action future (SCHED-5) as a message in a group. */
  action(by: User, room: Room, group: string, wish: FutureWish = {}): Promise<Future> {
    return this.message(by, room, { ...wish, group, timeout: 'none' });
  }

  /** Tries to schedule a message future and returns the answer, whatever it is. Only what the wish names is sent. */
  tryMessage(by: User, room: Room, wish: FutureWish, options: RequestOptions = {}): Promise<Answer> {
    const { type = 'm.room.message', txnId = this.uniqueName('txn') } = wish;
    const path = `${this.roomPath(room.id)}/send_future/${encodeURIComponent(type)}/${encodeURIComponent(txnId)}`;
    return this.#schedule(by, path, wish, { repeatable: true, ...options });
  }

  /** Tries to schedule a state future and returns the answer, whatever it is. Only what the wish names is sent. */
  tryState(by: User, room: Room, wish: FutureWish, options: RequestOptions = {}): Promise<Answer> {
    const { type = 'org.example.status', stateKey = '' } = wish;
    const path = `${this.roomPath(room.id)}/state_future/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`;
    return this.#schedule(by, path, wish, options);
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

  // ---- tokens ----

  /**
   * Calls the token endpoint with nothing but the token (TOKEN-1) and returns the answer, whatever it is.
   *
   * @param options - changes to the plainest request, such as a body or a foreign access token
   */
  callToken(token: string, options: RequestOptions = {}, method: string = this.dialect.method): Promise<Answer> {
    const path = `${this.dialect.prefix}/futures/${encodeURIComponent(token)}`;
    return this.alice.request(method, path, { token: null, json: {}, ...options });
  }

  /**
   * Sends a living future by its token.
   *
   * @param requirement - what it means when the call is refused
   */
  async send(future: Future, requirement = 'TOKEN-2'): Promise<Answer> {
    return this.#act(future, future.sendToken, requirement, 'calling the send token');
  }

  /**
   * Restarts a living future's timer.
   *
   * @param requirement - what it means when the call is refused
   */
  async refresh(future: Future, requirement = 'TOKEN-3'): Promise<Answer> {
    const { refreshToken, timeout } = future;
    if (refreshToken === undefined || timeout === undefined) throw new Error('only timeout futures can be refreshed');
    const answer = await this.#act(future, refreshToken, requirement, 'calling the refresh token');
    future.due = dueAfter(answer, timeout);
    return answer;
  }

  /** Cancels a living future by its token (TOKEN-6). */
  async cancel(future: Future): Promise<Answer> {
    if (future.cancelToken === undefined) throw new Error('this future has no cancel token');
    const answer = await this.#act(future, future.cancelToken, 'TOKEN-6', 'calling the cancel token');
    // Its timer does not count any more when the others of its group are looked at.
    this.#accepted = this.#accepted.filter((other) => other !== future);
    return answer;
  }

  /** Judges that none of a future's tokens does anything any more: each is refused as an unknown one is. */
  async requireDeadTokens(requirement: string, future: Future, why: string): Promise<void> {
    const { sendToken, refreshToken, cancelToken } = future;
    for (const [name, token] of Object.entries({ refreshToken, cancelToken, sendToken })) {
      if (token === undefined) continue;
      this.requireRefusal(requirement, await this.callToken(token), `${why}: calling its ${wireName(name)} again`);
    }
  }

  // ---- what happens ----

  /**
   * Waits for the event of a timeout future and judges when it came: before it could be due is a violation (TIME-2),
   * later than tolerated a warning or, where the lateness is pinned, a violation (TIME-3).
   *
   * @param requirement - what it means when the event does not come at all
   */
  async requireDue(requirement: string, future: Future, why: string, suspicion: Suspicion = {}): Promise<SeenEvent> {
    if (future.due === undefined) throw new Error('an action future never becomes due');
    return this.requireEvent(requirement, future, future.due, why, suspicion);
  }

  /** As {@link requireDue}, for an event that was sent at once by a request, such as a call of its send token. */
  async requireSent(requirement: string, future: Future, request: Span, why: string): Promise<SeenEvent> {
    return this.requireEvent(requirement, future, dueAfter(request, 0), why);
  }

  /** Waits for a future's event and judges it against a window. */
  async requireEvent(
    requirement: string,
    future: Future,
    due: TimeWindow,
    why: string,
    { early = 'TIME-2', instead }: Suspicion = {},
  ): Promise<SeenEvent> {
    const { lateness, settings } = this.session.target;
    const seen = await this.eventIn(future.room, isEventOf(future), due.latest);
    const arrival = this.requireGiven(requirement, seen, `${why}: the event was due and never came`);
    const tooEarly = Math.round(due.earliest - settings.clockSlack - arrival.seenAt);
    if (tooEarly > 0)
      throw new Violation(early, `${why}: the event was seen ${tooEarly} ms before it could be due`, true);
    this.require(early, true, why);
    const late = Math.round(arrival.seenAt - due.latest);
    if (instead !== undefined && arrival.seenAt >= instead.earliest) {
      // A hold-up on the way looks the same, but not twice and twice as long.
      const firstTime = this.time === 'real' && this.session.spacing === 1;
      if (firstTime || late <= 2 * lateness.worst)
        throw new TooCoarse('events come too late here to tell two deadlines apart');
      this.require(requirement, false, `${why}: the event came ${late} ms after it was due`);
    }
    this.#judgeLateness(late, why, !wasRefreshed(future));
    return arrival.event;
  }

  /** Judges that none of these futures ever sends anything, and nothing else comes either. All are of one room. */
  async requireNothing(requirement: string, futures: Future | readonly Future[], why: string): Promise<void> {
    const all = [futures].flat();
    const [first] = all;
    if (first === undefined) throw new Error('nothing to look for');
    // What nobody lives to see in real time is waited for where time is free; but never what is far away on purpose.
    const waitedFor = all.filter(({ timeout = this.far }) =>
      this.time === 'virtual' ? timeout !== this.far : timeout < this.far,
    );
    const until = Math.max(this.now(), ...waitedFor.map((future) => future.due?.latest ?? 0));
    await this.requireSilence(requirement, first.room, until, why);
  }

  /**
   * As for every revision; an event that breaks the silence by coming again is blamed on the requirement that each comes
   * once, unless that is what the check is about.
   */
  override async requireSilence(requirement: string, room: Room, until: number, what: string): Promise<void> {
    try {
      await super.requireSilence(requirement, room, until, what);
    } catch (error) {
      const again = ABOUT_COMING_ONCE.has(requirement) ? undefined : this.#comeAgain(room);
      if (!(error instanceof Violation) || again === undefined) throw error;
      throw new Violation('GROUP-1', `${what}: an event came a second time: ${JSON.stringify(again.content)}`);
    }
  }

  /** An event of a future of the check, of which there has been one before. */
  #comeAgain(room: Room): SeenEvent | undefined {
    const events = room.timeline.arrivals.map(({ event }) => event);
    return this.#accepted
      .filter((future) => future.room === room)
      .map((future) => events.filter(isEventOf(future))[1])
      .find((event) => event !== undefined);
  }

  /**
   * Whether a future's event comes: for what the text leaves open.
   *
   * @param due - when it would be due, where not by its timer
   */
  async comes(future: Future, due: TimeWindow | undefined = future.due): Promise<boolean> {
    if (due === undefined) throw new Error('an action future never becomes due by itself');
    return (await this.sentBy(due.latest, [future])).length > 0;
  }

  /**
   * Judges that one of these futures, any of them, sends its event, and returns it. That no other does remains to be
   * judged, by {@link requireNothing}. All are of one room.
   *
   * @param latest - when the last of them is due
   */
  async requireOneOf(requirement: string, futures: readonly Future[], latest: number, why: string): Promise<Future> {
    const [first] = futures;
    if (first === undefined) throw new Error('nothing to choose from');
    const arrival = await this.eventIn(
      first.room,
      (event) => futures.some((future) => isEventOf(future)(event)),
      latest,
    );
    const sent = arrival && futures.find((future) => isEventOf(future)(arrival.event));
    return this.requireGiven(requirement, sent, `${why}: one of ${futures.length} events had to come, and none did`);
  }

  /**
   * Waits until a moment and a silence beyond it, and returns which of these futures have sent their events by then: one
   * entry for each event, in the order of the timeline. Judges nothing. All are of one room.
   */
  async sentBy(until: number, futures: readonly Future[]): Promise<Future[]> {
    const [first] = futures;
    if (first === undefined) throw new Error('nothing to look for');
    const { lateness, settings } = this.session.target;
    await this.waitUntil(until + lateness.silence(settings.silence));
    await this.fence(first.room);
    return first.room.timeline.arrivals.flatMap(({ event }) => {
      const future = futures.find((candidate) => isEventOf(candidate)(event));
      if (future === undefined) return [];
      first.room.acknowledge(event.event_id);
      return [future];
    });
  }

  // ---- listing ----

  /** The listing as it comes (LIST-1). */
  tryList(by: User, options: RequestOptions = {}): Promise<Answer> {
    return by.request('GET', `${this.dialect.prefix}/futures`, options);
  }

  /** The entries of a user's listing that belong to the given rooms; accounts are shared, so others are passed over. */
  async list(by: User, ...rooms: readonly Room[]): Promise<ListedFuture[]> {
    const ids = new Set(rooms.map((room) => room.id));
    return this.#entriesOf(await this.tryList(by)).flatMap((entry) => {
      const listed = parseListed(entry);
      return listed !== undefined && ids.has(listed.roomId) ? [listed] : [];
    });
  }

  /**
   * A future's entry in its owner's listing: the one with its send token, or else one of its path whose token belongs to
   * no other future of the check.
   */
  async entryOf(future: Future): Promise<JsonRecord | undefined> {
    return this.#entryIn(await this.tryList(future.by), future);
  }

  /** Whether a future is in its owner's listing. */
  async isListed(future: Future): Promise<boolean> {
    return (await this.entryOf(future)) !== undefined;
  }

  /**
   * Judges that a living future is listed.
   *
   * @throws TooCoarse when its timer may have run out before the answer
   */
  async requireListed(requirement: string, future: Future, why: string): Promise<void> {
    const answer = await this.tryList(future.by);
    const listed = this.#entryIn(answer, future) !== undefined;
    if (!listed) this.requireInTime(answer, future);
    this.require(requirement, listed, `${why}: the future is not listed`);
  }

  /**
   * Judges that a user's requests in a room have stored nothing but the given living futures: the listing has no more
   * entries than those.
   */
  async requireNothingElseStored(requirement: string, living: Future | readonly Future[], why: string): Promise<void> {
    const expected = [living].flat();
    const [first] = expected;
    if (first === undefined) throw new Error('without a living future nobody can tell whether the listing works');
    const entries = await this.list(first.by, first.room);
    this.presuppose('LIST-1', entries.length > 0, `a living future is missing from the listing of ${first.by.name}`);
    const listed = entries.map(({ entry }) => JSON.stringify(entry)).join(', ');
    this.require(
      requirement,
      entries.length <= expected.length,
      `${why}: expected no more than ${expected.length} futures in the listing, found ${listed}`,
    );
  }

  // ---- afterwards ----

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

  /**
   * Whether a future that something may have ended is listed, at once and a beat later: a server may take its moment.
   *
   * @throws TooCoarse when its timer may have run out before the answer
   */
  async isStillListed(future: Future): Promise<boolean> {
    for (const pause of [0, this.beats(1)]) {
      await this.letTimePass(pause);
      const answer = await this.tryList(future.by);
      const listed = this.#entryIn(answer, future) !== undefined;
      if (!listed) this.requireInTime(answer, future);
      if (!listed) return false;
    }
    return true;
  }

  /** Judges that a future which something has ended is no longer listed, at the latest a beat later. */
  async requireUnlisted(requirement: string, future: Future, why: string): Promise<void> {
    if (await this.isListed(future)) await this.letTimePass(this.beats(1));
    this.require(requirement, !(await this.isListed(future)), `${why}: the future is still listed`);
  }

  // ---- inside ----

  #entriesOf({ ok, json }: Answer): JsonRecord[] {
    this.presuppose(
      'LIST-1',
      ok && Array.isArray(json),
      `expected a JSON array of futures, got ${JSON.stringify(json)}`,
    );
    return Array.isArray(json) ? json.filter(isRecord) : [];
  }

  #entryIn(listing: Answer, future: Future): JsonRecord | undefined {
    const entries = this.#entriesOf(listing);
    const tokenOf = ({ response }: JsonRecord): string => (isRecord(response) ? (sendTokenOf(response) ?? '') : '');
    return (
      entries.find((entry) => tokenOf(entry) === future.sendToken) ??
      entries.find((entry) => !this.#sendTokens.has(tokenOf(entry)) && isEntryOf(future)(entry))
    );
  }

  async #schedule(by: User, path: string, wish: FutureWish, options: RequestOptions): Promise<Answer> {
    const query = new URLSearchParams();
    const { timeout, group } = wish;
    if (timeout !== undefined)
      query.set('future_timeout', timeout === 'none' ? timeout : this.timeoutParameter(timeout));
    if (group !== undefined) query.set('future_group_id', group);
    const answer = await by.request('PUT', path, { query, json: wish.content ?? this.text('future'), ...options });
    const cancelToken = answer.ok ? answer.string('cancel_token') : undefined;
    if (cancelToken !== undefined) this.#cancelTokens.add(cancelToken);
    return answer;
  }

  #completed<W extends FutureWish>(wish: W): W & { content: JsonRecord; timeout: number | 'none' } {
    return { ...wish, content: wish.content ?? this.text('future'), timeout: wish.timeout ?? this.far };
  }

  /** Takes an answer to a scheduling request for the acceptance that it has to be. */
  accept(
    by: User,
    room: Room,
    wish: FutureWish & { content: JsonRecord; timeout: number | 'none'; type: string },
    answer: Answer,
  ): Future {
    const what = wish.stateKey === undefined ? 'a message future' : 'a state future';
    const requirement = acceptedBy(wish);
    if (answer.refused) this.session.refusedUnexpectedly = true;
    if (answer.status === 429) throw new Inconclusive(`the server limits requests: ${answer}`);
    if (wish.group !== undefined) this.#requireGroupInTime(answer, by, wish.group);
    this.presuppose(
      requirement,
      answer.ok,
      `scheduling ${what} (future_timeout ${wish.timeout}): expected 200, got ${answer}`,
    );
    const future = this.adopt(by, room, wish, answer);
    this.#accepted = [...this.#accepted, future];
    return future;
  }

  /** Reads the answer that accepted a future, and judges that it has what no answer may lack. */
  adopt(by: User, room: Room, wish: FutureWish & { content: JsonRecord; type: string }, answer: Answer): Future {
    const timed = typeof wish.timeout === 'number';
    const sendToken = sendTokenOf(answer.body);
    if (sendToken === undefined)
      throw new Violation('RESP-1', `the answer has no token that sends the future: ${answer}`);
    this.#sendTokens.add(sendToken);
    const refreshToken = answer.string('refresh_token');
    const cancelToken = answer.string('cancel_token');
    const group = answer.string('future_group_id') ?? wish.group;
    if (timed) {
      this.presuppose(
        'RESP-2',
        refreshToken !== undefined,
        `a timeout future's answer has no refresh_token: ${answer}`,
      );
      this.presuppose('RESP-2', cancelToken !== undefined, `a timeout future's answer has no cancel_token: ${answer}`);
      this.presuppose('RESP-2', group !== undefined, `no group id was given, and the answer has none: ${answer}`);
    }
    return {
      by,
      room,
      type: wish.type,
      content: wish.content,
      group: group ?? '',
      answer,
      sendToken,
      ...(wish.stateKey === undefined ? { txnId: wish.txnId ?? '' } : { stateKey: wish.stateKey }),
      ...(typeof wish.timeout === 'number' ? { timeout: wish.timeout, due: dueAfter(answer, wish.timeout) } : {}),
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(cancelToken === undefined ? {} : { cancelToken }),
    };
  }

  /** Calls a token of a future that has to be alive, and makes sure that it was. */
  async #act(future: Future, token: string, requirement: string, what: string): Promise<Answer> {
    const answer = await this.callToken(token);
    this.requireInTime(answer, future);
    this.presuppose(requirement, answer.ok, `${what} of a living future: expected 200, got ${answer}`);
    return answer;
  }

  /**
   * Makes sure that a request was answered before any timer of a future's group could have run out: after that, the
   * story is another one than the check tells.
   *
   * @throws TooCoarse when it was not
   */
  requireInTime(request: Span, future: Future): void {
    this.#requireGroupInTime(request, future.by, future.group, future);
  }

  #requireGroupInTime(request: Span, by: User, group: string, ...more: readonly Future[]): void {
    const members = [...more, ...this.#accepted.filter((other) => other.by === by && other.group === group)];
    const deadline = Math.min(...members.map((member) => member.due?.earliest ?? Number.POSITIVE_INFINITY));
    if (request.answeredAt >= deadline) {
      throw new TooCoarse(
        `an answer took so long that a timer may have run out before it (${Math.round(request.answeredAt - deadline)} ms)`,
      );
    }
  }

  /** @param telling - whether this lateness is the server's way with timers and events, and not with refreshing */
  #judgeLateness(late: number, why: string, telling: boolean): void {
    const { lateness, settings } = this.session.target;
    if (telling) lateness.record(Math.max(0, late));
    if (settings.pinnedLateness !== undefined) {
      this.presuppose(
        'TIME-3',
        late <= settings.pinnedLateness,
        `${why}: the event came ${late} ms late, more than the pinned ${settings.pinnedLateness} ms`,
      );
    } else if (late > settings.lateness) {
      this.session.warnings.push({ requirement: 'TIME-3', message: `${why}: the event came ${late} ms late` });
    }
  }
}

/** The requirements that are about an event's coming once, or about requests that are made again. */
const ABOUT_COMING_ONCE: ReadonlySet<string> = new Set([
  ...['GROUP-1', 'TOKEN-8', 'TOKEN-12', 'STATE-5', 'STATE-6'],
  ...['SCHED-9', 'ERR-6', 'ERR-9'],
]);

/** The token that sends a future, by whichever name the server gives it (Q-ACTION-RESPONSE). */
export function sendTokenOf(response: JsonRecord): string | undefined {
  const token = response['send_token'] ?? response['action_token'];
  return typeof token === 'string' ? token : undefined;
}

/**
 * Whether a future's timer was restarted. When its event comes late then, refreshing may have gone wrong: a server that
 * does that is not to be given more time for everything else.
 */
function wasRefreshed({ answer, due, timeout }: Future): boolean {
  return due !== undefined && timeout !== undefined && due.latest !== dueAfter(answer, timeout).latest;
}

/** The requirement by which a server has to accept a well-formed wish; a group that is named is taken to live. */
function acceptedBy(wish: FutureWish): string {
  if (wish.timeout === 'none') return 'SCHED-5';
  if (wish.group !== undefined) return 'GROUP-5';
  return wish.stateKey === undefined ? 'SCHED-1' : 'SCHED-2';
}

/** Whether a listing entry is of the path by which a future was scheduled. */
function isEntryOf(future: Future): (entry: JsonRecord) => boolean {
  return (entry) => {
    const listed = parseListed(entry);
    const key = future.stateKey ?? future.txnId;
    return listed?.roomId === future.room.id && listed.type === future.type && listed.key === key;
  };
}

function wireName(name: string): string {
  return name.replace('Token', '_token');
}
