import type { Answer } from '../../kit/connection/answer.js';
import { describe, isMatrixError } from '../../kit/checks/context.js';
import { type JsonRecord, type SeenEvent, isRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Arrival } from '../../kit/rooms/timeline.js';
import { type Span, dueAfter } from '../../kit/time/time-window.js';
import type { User } from '../../kit/rooms/user.js';
import type { Discrepancy } from '../../kit/checks/discrepancy.js';
import { Inconclusive, Violation } from '../../kit/checks/verdict.js';
import { ON_ERROR_BODIES } from '../errors/on-error-bodies.js';
import { ruleOut } from '../../blame/breach.js';
import { renaming } from '../blame/renaming.js';
import { breachBy } from '../blame/unexpected-event.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import { type Suspicion, isNearer } from '../../scheduled-events/scheduled-events-context.js';
import { type Future, type FutureWish, areOfOneStateKey } from './future.js';
import { FuturesRequests } from './futures-requests.js';
import { LivingOn } from './living-on.js';
import { type ListedFuture, findEntry, findForeignEntry, parseListed } from './listing.js';
import { sendTokenOf } from './send-token.js';

/** The words in which checks of the `futures` revision are written. */
export class FuturesContext extends FuturesRequests {
  #accepted: readonly Future[] = [];

  /** Presupposes of an answer, whatever it is, that it is no 5xx, and a refusal in Matrix's manner where it is one (ERR-7). */
  presupposeComposure(answer: Answer, what: string): void {
    this.presuppose('ERR-7', answer.status < 500, `${what}: got ${answer}`);
    const inOrder = answer.status < 400 || isMatrixError(answer);
    this.presuppose('ERR-7', inOrder, `${what}: the refusal has no errcode and error: ${answer}`);
  }

  /** The body of a refusal is ERR-7's affair, but for the requirements that speak of it themselves. */
  protected override requirementOnErrors(requirement: string): string {
    return ON_ERROR_BODIES.has(requirement) ? requirement : 'ERR-7';
  }

  // ---- scheduling ----

  /** Schedules a message future (SCHED-1); a timeout future far in the future unless the wish says otherwise. */
  async message(by: User, room: Room, wish: FutureWish = {}): Promise<Future> {
    const full = this.#completed({ txnId: this.uniqueName('txn'), type: 'm.room.message', ...wish });
    return this.accept(by, room, full, await this.tryMessage(by, room, full));
  }

  /** Schedules a state future (SCHED-2); a timeout future far in the future unless the wish says otherwise. */
  async state(by: User, room: Room, wish: FutureWish = {}): Promise<Future> {
    const full = this.#completed({ stateKey: '', type: this.stateType, ...wish });
    return this.accept(by, room, full, await this.tryState(by, room, full));
  }

  /** Schedules an action future (SCHED-5) as a message in a group. */
  action(by: User, room: Room, group: string, wish: FutureWish = {}): Promise<Future> {
    return this.message(by, room, { ...wish, group, timeout: 'none' });
  }

  // ---- tokens ----

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
    const { refreshToken } = future;
    if (refreshToken === undefined) throw new Error('only timeout futures can be refreshed');
    const answer = await this.#act(future, refreshToken, requirement, 'calling the refresh token');
    this.restarted(future, answer);
    return answer;
  }

  /** Takes an answer for the restart of a future's timer: from now on its event is due one timeout after that. */
  restarted(future: Future, answer: Span): void {
    if (future.timeout === undefined) throw new Error('an action future has no timer');
    restartTimer(future, answer, future.timeout);
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
      await this.requireDeadToken(requirement, token, `${why}: calling its ${wireName(name)} again`, future);
    }
  }

  /**
   * Judges that a token does nothing any more: it is refused as an unknown one is. Returns the answer.
   *
   * @param of - the future whose token it is, where that may have escaped from its group
   */
  async requireDeadToken(requirement: string, token: string, what: string, of?: Future): Promise<Answer> {
    // Where time stands still between requests, this one would race with the one that has ended the future (TOKEN-12).
    if (this.time === 'virtual') await this.session.waitUntil(this.now() + 1);
    const answer = await this.callToken(token);
    if (!answer.refused) this.tokens.note('called a token that may be dead');
    if (answer.ok && of !== undefined) {
      this.session.judged.add(requirement);
      throw new LivingOn(requirement, answer, of, what);
    }
    this.requireRefusal(requirement, answer, what);
    return answer;
  }

  /**
   * Makes sure that a future whose event was due and did not come has been ended by something: one that is listed, and
   * that a token still finds alive, has lost its timer.
   */
  async presupposeGone(future: Future, why: string): Promise<void> {
    if (!(await this.isListed(future))) return;
    const { due } = future;
    if (due !== undefined) await this.requireStillMissing([{ event: future, due, by: 'timer' }], why);
    const answer = await this.callToken(future.refreshToken ?? '');
    const message = `${why}: its event was due and did not come, and yet its refresh token works: ${answer}`;
    this.presuppose('GROUP-10', !answer.ok, message);
  }

  // ---- what happens ----

  /**
   * As for every revision, for a timeout future.
   *
   * @param requirement - what it means when the event does not come at all
   */
  override requireDue(requirement: string, future: Future, why: string, suspicion: Suspicion = {}): Promise<SeenEvent> {
    this.tokens.note('waited for a timer');
    return super.requireDue(requirement, future, why, suspicion);
  }

  /** As for every revision. */
  override requireOneOf(requirement: string, futures: readonly Future[], latest: number, why: string): Promise<Future> {
    this.tokens.note('waited for a timer');
    return super.requireOneOf(requirement, futures, latest, why);
  }

  protected override async scheduleWitness(): Promise<Future> {
    return this.message(this.alice, await this.alice.createRoom(), { timeout: this.beats(1) });
  }

  protected override async whenArrived(
    requirement: string,
    future: Future,
    { event: seen }: Arrival,
    why: string,
  ): Promise<void> {
    ruleOut(renaming(requirement, seen, future), why);
  }

  protected override async whenUnexpected(
    requirement: string,
    { event: seen }: Arrival,
    room: Room,
    what: string,
  ): Promise<void> {
    ruleOut(breachBy(requirement, seen, room, this.scheduled.futures), what);
  }

  // ---- listing ----

  /** The entries of a user's listing that belong to the given rooms; accounts are shared, so others are passed over. */
  async list(by: User, ...rooms: readonly Room[]): Promise<ListedFuture[]> {
    const ids = new Set(rooms.map((room) => room.id));
    return this.#entriesOf(await this.#listing(by)).flatMap((entry) => {
      const listed = parseListed(entry);
      return listed !== undefined && ids.has(listed.roomId) ? [listed] : [];
    });
  }

  /**
   * A future's entry in its owner's listing: the one with its send token, or else one of its path whose token belongs to
   * no other future of the check.
   */
  async entryOf(future: Future): Promise<JsonRecord | undefined> {
    return this.#entryIn(await this.#listing(future.by), future);
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
    const answer = await this.#listing(future.by);
    const listed = this.#entryIn(answer, future) !== undefined;
    if (!listed) {
      this.requireInTime(answer, future);
      this.#presupposeKnownTokens(answer, future.room);
    }
    this.require(requirement, listed, {
      what: why,
      expected: 'the future in the listing',
      seen: 'it is not listed',
      symptom: 'missing',
      sentence: `${why}: the future is not listed`,
    });
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
    const ended = this.scheduled.futures.find(
      (future) =>
        expected.every(({ sendToken }) => sendToken !== future.sendToken) &&
        entries.some(({ response }) => sendTokenOf(response) === future.sendToken),
    );
    this.presuppose('LIST-5', ended === undefined, `${why}: a future that has ended is listed: ${ended?.answer}`);
    this.presuppose('LIST-1', entries.length > 0, `a living future is missing from the listing of ${first.by.name}`);
    const listed = entries.map(({ entry }) => JSON.stringify(entry)).join(', ');
    this.require(requirement, entries.length <= expected.length, {
      what: why,
      expected: `no more than ${expected.length} futures in the listing`,
      seen: listed,
    });
  }

  // ---- afterwards ----

  /** Makes sure that nothing has come into a room so far that breaks something by itself. */
  presupposeNothingAmiss(room: Room, why: string): void {
    for (const { event } of room.unexpected()) ruleOut(breachBy('', event, room, this.scheduled.futures), why);
  }

  /**
   * Whether a future that something may have ended is listed, at once and a beat later: a server may take its moment.
   *
   * @throws TooCoarse when its timer may have run out before the answer
   */
  async isStillListed(future: Future): Promise<boolean> {
    for (const pause of [0, this.beats(1)]) {
      await this.letTimePass(pause);
      const answer = await this.#listing(future.by);
      const listed = this.#entryIn(answer, future) !== undefined;
      if (!listed) this.requireInTime(answer, future);
      if (!listed) return false;
    }
    return true;
  }

  /** Judges that a future which something has ended is no longer listed, at the latest a beat later. */
  async requireUnlisted(requirement: string, future: Future, why: string): Promise<void> {
    if (await this.isListed(future)) await this.letTimePass(this.beats(1));
    this.require(requirement, !(await this.isListed(future)), {
      what: why,
      expected: 'nothing of the future in the listing',
      seen: 'it is still listed',
      symptom: 'unexpected',
      sentence: `${why}: the future is still listed`,
    });
  }

  // ---- inside ----

  /** Makes sure that a group id that the server has generated is not that of another future. */
  #presupposeNewGroup(future: Future): void {
    // The same answer may come again (SCHED-9), or a future may take the place of another one (Q-STATE-TWICE).
    const isOther = (known: Future): boolean =>
      known.group === future.group && known.sendToken !== future.sendToken && !areOfOneStateKey(known, future);
    const message = `no group id was given, and the generated one is that of another future: ${future.group}`;
    this.presuppose('GROUP-3', future.group === '' || !this.scheduled.futures.some(isOther), message);
  }

  /** A listing of which nothing is read that is other checks'. */
  #listing(by: User): Promise<Answer> {
    return this.tryList(by, { amongOthers: true });
  }

  #entriesOf(listing: Answer): JsonRecord[] {
    const { ok, json } = listing;
    this.presuppose('LIST-1', ok && Array.isArray(json), { expected: 'a JSON array of futures', seen: listing });
    const entries = Array.isArray(json) ? json.filter(isRecord) : [];
    return entries.filter((entry) => !this.session.sharedGround.isOfOthers(entry));
  }

  #entryIn(listing: Answer, future: Future): JsonRecord | undefined {
    return findEntry(this.#entriesOf(listing), future, this.sendTokens);
  }

  /** Where a future is missing from a listing: makes sure that it is not there under tokens that nobody was given. */
  #presupposeKnownTokens(listing: Answer, room: Room): void {
    const foreign = findForeignEntry(this.#entriesOf(listing), room, this.sendTokens);
    const message = `an entry has not the tokens that were first given: ${JSON.stringify(foreign)}`;
    this.presuppose('LIST-3', foreign === undefined, message);
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
    this.presuppose(requirement, answer.ok, {
      what: `scheduling ${what} (future_timeout ${wish.timeout})`,
      expected: 200,
      seen: answer,
    });
    const future = this.adopt(by, room, wish, answer);
    this.#accepted = [...this.#accepted, future];
    return future;
  }

  /** Reads the answer that accepted a future, and judges that it has what no answer may lack. */
  adopt(by: User, room: Room, wish: FutureWish & { content: JsonRecord; type: string }, answer: Answer): Future {
    const early = this.scheduled.eventSentWith(answer);
    if (early !== undefined) throw new Violation('SCHED-8', sentAtOnce(early), { firm: true });
    const timed = typeof wish.timeout === 'number';
    const sendToken = sendTokenOf(answer.body);
    if (sendToken === undefined)
      throw new Violation('RESP-1', `the answer has no token that sends the future: ${answer}`);
    this.noteGiven(answer.json);
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
    const future: Future = {
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
    if (wish.group === undefined) this.#presupposeNewGroup(future);
    const repeated = this.scheduled.addFuture(future);
    const message = `the token ${repeated} has been given to a future of another group, too`;
    this.presuppose('RESP-7', repeated === undefined, message);
    this.tokens.noteFuture(future);
    return future;
  }

  /** Calls a token of a future that has to be alive, and makes sure that it was. */
  async #act(future: Future, token: string, requirement: string, what: string): Promise<Answer> {
    const answer = await this.callToken(token);
    this.requireInTime(answer, future);
    if (answer.refused) this.#presupposeNotSentEarly(future);
    this.presuppose(requirement, answer.ok, {
      what: `${what} of a living future`,
      expected: 200,
      seen: answer,
    });
    return answer;
  }

  /**
   * Where a future is not alive that should be: makes sure that its timer has not run out too early, unless it has done so
   * as if the last refresh had not been.
   */
  #presupposeNotSentEarly(future: Future): void {
    const { due, dueBefore } = future;
    const arrival = this.arrivalOf(future);
    if (due === undefined || arrival === undefined) return;
    if (dueBefore !== undefined && isNearer(arrival.seenAt, dueBefore.latest, due.earliest)) return;
    const early = Math.round(due.earliest - this.session.target.settings.clockSlack - arrival.seenAt);
    this.presuppose('TIME-2', early <= 0, `the event was seen ${early} ms before it could be due`);
  }

  /**
   * Makes sure that a request was answered before any timer of a future's group could have run out: after that, the
   * story is another one than the check tells.
   *
   * @throws TooCoarse when it was not
   */
  override requireInTime(request: Span, future: Future): void {
    this.#requireGroupInTime(request, future.by, future.group, future);
  }

  #requireGroupInTime(request: Span, by: User, group: string, ...more: readonly Future[]): void {
    const members = [...more, ...this.#accepted.filter((other) => other.by === by && other.group === group)];
    this.requireAllInTime(request, members);
  }
}

function sentAtOnce(event: SeenEvent): Discrepancy {
  const seen = describe(event);
  return {
    expected: 'nothing in the room yet',
    seen,
    symptom: 'early',
    sentence: `scheduling has sent the event: ${seen}`,
    amiss: { unwanted: [event] },
  };
}

/** The requirement by which a server has to accept a well-formed wish; a group that is named is taken to live. */
function acceptedBy(wish: FutureWish): string {
  if (wish.timeout === 'none') return 'SCHED-5';
  if (wish.group !== undefined) return 'GROUP-5';
  return wish.stateKey === undefined ? 'SCHED-1' : 'SCHED-2';
}

function wireName(name: string): string {
  return name.replace('Token', '_token');
}
