import { Context } from '../kit/checks/context.js';
import type { Session } from '../kit/checks/session.js';
import { Spoilt, TooCoarse, Violation } from '../kit/checks/verdict.js';
import type { SeenEvent } from '../kit/rooms/matrix-json.js';
import type { Room } from '../kit/rooms/room.js';
import type { Arrival } from '../kit/rooms/timeline.js';
import type { Subscribe } from '../kit/time/target-time.js';
import { type Span, type TimeWindow, dueAfter } from '../kit/time/time-window.js';
import { judgeLateness } from './judge-lateness.js';
import type { Judging } from './judging.js';
import { type Missing, MissingEvents } from './missing-events.js';
import { type ScheduledEvent, type Sender, isEventOf } from './scheduled-event.js';

/** What else an event's moment may tell. */
export interface Suspicion {
  /**
   * What it means when the event comes as early as a misunderstanding would have it; plain earliness unless said
   * otherwise, and wherever the event comes nearer to its own time than to that.
   */
  readonly early?: string;
  /** When that would be; unless said, before the last restart counted, or a beat too early where there was none. */
  readonly earlyAt?: TimeWindow;
  /** When it would be due under a misunderstanding: coming that late breaks the requirement rather than being lateness. */
  readonly instead?: TimeWindow;
}

/**
 * The words for what becomes of scheduled events, whatever the revision: due, sent, in time, never sent. A revision says
 * what it breaks by its {@link Judging}, and judges what comes by overriding the words below `when`.
 */
export abstract class ScheduledEventsContext<E extends ScheduledEvent> extends Context {
  readonly #judging: Judging;

  constructor(session: Session, judging: Judging) {
    super(session);
    this.#judging = judging;
  }

  /** A delay in milliseconds that is not over while a check looks. */
  abstract get far(): number;

  /** Whether a check that finds its measurement too coarse is told once more, with twice the distance. */
  get canLookAgain(): boolean {
    return this.time === 'real' && this.session.spacing === 1;
  }

  /** Ends a story for which events come too late. They may be in time for it when it is told again, with twice the distance. */
  tooLateToTell(reason: string): never {
    if (this.canLookAgain) throw new TooCoarse(reason);
    this.notApplicable(reason);
  }

  /** How late events have come in this run at the worst, in milliseconds. */
  get usualLateness(): number {
    return this.session.target.lateness.worst;
  }

  /** Whether it is known by now that no event comes by itself here: then none is worth waiting for. */
  get nothingComes(): boolean {
    return this.session.target.lateness.nothingComes;
  }

  override get patience(): number {
    const { lateness, settings } = this.session.target;
    return lateness.patience(settings.patience, this.#judging.longestLateness);
  }

  /**
   * Learns how late events come in this run, where none has come by itself so far: until then it proves nothing that one
   * has not come yet.
   *
   * @returns whether any comes at all; `undefined` where that could not be found out
   */
  async learnLateness(): Promise<boolean | undefined> {
    const { lateness, settings } = this.session.target;
    if (settings.pinnedLateness !== undefined) return true;
    return lateness.learn(async () => {
      const event = await this.scheduleWitness();
      if (event?.due === undefined) return undefined;
      const dueAt = event.due.latest;
      const limit = dueAt + this.#judging.longestLateness;
      return lateness.waitFor({ what: 'the first event that was due', dueAt, until: limit }, async () => {
        for (;;) {
          const arrival = this.arrivalOf(event);
          if (arrival !== undefined) lateness.record(Math.max(0, arrival.seenAt - dueAt), dueAt);
          if (lateness.isKnown) return true;
          if (this.now() > limit) return false;
          await this.session.waitUntil(this.now() + this.beats(0.25));
          // Where syncs are stuck, nothing is seen to come, and nothing was learnt.
          if (this.now() > limit) await this.fence(event.room);
        }
      });
    });
  }

  /** Schedules an event for nothing but to see how late it comes; `undefined` where a revision has no such event. */
  protected scheduleWitness(): Promise<E | undefined> {
    return Promise.resolve(undefined);
  }

  /** How long an event waits, in milliseconds; `undefined` where it is never due by itself. */
  protected abstract delayOf(event: E): number | undefined;

  /**
   * Waits for an event that is due by itself and judges when it came: before it could be due is a violation, later than
   * is fine a warning or, where the lateness is pinned, a violation.
   *
   * @param requirement - what it means when the event does not come at all
   */
  async requireDue(requirement: string, event: E, why: string, suspicion: Suspicion = {}): Promise<SeenEvent> {
    const { due } = event;
    if (due === undefined) throw new Error('this event is never due by itself');
    const seen = await this.#arrivalWhenDue(event, due, 'timer', why);
    if (seen === undefined) throw this.#missing(requirement, { event, due, by: 'timer' }, why);
    return this.#judgeArrival(requirement, event, seen, due, 'timer', why, suspicion);
  }

  /** As {@link requireDue}, for an event that a request had sent at once. */
  async requireSent(requirement: string, event: E, request: Span, why: string): Promise<SeenEvent> {
    const due = dueAfter(request, 0);
    const seen = await this.#arrivalWhenDue(event, due, 'request', why);
    if (seen === undefined) throw this.#missing(requirement, { event, due, by: 'request' }, why);
    return this.#judgeArrival(requirement, event, seen, due, 'request', why);
  }

  /** Judges that none of these events is ever sent, and nothing else comes either. All are of one room. */
  async requireNothing(requirement: string, events: E | readonly E[], why: string): Promise<void> {
    const all: readonly E[] = [events].flat() as E[];
    const { room } = firstOf(all);
    for (const event of all) room.ask(event);
    // What nobody lives to see in real time is waited for where time is free; but never what is far away on purpose.
    const waitedFor = all.filter((event) => {
      const delay = this.delayOf(event) ?? this.far;
      return this.time === 'virtual' ? delay !== this.far : delay < this.far;
    });
    const dues = waitedFor.flatMap(({ due }) => (due !== undefined && due.latest > this.now() ? [due] : []));
    for (const { earliest, latest } of dues) {
      this.session.expect({ kind: 'not-due', from: earliest, to: latest, what: why });
    }
    const until = Math.max(this.now(), ...dues.map(({ latest }) => latest));
    await this.requireSilence(requirement, room, until, why);
  }

  protected override get silence(): number {
    const { bound } = this.#judging;
    const isPinned = this.session.target.settings.silence !== undefined;
    // What comes later than the text has it may come later still.
    if (bound === undefined || isPinned || this.usualLateness > bound) return super.silence;
    return Math.min(super.silence, bound);
  }

  /** As for every revision; what the event that breaks the silence breaks by itself goes before what was to be proven. */
  override async requireSilence(requirement: string, room: Room, until: number, what: string): Promise<void> {
    try {
      do await super.requireSilence(requirement, room, until, what);
      while (!(await this.#hasProven(until)));
      this.session.concludeFrom(this.now() - until);
    } catch (error) {
      if (error instanceof Violation) {
        for (const arrival of room.unexpected()) await this.whenUnexpected(requirement, arrival, room, what);
      }
      throw error;
    }
  }

  /**
   * Whether an event comes: for what the text leaves open.
   *
   * @param due - when it would be due, where not by itself
   */
  async comes(event: E, due: TimeWindow | undefined = event.due): Promise<boolean> {
    if (due === undefined) throw new Error('this event is never due by itself');
    const hasCome = (): boolean => this.arrivalOf(event) !== undefined;
    // Where time costs nothing all of it may pass.
    if (this.time === 'real') await this.#waitUnless(hasCome, event.room, due.latest + this.silence);
    if (hasCome()) return (await this.eventIn(event.room, isEventOf(event), Number.NEGATIVE_INFINITY)) !== undefined;
    return (await this.sentBy(due.latest, [event])).length > 0;
  }

  /**
   * Judges that one of these events, any of them, is sent, and returns it. That no other is remains to be judged, by
   * {@link requireNothing}. All are of one room.
   *
   * @param latest - when the last of them is due
   */
  async requireOneOf(requirement: string, events: readonly E[], latest: number, why: string): Promise<E> {
    const { room } = firstOf(events);
    const isTimed = events.some(({ due }) => due !== undefined && due.latest <= latest);
    const arrival = await this.#arrivalIn(room, events, latest, isTimed ? 'timer' : 'request');
    const sent = arrival && events.find((event) => isEventOf(event)(arrival.event));
    for (const event of events) {
      if (event.due !== undefined && event.due.latest <= latest) {
        this.#noteDue(event.due, sent === event ? arrival : undefined, why);
      }
    }
    if (sent === undefined) {
      const missing = events.map((event): Missing<E> => {
        const { due } = event;
        return due !== undefined && due.latest <= latest
          ? { event, due, by: 'timer' }
          : { event, due: { earliest: event.answer.sentAt, latest }, by: 'request' };
      });
      const wrong = {
        what: why,
        expected: `one of ${events.length} events`,
        seen: 'none came',
        symptom: 'missing',
        amiss: { missing: events },
        sentence: `${why}: one of ${events.length} events had to come, and none did`,
      } as const;
      this.session.judged.add(requirement);
      throw new MissingEvents(requirement, wrong, missing, why);
    }
    this.require(requirement, true, why);
    return sent;
  }

  /**
   * Waits until a moment and a silence beyond it, and returns which of these events have been sent by then: one entry for
   * each time, in the order of the timeline. Judges nothing. All are of one room.
   */
  async sentBy(until: number, events: readonly E[]): Promise<E[]> {
    const { room } = firstOf(events);
    do await this.waitUntil(until + this.silence);
    while (!(await this.#hasProven(until)));
    this.session.concludeFrom(this.now() - until);
    await this.fence(room);
    return room.timeline.arrivals.flatMap(({ event: seen }) => {
      const event = events.find((candidate) => isEventOf(candidate)(seen));
      if (event === undefined) return [];
      room.acknowledge(seen.event_id);
      return [event];
    });
  }

  /**
   * Makes sure that a request was answered before the event could have been due: after that, the story is another one
   * than the check tells.
   *
   * @throws TooCoarse when it was not
   */
  requireInTime(request: Span, event: E): void {
    this.requireAllInTime(request, [event]);
  }

  /** As {@link requireInTime}, for several events. */
  protected requireAllInTime(request: Span, events: readonly E[]): void {
    const deadline = Math.min(...events.map(({ due }) => due?.earliest ?? Number.POSITIVE_INFINITY));
    if (request.answeredAt >= deadline) {
      throw new TooCoarse(
        `an answer took so long that a timer may have run out before it (${Math.round(request.answeredAt - deadline)} ms)`,
      );
    }
  }

  /**
   * Looks once more for events that a timer was to send and that had not come, the first time in a run as long as any may be late.
   * Where one has come meanwhile it was late, which is judged as such.
   *
   * @throws TooCoarse where that is no failure: as late as that events were not waited for
   */
  async requireStillMissing(missing: readonly Missing<E>[], why: string): Promise<void> {
    const isPinned = this.session.target.settings.pinnedLateness !== undefined;
    if (!isPinned && !this.nothingComes) await this.#waitLongest(missing.filter(({ by }) => by === 'timer'));
    for (const { event, due, by } of missing) {
      const arrival = by === 'timer' ? this.arrivalOf(event) : undefined;
      // Where all else is in time and a restarted one is late, restarting may have gone wrong.
      if (arrival === undefined || (isPinned && event.dueBefore !== undefined)) continue;
      const late = Math.round(arrival.seenAt - due.latest);
      judgeLateness(this.session, this.#judging, event, { dueAt: due.latest, seenAt: arrival.seenAt, by }, why);
      throw new TooCoarse(`${why}: the event came ${late} ms late, which is later than it was waited for`);
    }
  }

  /** Waits for any of some events until all of them are as late as any may be, or the server says that they are over. */
  async #waitLongest(missing: readonly Missing<E>[]): Promise<void> {
    const events = missing.map(({ event }) => event);
    const hasCome = (): boolean => events.some((event) => this.arrivalOf(event) !== undefined);
    if (events.length === 0 || hasCome() || (await this.areOver(events))) return;
    const { lateness } = this.session.target;
    const dueAt = Math.max(...missing.map(({ due }) => due.latest));
    const limit = dueAt + this.#judging.longestLateness;
    const awaited = { what: `an event of ${this.session.check.id}`, dueAt, until: limit };
    await lateness.waitLongest(() =>
      lateness.waitFor(awaited, async () => {
        while (!hasCome() && this.now() < limit) await this.session.waitUntil(this.now() + this.beats(0.25));
      }),
    );
    // Where syncs are stuck, nothing is seen to come.
    if (!hasCome()) await this.fence(firstOf(events).room);
  }

  /**
   * Waits for an event without asking the server for anything: the long poll of its room waits already.
   *
   * @param until - how long at the most
   * @returns whether it has come, and whether anybody of the run has asked for anything meanwhile; `undefined` where it has not
   */
  async comesUnasked(event: E, until: number): Promise<{ readonly isProven: boolean } | undefined> {
    const { stage } = this.session;
    const { subscribe } = event.room.timeline;
    const before = stage.asked();
    let then: number | undefined;
    // Noted at that very moment: the long poll asks again right afterwards.
    const look = (): void => {
      if (then === undefined && this.arrivalOf(event) !== undefined) then = stage.asked();
    };
    const end = subscribe(look);
    try {
      look();
      await stage.time.waitFor(() => then !== undefined, until, subscribe);
    } finally {
      end();
    }
    return then === undefined ? undefined : { isProven: then === before };
  }

  /** Where a scheduled event has been seen in its room so far. */
  arrivalOf(event: E): Arrival | undefined {
    return event.room.timeline.arrivals.find(({ event: seen }) => isEventOf(event)(seen));
  }

  /** Whether the server says of each of these events that it does not wait any more; not, where it cannot be asked. */
  protected async areOver(_events: readonly E[]): Promise<boolean> {
    return false;
  }

  /** Looks closer at an event that came: throws a violation where it is not as it was scheduled, or does nothing. */
  protected async whenArrived(_requirement: string, _event: E, _seen: Arrival, _why: string): Promise<void> {}

  /** Looks closer at an event that nobody expected: throws a violation that tells more, or does nothing. */
  protected async whenUnexpected(_requirement: string, _seen: Arrival, _room: Room, _what: string): Promise<void> {}

  /**
   * Whether a silence since some moment is long enough, now that it is known how late events come.
   *
   * @throws Spoilt where they do not come at all
   */
  async #hasProven(since: number): Promise<boolean> {
    if (this.session.target.settings.silence !== undefined) return true;
    if ((await this.learnLateness()) === false) {
      const { missing } = this.#judging.ids;
      throw new Spoilt(missing, 'no event comes by itself here, so that it proves nothing that none has come');
    }
    return this.now() >= since + this.silence;
  }

  /**
   * The first of some events that is due in a room; where it may be late as all others are, as soon as it is known how late
   * that is.
   *
   * @param by - what is to send it: where it is known that no timer sends anything, that is not waited for
   */
  async #arrivalIn(room: Room, events: readonly E[], latest: number, by: Sender): Promise<Arrival | undefined> {
    const matches = (seen: SeenEvent): boolean => events.some((event) => isEventOf(event)(seen));
    const { lateness } = this.session.target;
    const isInVain = (): boolean => by === 'timer' && this.nothingComes;
    const look = async (): Promise<Arrival | undefined> => {
      const isNoMore = await this.#isOverUnseen(room, matches, events, latest, isInVain);
      return this.eventIn(room, matches, isNoMore ? Number.NEGATIVE_INFINITY : latest + this.#grace);
    };
    const wasKnown = lateness.isKnown;
    const arrival = await look();
    return arrival === undefined && !wasKnown && (await this.learnLateness()) === true ? look() : arrival;
  }

  /**
   * Waits for what may come late, as long as the server has it waiting.
   *
   * @param isInVain - whether it is known by now that nothing comes
   * @returns whether the server says that it does not wait any more, and nothing has come in a silence after that; or it is
   *   in vain
   */
  async #isOverUnseen(
    room: Room,
    matches: (event: SeenEvent) => boolean,
    events: readonly E[],
    latest: number,
    isInVain: () => boolean,
  ): Promise<boolean> {
    // Where time costs nothing it is waited for whatever the server says.
    if (this.time === 'virtual' && !isInVain()) return false;
    const hasCome = (): boolean => room.timeline.arrivals.some(({ event }) => matches(event));
    const limit = (): number => latest + this.patience + this.#grace;
    const first = latest + this.silence;
    const isEnough = (): boolean => hasCome() || (isInVain() && this.now() >= first);
    for (let until = first; !hasCome(); until = this.now() + this.beats(1)) {
      await this.#waitUnless(isEnough, room, until);
      if (hasCome() || until > limit()) return false;
      if (isInVain()) return true;
      if (!(await this.areOver(events))) continue;
      return this.#waitUnless(hasCome, room, this.now() + this.silence);
    }
    return false;
  }

  /** Waits until a moment, or until something is seen in a room or known of all of them; whether it was not. */
  async #waitUnless(isSo: () => boolean, room: Room, until: number): Promise<boolean> {
    const { lateness } = this.session.target;
    const changes: Subscribe = (listener) => {
      const ends = [room.timeline.subscribe(listener), lateness.subscribe(listener)];
      return () => ends.forEach((end) => end());
    };
    return !(await this.session.stage.time.waitFor(isSo, until, changes));
  }

  /** How much longer than as late as they may come events are waited for: a bound is not to be cut to the millisecond. */
  get #grace(): number {
    return (this.#judging.bound ?? 0) / 10;
  }

  /** As {@link #arrivalIn}, for one event; takes note of when that was due, too. */
  async #arrivalWhenDue(event: E, due: TimeWindow, by: Sender, why: string): Promise<Arrival | undefined> {
    let arrival: Arrival | undefined;
    try {
      arrival = await this.#arrivalIn(event.room, [event], due.latest, by);
      return arrival;
    } finally {
      this.#noteDue(due, arrival, why);
    }
  }

  /** Takes note of when an event had to come, how late it may, and when it came. */
  #noteDue({ earliest, latest }: TimeWindow, arrival: Arrival | undefined, what: string): void {
    const { pinnedLateness, clockSlack } = this.session.target.settings;
    const fine = pinnedLateness ?? this.#judging.lateness;
    const came = arrival === undefined ? {} : { came: arrival.seenAt };
    this.session.expect({ kind: 'due', from: earliest - clockSlack, to: latest, until: latest + fine, ...came, what });
  }

  /** What is to be said where an event has not come. */
  #missing(requirement: string, missing: Missing<E>, why: string): MissingEvents<E> {
    this.session.judged.add(requirement);
    const wrong = {
      what: why,
      expected: 'the event when it was due',
      seen: 'it never came',
      symptom: 'missing',
      amiss: { missing: [missing.event] },
      sentence: `${why}: the event was due and never came`,
    } as const;
    return new MissingEvents(requirement, wrong, [missing], why);
  }

  /** Judges an event's arrival against a window. */
  async #judgeArrival(
    requirement: string,
    event: E,
    arrival: Arrival,
    due: TimeWindow,
    by: Sender,
    why: string,
    { early, earlyAt = event.dueBefore, instead }: Suspicion = {},
  ): Promise<SeenEvent> {
    const { ids, aboutSenders } = this.#judging;
    const { lateness, settings } = this.session.target;
    this.session.judged.add(requirement);
    await this.whenArrived(requirement, event, arrival, why);
    const { sender } = arrival.event;
    if (!aboutSenders.has(requirement)) {
      const wrong = { what: why, expected: `the event from ${event.by.userId}`, seen: sender };
      this.presuppose(ids.sender, sender === event.by.userId, wrong);
    }
    const tooEarly = Math.round(due.earliest - settings.clockSlack - arrival.seenAt);
    if (tooEarly > 0) {
      const misunderstood = earlyAt?.latest ?? due.earliest - this.beats(1);
      const broken = isNearer(arrival.seenAt, misunderstood, due.earliest) ? (early ?? ids.early) : ids.early;
      const seen = `${tooEarly} ms before it could be due`;
      const amiss = { unwanted: [arrival.event] };
      const wrong = { what: why, expected: 'the event when it was due', seen, symptom: 'early', amiss } as const;
      const sentence = `${why}: the event was seen ${seen}`;
      throw new Violation(broken, { ...wrong, sentence }, { firm: true });
    }
    this.require(early ?? ids.early, true, why);
    const late = Math.round(arrival.seenAt - due.latest);
    if (instead !== undefined && arrival.seenAt >= instead.earliest) {
      await this.learnLateness();
      // A hold-up on the way looks the same, but not twice and twice as long.
      if (this.canLookAgain || late <= 2 * lateness.worst)
        throw new TooCoarse('events come too late here to tell two deadlines apart');
      this.require(requirement, false, {
        what: why,
        expected: 'the event when it was due',
        seen: `it came ${late} ms later`,
        symptom: 'late',
        sentence: `${why}: the event came ${late} ms after it was due`,
      });
    }
    judgeLateness(this.session, this.#judging, event, { dueAt: due.latest, seenAt: arrival.seenAt, by }, why);
    return arrival.event;
  }
}

/** Whether a moment is nearer to what a misunderstanding would make of a deadline than to the deadline, or before both. */
export function isNearer(at: number, misunderstood: number, deadline: number): boolean {
  return at < (misunderstood + deadline) / 2;
}

function firstOf<E>(events: readonly E[]): E {
  const [first] = events;
  if (first === undefined) throw new Error('nothing to look for');
  return first;
}
