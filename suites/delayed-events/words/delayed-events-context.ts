import type {
  DelayedEventsQuestionId,
  DelayedEventsRequirementId,
} from '../../../fixtures/requirements/delayed-events/index.js';
import { describe } from '../../kit/checks/context.js';
import { isAbout } from '../../kit/checks/facet.js';
import { Inconclusive, Violation } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import { type JsonRecord, type SeenEvent, isRecord, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Arrival } from '../../kit/rooms/timeline.js';
import type { User } from '../../kit/rooms/user.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { isEventOf, restartTimer } from '../../scheduled-events/scheduled-event.js';
import { CANCELLING, COMING_ONCE, EARLINESS } from '../blame/facets.js';
import type { LookedUp, Phrase, Refusal, Trouble } from '../wire/wire-form.js';
import type { Action, DelayedEvent, DelayedEventWish, Outcome } from './delayed-event.js';
import { DelayedEventsRequests } from './delayed-events-requests.js';
import { entriesOf, isList } from './list-entries.js';
import { ON_ERROR_BODIES } from './on-error-bodies.js';

/** An id of the revision's catalogue. */
export type Id = DelayedEventsRequirementId | DelayedEventsQuestionId;

/** A refusal that is asked for. Several statuses stand for one of them; without codes any will do. */
export interface RefusalWanted {
  readonly status: number | readonly number[];
  readonly errcodes?: readonly string[];
  readonly fields?: Readonly<Record<string, string>>;
}

/** Up to which length even the longest delay that a server takes may be over before a check is, in milliseconds. */
const SHORT_MS = 60_000;

/** The words in which checks of the `delayed-events` revision are written. */
export class DelayedEventsContext extends DelayedEventsRequests {
  readonly #scheduled: DelayedEvent[] = [];
  /** Those that are not to be due while the check looks. */
  readonly #farAway: DelayedEvent[] = [];
  /** Events that were told to wait, once they had been scheduled. */
  readonly #seenWaiting = new Set<DelayedEvent>();

  // ---- scheduling ----

  /** Schedules an event, state where the wish has a state key; far in the future unless the wish says otherwise. */
  async schedule(by: User, room: Room, wish: DelayedEventWish = {}): Promise<DelayedEvent> {
    const full = this.completed(wish);
    const broken = wish.stateKey === '' ? 'DE-SCHED-4' : 'DE-SCHED-1';
    this.#presupposeDelay(full.delay);
    const event = this.accept(broken, by, room, full, await this.trySchedule(by, room, full));
    if (wish.delay === undefined) this.#farAway.push(event);
    return event;
  }

  /**
   * Schedules an event with which nothing else is to be done, in a room of its own.
   *
   * @param delay - milliseconds
   * @returns nothing where it is not accepted
   */
  async tryPlain(isState: boolean, delay = this.beats(1)): Promise<DelayedEvent | undefined> {
    const room = await this.alice.createRoom();
    const wish = this.completed({ delay, ...(isState ? { stateKey: 'plain' } : {}) });
    const answer = await this.trySchedule(this.alice, room, wish, { patient: false });
    if (!answer.ok || answer.string('delay_id') === undefined) return undefined;
    return this.accept('DE-SCHED-1', this.alice, room, wish, answer);
  }

  /** A wish with all that it leaves open filled in, so that it can be said twice. */
  completed(wish: DelayedEventWish = {}): Required<Omit<DelayedEventWish, 'stateKey'>> & DelayedEventWish {
    const type = wish.stateKey === undefined ? 'm.room.message' : this.stateType;
    const content = wish.content ?? this.text('delayed');
    return { type, txnId: this.uniqueName('txn'), delay: this.far, ...wish, content };
  }

  /**
   * Takes an answer to a scheduling request for the acceptance that it has to be.
   *
   * @param requirement - what it means when it is a refusal
   */
  accept(
    requirement: Id,
    by: User,
    room: Room,
    wish: ReturnType<DelayedEventsContext['completed']>,
    answer: Answer,
  ): DelayedEvent {
    const { delay, type, txnId, stateKey, content } = wish;
    const what = stateKey === undefined ? 'a message event' : 'a state event';
    if (answer.refused) this.session.refusedUnexpectedly = true;
    if (answer.status === 429) throw new Inconclusive(`the server limits requests: ${answer}`);
    // A refusal at the cap is no refusal of what was asked.
    const isFull = this.#waitingAt(answer.sentAt, by) >= (this.dialect.maxScheduled ?? Number.POSITIVE_INFINITY);
    this.presuppose(answer.refused && isFull ? 'DE-LIM-5' : requirement, answer.ok, {
      what: `scheduling ${what} in ${delay} ms`,
      expected: 200,
      seen: answer,
    });
    const delayId = answer.string('delay_id');
    if (delayId === undefined || delayId === '') {
      throw new Violation('DE-SCHED-3', `scheduling ${what}: the answer has no delay_id: ${answer}`);
    }
    const base = { by, room, type, content, answer, delayId, delay, txnId, due: dueAfter(answer, delay) };
    const event: DelayedEvent = stateKey === undefined ? base : { ...base, stateKey };
    this.#scheduled.push(event);
    return event;
  }

  // ---- actions ----

  /** Sends an event that waits (DE-ACT-5). */
  send(event: DelayedEvent, requirement: Id = 'DE-ACT-5'): Promise<Answer> {
    return this.#act(event, 'send', requirement);
  }

  /** Cancels an event that waits (DE-ACT-6). */
  cancel(event: DelayedEvent, requirement: Id = 'DE-ACT-6'): Promise<Answer> {
    return this.#act(event, 'cancel', requirement);
  }

  /** Restarts the timer of an event that waits (DE-ACT-7). */
  async restart(event: DelayedEvent, requirement: Id = 'DE-ACT-7'): Promise<Answer> {
    const answer = await this.#act(event, 'restart', requirement);
    restartTimer(event, answer, event.delay);
    return answer;
  }

  // ---- looking ----

  /**
   * Looks up an event as its owner, and makes sure that it is there (DE-GET-1).
   *
   * @throws TooCoarse when it may have been due before the answer, and the server forgets what is over
   */
  async lookup(event: DelayedEvent, requirement: Id = 'DE-GET-1'): Promise<LookedUp> {
    const answer = await this.tryLookup(event.by, event);
    if (answer.refused && !this.can('a lookup of what is over')) this.requireInTime(answer, event);
    // Only that it is unknown tells what has become of the event.
    const isTelling = answer.ok || answer.status === 404;
    this.presuppose(isTelling ? requirement : 'DE-GET-1', answer.ok && isRecord(answer.json), {
      what: 'looking an event up',
      expected: 200,
      seen: answer,
    });
    const found = this.form.read(answer.json ?? null);
    if (found.finalised === undefined) this.#seenWaiting.add(event);
    return found;
  }

  /**
   * What waits by a list, or by a refusal of one. A list in no form that is known breaks nothing but what is said of lists,
   * which is no requirement (DE-LIST-2), and tells nothing of what waits.
   *
   * @throws NotApplicable where it is none
   */
  entriesOf(answer: Answer): readonly JsonRecord[] {
    if (answer.ok && !isList(answer)) this.notApplicable('the list of what waits has no form that is known');
    return entriesOf(answer);
  }

  /**
   * Judges that an event still waits, by looking it up or listing it.
   *
   * @throws TooCoarse when it may have been due before the answer
   */
  async requireScheduled(requirement: Id, event: DelayedEvent, why: string): Promise<void> {
    const answer = this.can('a lookup')
      ? await this.tryLookup(event.by, event)
      : await this.tryList(event.by, { amongOthers: true });
    const entries = this.can('a lookup') ? [answer.json ?? null] : this.entriesOf(answer);
    const found = entries.map(this.form.read).find(({ delayId }) => delayId === event.delayId);
    const waits = answer.ok && found !== undefined && found.finalised === undefined;
    if (!waits) this.requireInTime(answer, event);
    // The server's clock may have been set in between.
    const endedAfter = Math.abs(Number(found?.finalised?.at) - Number(found?.since));
    const isAtOnce = found?.finalised?.eventId !== undefined && endedAfter < this.beats(0.5);
    if (isAtOnce && !this.#seenWaiting.has(event) && !isAbout(EARLINESS, requirement)) {
      this.presuppose('DE-TIME-1', false, `${why}: the event was sent as soon as it was scheduled, says ${answer}`);
    }
    this.require(requirement, waits, { what: why, expected: 'the event to wait still', seen: answer });
    this.#seenWaiting.add(event);
  }

  /** Judges how an event has ended, by looking it up; returns what was found. For forms with a lookup of what is over. */
  async requireFinalised(requirement: Id, event: DelayedEvent, outcome: Outcome, why: string): Promise<LookedUp> {
    const found = await this.lookup(event, requirement);
    const { eventId, error } = found.finalised ?? {};
    const isUntold =
      outcome === 'failed' &&
      (found.finalised === undefined ? await this.isOverUntold(event) : eventId === undefined && error === undefined);
    this.presuppose('DE-GET-8', !isUntold, {
      what: why,
      expected: 'the error that it has failed with',
      seen: JSON.stringify(found.entry),
    });
    this.require(requirement, found.finalised !== undefined && outcomeOf(found.finalised) === outcome, {
      what: why,
      expected: `the event to be ${outcome}`,
      seen: JSON.stringify(found.entry),
    });
    return found;
  }

  /** Whether an event that is told to wait is over: then it cannot be restarted any more (DE-ACT-9). */
  async isOverUntold(event: DelayedEvent): Promise<boolean> {
    return (await this.tryAct(event.by, event, 'restart')).status === 409;
  }

  /** What the check has scheduled so far. */
  get scheduled(): readonly DelayedEvent[] {
    return this.#scheduled;
  }

  /** Whether an event of this `event_id`, and with other content, has come into a room in which the check has scheduled something. */
  hasSeenAnother({ event_id: eventId, content }: SeenEvent): boolean {
    return this.#scheduled.some(({ room }) =>
      room.timeline.arrivals.some(({ event }) => event.event_id === eventId && !sameJson(event.content, content)),
    );
  }

  /** Whether an event has come so far. */
  hasCome(event: DelayedEvent): boolean {
    return this.arrivalOf(event) !== undefined;
  }

  // ---- refusals ----

  /**
   * Judges that a request was refused in the way that is wanted. That the server has no such endpoint is never what was
   * wanted, unless its code is asked for.
   */
  requireRefused(
    requirement: Id,
    answer: Answer,
    { status, errcodes, fields = {} }: RefusalWanted,
    what: string,
  ): void {
    const statuses = [status].flat();
    const isWanted = statuses.includes(answer.status);
    const wanted = `${statuses.join(' or ')}${errcodes === undefined ? '' : ` ${errcodes.join(' or ')}`}`;
    if (answer.refused && !isWanted) this.session.refusedUnexpectedly = true;
    this.require(requirement, isWanted, {
      what,
      expected: `a refusal with ${wanted}`,
      seen: answer,
      ...(answer.ok ? { symptom: 'accepted' } : {}),
    });
    this.requireRefusal(requirement, answer, what, answer.status);
    const code = answer.errcode ?? '';
    const isTold = errcodes?.includes(code) ?? code !== 'M_UNRECOGNIZED';
    this.require(requirement, isTold, { what, expected: `a refusal with ${wanted}`, seen: answer });
    for (const [name, value] of Object.entries(fields)) {
      const expected = `a refusal with ${wanted} and ${value} as ${name}`;
      this.require(requirement, answer.string(name) === value, { what, expected, seen: answer });
    }
  }

  /** How the form that is spoken refuses in a trouble for which not all forms have the same words. */
  refusal(trouble: Trouble): Refusal {
    return this.form.refusals[trouble];
  }

  /** Ends the check where the form has no words for what it needs, or for what it judges. */
  presupposeWords(needed: readonly Phrase[], judged: readonly Id[]): void {
    const cannot: Readonly<Record<string, string | undefined>> = this.form.cannot;
    const reason = [...needed.map((phrase) => this.whyNot(phrase)), ...judged.map((id) => cannot[id])].find(
      (each) => each !== undefined,
    );
    if (reason !== undefined) this.notApplicable(reason);
  }

  /**
   * Ends the check where it has taken longer than the longest delay that the server takes: what was to wait all the time has been due.
   *
   * @throws Inconclusive
   */
  presupposeFarAway(): void {
    if (this.far > SHORT_MS) return;
    const isOver = ({ by, delayId, due }: DelayedEvent): boolean =>
      (due?.earliest ?? Number.POSITIVE_INFINITY) <= this.now() && this.waitingOf(by).includes(delayId);
    if (this.#farAway.some(isOver)) {
      throw new Inconclusive(`the longest delay that the server takes, ${this.far} ms, was over before the check was`);
    }
  }

  /**
   * Ends the check where the server does not take delays as long as its waits, which are longer the second time.
   *
   * @param beats - the longest time that the check waits
   */
  presupposeDelays(beats: number): void {
    this.#presupposeDelay(this.beats(beats));
  }

  // ---- inside ----

  /** Ends the check where the server does not take a delay. A server that is set up for one check has a maximum of its own. */
  #presupposeDelay(delay: number): void {
    const { maxDelay = Number.POSITIVE_INFINITY } = this.dialect;
    if (this.session.target.kind === 'url' && delay > maxDelay) {
      this.notApplicable(`this takes a delay of ${delay} ms, and the server's maximum is ${maxDelay} ms`);
    }
  }

  protected override scheduleWitness(): Promise<DelayedEvent | undefined> {
    return this.tryPlain(false);
  }

  /** The body of a refusal is DE-ERR-1's affair, but for the requirements that speak of it themselves. */
  protected override requirementOnErrors(requirement: string): string {
    return ON_ERROR_BODIES.has(requirement) ? requirement : 'DE-ERR-1';
  }

  /** An event is over when its outcome is told; where outcomes are not kept, when it is not to be found any more. */
  protected override async areOver(events: readonly DelayedEvent[]): Promise<boolean> {
    const isOver = async (event: DelayedEvent): Promise<boolean> => {
      if (this.can('a lookup')) {
        const answer = await this.tryLookup(event.by, event);
        if (!this.can('a lookup of what is over')) return answer.status === 404 && !answer.unrecognised;
        return answer.ok && this.form.read(answer.json ?? null).finalised !== undefined;
      }
      if (!this.can('a list')) return false;
      const answer = await this.tryList(event.by);
      return answer.ok && this.entriesOf(answer).every((entry) => this.form.read(entry).delayId !== event.delayId);
    };
    return (await Promise.all(events.map(isOver))).every(Boolean);
  }

  /** An event comes as it was scheduled, state as state (DE-SCHED-2, DE-SCHED-4), or it is another one (DE-SEND-1). */
  protected override async whenArrived(
    requirement: string,
    event: DelayedEvent,
    arrival: Arrival,
    why: string,
  ): Promise<void> {
    await this.#whenScheduled(requirement, event, arrival, why);
    const { event: seen } = arrival;
    const { type, stateKey, content } = event;
    const isSame = seen.type === type && seen.state_key === stateKey && sameJson(seen.content, content);
    const asked = describe({ ...seen, type, content, ...(stateKey === undefined ? {} : { state_key: stateKey }) });
    const isOfItsKind = (stateKey === undefined) === (seen.state_key === undefined);
    const isKnown = isOfItsKind || isSame || event.dueBefore !== undefined || (await this.#isKnownAs(event));
    const broken = isKnown ? 'DE-SEND-1' : kindRequirement(event);
    this.presuppose(broken, isSame, { what: why, expected: asked, seen: describe(seen) });
  }

  /** Whether the server shows that it knows an event's kind, message or state: then it was only sent as the other one. */
  async #isKnownAs(event: DelayedEvent): Promise<boolean> {
    if (!this.can('a lookup')) return false;
    const answer = await this.tryLookup(event.by, event);
    return answer.ok && this.form.read(answer.json ?? null).stateKey === event.stateKey;
  }

  /**
   * An event that comes a second time breaks that it comes once, whatever the silence was to prove (DE-SEND-2); one that was
   * cancelled, that it never comes (DE-ACT-6), or that nothing revives it (DE-ACT-9).
   */
  protected override async whenUnexpected(
    requirement: string,
    arrival: Arrival,
    room: Room,
    what: string,
  ): Promise<void> {
    const { event: seen, seenAt } = arrival;
    const scheduled = this.#scheduled.find((event) => event.room === room && isEventOf(event)(seen));
    const came = room.timeline.arrivals.map(({ event }) => event);
    if (scheduled !== undefined) await this.#whenScheduled(requirement, scheduled, arrival, what);
    const isSecond = scheduled !== undefined && came.slice(0, came.indexOf(seen)).some(isEventOf(scheduled));
    if (isSecond) {
      if (isAbout(COMING_ONCE, requirement)) return;
      this.presuppose('DE-SEND-2', false, {
        what,
        expected: 'the event once',
        seen: `it came a second time: ${describe(seen)}`,
        symptom: 'unexpected',
        amiss: { unwanted: [seen] },
      });
    }
    const wasDue = scheduled !== undefined && scheduled.delay === this.far && seenAt >= (scheduled.due?.earliest ?? 0);
    if (wasDue && !this.wasCancelled(scheduled)) {
      throw new Inconclusive(`the longest delay that the server takes, ${this.far} ms, was over before the check was`);
    }
    if (scheduled === undefined || !this.wasCancelled(scheduled) || isAbout(CANCELLING, requirement)) return;
    const isDue = seenAt >= (scheduled.due?.earliest ?? 0) - this.session.target.settings.clockSlack;
    this.presuppose(isDue ? 'DE-ACT-6' : 'DE-ACT-9', false, {
      what,
      expected: 'nothing of what was cancelled',
      seen: `it came: ${describe(seen)}`,
      symptom: 'unexpected',
      amiss: { unwanted: [seen] },
    });
  }

  /**
   * An event that comes with being scheduled, long before its time and without a send, breaks that it comes no earlier
   * (DE-TIME-1), or where it is not told as sent, that there is nothing of it to be seen (DE-SCHED-10).
   */
  async #whenScheduled(requirement: string, event: DelayedEvent, arrival: Arrival, why: string): Promise<void> {
    const { seenAt, event: seen } = arrival;
    const { answer, due } = event;
    const comesAtOnce = seenAt <= answer.answeredAt + this.beats(0.5);
    const isEarly = seenAt < Math.min(due?.earliest ?? 0, this.sendAskedAt(event)) - this.beats(0.5);
    // What was cancelled comes for another reason.
    if (!comesAtOnce || !isEarly || this.wasCancelled(event) || isAbout(EARLINESS, requirement)) return;
    const found = this.can('a lookup') ? await this.tryLookup(event.by, event) : undefined;
    const isUnsent = found?.ok === true && this.form.read(found.json ?? null).finalised?.eventId === undefined;
    this.presuppose(isUnsent ? 'DE-SCHED-10' : 'DE-TIME-1', false, {
      what: why,
      expected: 'nothing before the delay is over',
      seen: 'the event came as soon as it was scheduled',
      symptom: 'early',
      amiss: { unwanted: [seen] },
    });
  }

  /** How many events of a user's the check has waiting for certain at some moment: none that a timer may have sent by then. */
  #waitingAt(at: number, by: User): number {
    const due = this.#scheduled.filter(({ due }) => due !== undefined && due.earliest <= at);
    const gone = new Set(due.map(({ delayId }) => delayId));
    return this.waitingOf(by).filter((delayId) => !gone.has(delayId)).length;
  }

  /** Carries out an action on an event that has to wait still, and makes sure that it did. */
  async #act(event: DelayedEvent, action: Action, requirement: Id): Promise<Answer> {
    const answer = await this.tryAct(event.by, event, action);
    this.requireInTime(answer, event);
    if (answer.refused) this.session.refusedUnexpectedly = true;
    // Where there is no such endpoint at all, it is no single action that is amiss.
    this.presuppose(answer.unrecognised ? 'DE-ACT-1' : requirement, answer.ok, {
      what: `${action} of an event that waits`,
      expected: 200,
      seen: answer,
    });
    return answer;
  }
}

/** What is broken where an event was taken for one of the other kind. */
function kindRequirement({ stateKey }: DelayedEvent): Id {
  return stateKey === '' ? 'DE-SCHED-4' : 'DE-SCHED-2';
}

function outcomeOf({ eventId, error }: NonNullable<LookedUp['finalised']>): Outcome {
  if (error !== undefined) return 'failed';
  return eventId === undefined ? 'cancelled' : 'sent';
}
