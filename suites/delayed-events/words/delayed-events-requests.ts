import type { Session } from '../../kit/checks/session.js';
import { Unanswered, Violation } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Room } from '../../kit/rooms/room.js';
import type { RequestOptions, User } from '../../kit/rooms/user.js';
import type { Span } from '../../kit/time/time-window.js';
import { ScheduledEventsContext } from '../../scheduled-events/scheduled-events-context.js';
import type { Operation } from '../blame/operation.js';
import { type DelayedEventsDialect, delayedEventsDialectSchema } from '../dialect.js';
import { forms } from '../wire/forms.js';
import type { FormName, Phrase, WireForm, WireRequest } from '../wire/wire-form.js';
import type { Action, BareWish, DelayedEvent } from './delayed-event.js';
import { JUDGING } from './judging.js';

/** The forms of stable paths, beside which there may be unstable ones. */
export const ON_STABLE_PATHS: ReadonlySet<FormName> = new Set<FormName>(['accepted', 'july-stable']);

/** What a form may have words for and a server may nevertheless not do: it keeps nothing that is over. */
const ABOUT_WHAT_IS_OVER: ReadonlySet<Phrase> = new Set<Phrase>(['a remembered outcome', 'a lookup of what is over']);

/** What it means to have asked for an action. */
const OPERATIONS: Readonly<Record<string, Operation>> = { send: 'sent', cancel: 'cancelled', restart: 'restarted' };

/** What is broken where a call is never answered, by what it is called. */
const UNANSWERED: Readonly<Record<string, string>> = {
  'scheduling an event': 'DE-SCHED-1',
  send: 'DE-ACT-5',
  cancel: 'DE-ACT-6',
  restart: 'DE-ACT-7',
  'looking an event up': 'DE-GET-1',
};

/**
 * The requests of the `delayed-events` revision, in the form that the server speaks. No answer is judged here: each returns it,
 * whatever it is. That there is none ever is a violation.
 */
export abstract class DelayedEventsRequests extends ScheduledEventsContext<DelayedEvent> {
  readonly dialect: DelayedEventsDialect;
  /** Who has scheduled what is not known to be over, by its `delay_id`. */
  readonly #waiting = new Map<string, User>();
  #form: WireForm;
  readonly #second: string | undefined;
  #waitsForLimits = true;
  readonly #operations = new Set<Operation>();
  /** The transaction id of what was scheduled, by its `delay_id`. */
  readonly #txnIds = new Map<string, string>();
  #sharedId: string | undefined;
  readonly #cancelled = new Set<string>();
  readonly #sends = new Map<string, number>();

  constructor(session: Session) {
    super(session, JUDGING);
    this.#second = session.stage.accounts[1]?.userId;
    this.dialect = delayedEventsDialectSchema.parse(session.dialect);
    this.#form = forms[this.dialect.form];
  }

  /** What has been done so far, as far as it may explain what is found. */
  get operations(): ReadonlySet<Operation> {
    return new Set(this.#operations);
  }

  /** A `delay_id` that was given to two requests with different transaction ids. */
  get sharedId(): string | undefined {
    return this.#sharedId;
  }

  /** The form in which everything is said. */
  get form(): WireForm {
    return this.#form;
  }

  /**
   * Says everything on the unstable paths from now on, where the stable ones are spoken.
   *
   * @throws NotApplicable where the server does not have both
   */
  speakUnstably(): void {
    this.#form = this.otherForm ?? this.notApplicable('the server does not offer both stable and unstable paths');
  }

  /** Schedules without waiting for places, or limits, from now on: for what is only tried. */
  hurry(): void {
    this.#waitsForLimits = false;
  }

  /** Makes sure that a path was there, where an answer came on the unstable one (DE-UNST-1). */
  presupposeUnstable(answer: Answer): void {
    // An error without its code is no sign of a path that is not there.
    const isError = answer.errcode !== undefined || answer.string('error') === undefined;
    this.presuppose('DE-ERR-1', isError, `a refusal on the unstable path has no errcode: ${answer}`);
    this.presuppose('DE-UNST-1', !answer.unrecognised, `there is no such path under the unstable prefix: ${answer}`);
  }

  /** A delay in milliseconds that is not over while a check looks. */
  get far(): number {
    return this.dialect.farDelay;
  }

  /**
   * A delay that ends before {@link far}, for what is due before something else.
   *
   * @param share - how much of it, from 0 to 1
   * @returns whole milliseconds, whatever maximum the server has
   */
  partOfFar(share: number): number {
    return Math.max(1, Math.floor(this.far * share));
  }

  protected delayOf({ delay }: DelayedEvent): number {
    return delay;
  }

  /** Why something cannot be said to this server; `undefined` where it can. */
  whyNot(phrase: Phrase): string | undefined {
    const kept = this.dialect.retains || !ABOUT_WHAT_IS_OVER.has(phrase);
    return this.form.lacks[phrase] ?? (kept ? undefined : 'the server does not keep what is over');
  }

  /** Whether the form has words for something, for what a check does besides. */
  can(phrase: Phrase): boolean {
    return this.whyNot(phrase) === undefined;
  }

  /** The form of the unstable paths where the stable ones are spoken: the accepted one, or an older one for older clients. */
  get otherForm(): WireForm | undefined {
    const { form, beside } = this.dialect;
    return ON_STABLE_PATHS.has(form) && beside !== undefined ? forms[beside] : undefined;
  }

  /** The form of the paths under the unstable prefix; `undefined` where the server is not known to have any. */
  get unstableForm(): WireForm | undefined {
    return ON_STABLE_PATHS.has(this.dialect.form) ? this.otherForm : this.form;
  }

  /**
   * Tries to schedule an event and returns the answer, whatever it is. Only what the wish names is sent.
   *
   * @param form - the wire form to say it in, where it is another one than the checks speak
   */
  async trySchedule(
    by: User,
    room: Pick<Room, 'id'>,
    wish: BareWish,
    options: RequestOptions = {},
    form = this.form,
  ): Promise<Answer> {
    const { type = 'm.room.message', txnId = this.uniqueName('txn') } = wish;
    const answer = await this.#say(
      'scheduling an event',
      by,
      form.schedule({ ...wish, roomId: room.id, type, txnId }),
      {
        takesPlace: true,
        ...(this.#waitsForLimits ? {} : { patient: false }),
        ...options,
      },
    );
    const delayId = answer.ok ? answer.string('delay_id') : undefined;
    if (delayId !== undefined) this.#waits(delayId, by, answer, wish.delay);
    if (delayId !== undefined) this.#noteScheduled(by, { ...wish, txnId }, delayId);
    return answer;
  }

  #noteScheduled(by: User, { stateKey, delay, txnId = '' }: BareWish, delayId: string): void {
    this.#operations.add('scheduled');
    if (by.userId === this.#second) this.#operations.add('scheduled as another user');
    if (stateKey !== undefined) this.#operations.add('scheduled state');
    if (stateKey === '') this.#operations.add('scheduled state with an empty key');
    if (delay !== this.far) this.#operations.add('scheduled what is due');
    if ((this.#txnIds.get(delayId) ?? txnId) !== txnId) this.#sharedId = delayId;
    this.#txnIds.set(delayId, txnId);
  }

  /** Tries an action on an event, or on any `delay_id`, and returns the answer, whatever it is. */
  async tryAct(
    by: User,
    event: DelayedEvent | string,
    action: Action | (string & {}),
    options: RequestOptions = {},
    form = this.form,
  ): Promise<Answer> {
    const delayId = idOf(event);
    const answer = await this.#say(action, by, form.act(delayId, action), options);
    const operation = OPERATIONS[action];
    if (operation !== undefined) this.#operations.add(operation);
    // What is refused may be carried out all the same.
    if (action === 'send' && !this.#sends.has(delayId)) this.#sends.set(delayId, answer.sentAt);
    if (answer.ok && action === 'cancel') this.#cancelled.add(delayId);
    if (answer.ok && action !== 'restart') this.#isOver(delayId);
    if (answer.ok && action === 'restart') this.#waitsAnew(delayId, answer, event);
    return answer;
  }

  /** The ids of a user's events that nobody has sent or cancelled, as far as the check knows; a timer may have sent some. */
  protected waitingOf({ userId }: User): readonly string[] {
    return [...this.#waiting].flatMap(([delayId, by]) => (by.userId === userId ? [delayId] : []));
  }

  /** Whether a cancel of this event was answered as carried out. */
  protected wasCancelled({ delayId }: DelayedEvent): boolean {
    return this.#cancelled.has(delayId);
  }

  /** When a send of this event was asked for first. */
  protected sendAskedAt({ delayId }: DelayedEvent): number {
    return this.#sends.get(delayId) ?? Number.POSITIVE_INFINITY;
  }

  /** Tries to look up an event, or any `delay_id`, and returns the answer, whatever it is. */
  tryLookup(by: User, event: DelayedEvent | string, options: RequestOptions = {}, form = this.form): Promise<Answer> {
    const isOver = typeof event !== 'string' && !this.#waiting.has(event.delayId);
    const isDue = typeof event !== 'string' && this.now() >= (event.due?.earliest ?? Number.POSITIVE_INFINITY);
    this.#operations.add(isOver || isDue ? 'looked up what is over' : 'looked up');
    return this.#say('looking an event up', by, form.lookup(idOf(event)), { amongOthers: true, ...options });
  }

  /** Tries to list what a user has waiting, and returns the answer, whatever it is. */
  tryList(by: User, options: RequestOptions = {}, form = this.form): Promise<Answer> {
    return this.#say('listing events', by, form.list(), options);
  }

  /**
   * Cancels what the check has left waiting, so that the shared account's limits are not used up. What has happened stays
   * as it is: neither evidence nor verdict is touched. A server of the check's own is thrown away instead.
   */
  async takeBack(): Promise<void> {
    if (this.session.target.kind === 'url') await this.cancelWaiting();
  }

  /** Cancels what the check has left waiting, so that there are places for other events. */
  async cancelWaiting(): Promise<void> {
    const { accounts, send } = this.session.stage;
    const calls = [...this.#waiting].map(async ([delayId, by]) => {
      // Further devices may have logged out.
      const account = accounts.find(({ userId }) => userId === by.userId) ?? by.account;
      const { method, path, json } = this.form.act(delayId, 'cancel');
      const headers = { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' };
      const answer = await send({ method, path, headers, body: JSON.stringify(json) });
      // What is refused is over, and not to be asked for again at the end of the run.
      if (answer.ok || [404, 409].includes(answer.status)) this.#isOver(delayId);
    });
    await Promise.allSettled(calls);
  }

  #waitsAnew(delayId: string, restart: Span, event: DelayedEvent | string): void {
    const by = this.#waiting.get(delayId);
    if (by !== undefined) this.#waits(delayId, by, restart, typeof event === 'string' ? undefined : event.delay);
  }

  /** @param delay - milliseconds after the request, where that is known */
  #waits(delayId: string, by: User, { answeredAt }: Span, delay: unknown): void {
    const until = typeof delay === 'number' ? answeredAt + delay + JUDGING.longestLateness : Number.POSITIVE_INFINITY;
    this.#waiting.set(delayId, by);
    this.session.stage.leftWaiting(by.account, delayId, until);
  }

  #isOver(delayId: string): void {
    const by = this.#waiting.get(delayId);
    this.#waiting.delete(delayId);
    if (by !== undefined) this.session.stage.noLongerWaiting(by.account, delayId);
  }

  async #say(
    what: string,
    by: User,
    { method, path, query, json, repeatable }: WireRequest,
    options: RequestOptions,
  ): Promise<Answer> {
    const said = {
      ...(query === undefined ? {} : { query }),
      ...(json === undefined ? {} : { json }),
      ...(repeatable === undefined ? {} : { repeatable }),
    };
    const answer = await by
      .request(method, path, { ...said, ...options, ...queries(query, options.query) })
      .catch((error: unknown) => this.#unanswered(what, error));
    // What is read there is no part of what has to be there (DE-UNST-1).
    if (this.#form === this.otherForm && method !== 'GET') this.presupposeUnstable(answer);
    return answer;
  }

  /** Judges a call that is never answered, whoever makes it: it does not do what it is for. */
  #unanswered(what: string, error: unknown): never {
    const broken = UNANSWERED[what];
    if (!(error instanceof Unanswered) || broken === undefined) throw error;
    throw new Violation(
      broken,
      { what, expected: 'an answer', seen: `none: ${error.message}` },
      { firm: true, plain: true },
    );
  }
}

/** What a form says in the query and what a check adds to that. */
function queries(
  said: Readonly<Record<string, string>> | undefined,
  added: RequestOptions['query'],
): Pick<RequestOptions, 'query'> {
  if (said === undefined || added === undefined) return {};
  return {
    query: new URLSearchParams([...new URLSearchParams(said), ...new URLSearchParams(added as URLSearchParams)]),
  };
}

function idOf(event: DelayedEvent | string): string {
  return typeof event === 'string' ? event : event.delayId;
}
