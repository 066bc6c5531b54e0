import { Session } from '../../kit/checks/session.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Stage } from '../../kit/targets/stage.js';
import { byArrival, makeTogether, type Manner, type ReadyCall } from '../../races/in-planned-order.js';
import type { RunRace } from '../../races/race-check.js';
import { RaceRecorder, WITHIN_A_MOMENT_MS } from '../../races/recorder.js';
import { DelayedEventsContext } from '../words/delayed-events-context.js';
import type { Arrival, Deed, History, RacingEvent, Told } from './history.js';
import type { PlannedCall, RacePlan } from './plan.js';

/** What events are called in stories, in the order in which they are asked for. */
const NAMES = 'ABCDEFGHIJKL';

/** An event of a race, and the ids that the server gave for it. */
interface Known extends RacingEvent {
  readonly content: JsonRecord;
  readonly txnId: string;
  readonly isNear: boolean;
  readonly ids: string[];
}

/**
 * Runs a race in a room of its own, waits until nothing can come any more, looks up and cancels whatever there was, and tells
 * all of it as a history.
 *
 * @param parent - the check's run, on whose stage it happens
 * @param cap - how many events may wait, where races are about that
 * @throws Inconclusive when something that happened cannot be known
 */
export async function runRace(
  plan: RacePlan,
  parent: Session,
  manner: Manner,
  cap?: number,
): Promise<RunRace<History>> {
  const race = new Race(parent, manner, cap);
  await race.prepare(plan);
  try {
    await (manner === 'together' ? race.together(plan.calls) : race.oneByOne(plan.calls));
    await race.lookBack();
    return {
      history: race.history(),
      async again() {
        await race.waitForStragglers();
        return race.history();
      },
    };
  } finally {
    await race.takeBack();
  }
}

class Race {
  readonly #parent: Session;
  readonly #stage: Stage;
  readonly #t: DelayedEventsContext;
  readonly #manner: Manner;
  readonly #cap: number | undefined;
  readonly #recorder: RaceRecorder<Deed>;
  readonly #events: Known[] = [];
  #place: Room | undefined;
  #shared: Known | undefined;
  /** The likeliest moment at which the near events are due, as long as they are left alone. */
  #moment: number | undefined;
  /** The last moment at which anything that is not far on purpose can have become due. */
  #until = 0;

  constructor(parent: Session, manner: Manner, cap: number | undefined) {
    this.#parent = parent;
    this.#stage = parent.stage;
    this.#manner = manner;
    this.#cap = cap;
    this.#t = this.#contextOn(parent.stage);
    this.#recorder = new RaceRecorder(parent.stage.time, 'DE-ERR-1');
  }

  async prepare({ events }: RacePlan): Promise<void> {
    this.#place = await this.#t.alice.createRoom();
    for (const kind of events) {
      const event = this.#newEvent(kind === 'near');
      await this.#schedule(this.#t, event);
      if (event.ids.length === 0) throw new Inconclusive('an event that a race begins with was refused');
    }
  }

  /** Makes the calls when the near events are due, or as soon as all is ready. */
  together(planned: readonly PlannedCall[]): Promise<void> {
    const calls = planned.flatMap((call) => this.#makeReady(call));
    const earliest = Math.min(0, ...planned.map(({ asked }) => asked));
    return makeTogether(this.#stage, calls, this.#moment ?? Math.ceil(this.#now - earliest));
  }

  /** Makes the calls one by one and with some distance, but before the near events are due. */
  async oneByOne(planned: readonly PlannedCall[]): Promise<void> {
    for (const call of byArrival(planned)) {
      await this.#t.letTimePass(this.#t.beats(1) / 4);
      for (const { make } of this.#makeReady(call)) await make(this.#stage);
    }
  }

  /** Waits until nothing can come any more, and finds out what became of each event. */
  async lookBack(): Promise<void> {
    const { lateness, settings } = this.#parent.target;
    await this.#t.waitUntil(Math.max(this.#until, this.#now) + lateness.silence(settings.silence));
    for (const event of this.#events) {
      if (event.ids.length === 0) continue;
      await this.#lookUp(this.#t, event);
      await this.#act(this.#t, event, 'cancel');
    }
    // Virtual time does not move on before everything has come.
    if (!this.#isVirtual) await this.#t.fence(this.#room);
  }

  async waitForStragglers(): Promise<void> {
    await this.#t.letTimePass(this.#t.patience);
    await this.#t.fence(this.#room);
  }

  takeBack(): Promise<void> {
    return this.#t.takeBack();
  }

  history(): History {
    const arrivals = this.#room.timeline.arrivals.flatMap(({ event, seenAt }): Arrival[] => {
      const of = this.#events.findIndex(({ content }) => content['label'] === event.content['label']);
      return of === -1 ? [] : [{ of, seenAt: this.#recorder.offset(seenAt) + this.#vagueness }];
    });
    return {
      manner: this.#manner,
      events: this.#events.map(({ name, delay }) => ({ name, delay })),
      calls: this.#recorder.calls,
      arrivals,
      until: this.#recorder.offset(this.#until),
      slack: Math.max(this.#parent.target.settings.clockSlack, WITHIN_A_MOMENT_MS),
      ...(this.#cap === undefined ? {} : { cap: this.#cap }),
    };
  }

  // ---- the calls ----

  /** A call of the plan as it can be made; none where it makes no sense. */
  #makeReady(planned: PlannedCall): ReadyCall[] {
    const ready = (call: (t: DelayedEventsContext) => Promise<unknown>): ReadyCall[] => [
      { planned, make: (stage) => call(stage === this.#stage ? this.#t : this.#contextOn(stage)) },
    ];
    switch (planned.do) {
      case 'schedule': {
        const event = this.#newEvent(false);
        return ready((t) => this.#schedule(t, event));
      }
      case 'once': {
        const event = (this.#shared ??= this.#newEvent(false));
        return ready((t) => this.#schedule(t, event));
      }
      default: {
        const { do: what } = planned;
        const known = this.#events.filter(({ ids }) => ids.length > 0);
        const event = known[planned.of % known.length];
        if (event === undefined) return [];
        if (what !== 'lookup') return ready((t) => this.#act(t, event, what));
        return this.#t.can('a lookup') ? ready((t) => this.#lookUp(t, event)) : [];
      }
    }
  }

  async #schedule(t: DelayedEventsContext, event: Known): Promise<void> {
    const { content, delay, txnId } = event;
    await this.#recorder.record(
      () => t.trySchedule(t.alice, this.#room, { content, delay, txnId }, { patient: false }),
      (answer) => {
        const delayId = answer.ok ? answer.string('delay_id') : undefined;
        if (delayId !== undefined && !event.ids.includes(delayId)) event.ids.push(delayId);
        if (answer.ok) this.#willBeDue(event, answer);
        if (answer.ok && event.isNear) this.#moment ??= Math.floor((answer.sentAt + answer.answeredAt) / 2) + delay;
        this.#requireNoRate(answer);
        return { do: 'schedule', of: this.#events.indexOf(event), id: event.ids.indexOf(delayId ?? '') };
      },
    );
  }

  #act(t: DelayedEventsContext, event: Known, what: 'send' | 'cancel' | 'restart'): Promise<unknown> {
    return this.#recorder.record(
      () => t.tryAct(t.alice, event.ids[0] ?? '', what, { patient: false }),
      (answer) => {
        if (answer.status === 429) throw new Inconclusive(`the server limits actions: ${answer}`);
        if (answer.ok && what === 'restart') this.#willBeDue(event, answer);
        return { do: what, of: this.#events.indexOf(event) };
      },
    );
  }

  async #lookUp(t: DelayedEventsContext, event: Known): Promise<void> {
    if (!t.can('a lookup')) return;
    await this.#recorder.record(
      () => t.tryLookup(t.alice, event.ids[0] ?? '', { patient: false }),
      (answer) => {
        const told = toldBy(t, answer);
        return told === undefined ? undefined : { do: 'lookup', of: this.#events.indexOf(event), told };
      },
    );
  }

  /** Where races are about places, a limit of another kind tells nothing of them. */
  #requireNoRate(answer: Answer): void {
    if (answer.status === 429 && this.#cap === undefined)
      throw new Inconclusive(`the server limits requests: ${answer}`);
  }

  #newEvent(isNear: boolean): Known {
    const name = NAMES[this.#events.length] ?? '?';
    const event: Known = {
      name,
      delay: isNear ? this.#t.beats(2) : this.#t.far,
      content: this.#t.text(`event ${name}`),
      txnId: this.#t.uniqueName('txn'),
      isNear,
      ids: [],
    };
    this.#events.push(event);
    return event;
  }

  #willBeDue({ isNear, delay }: Known, { answeredAt }: Answer): void {
    if (isNear) this.#until = Math.max(this.#until, answeredAt + delay);
  }

  // ---- surroundings ----

  get #now(): number {
    return this.#stage.time.now();
  }

  get #isVirtual(): boolean {
    return this.#stage.time.kind === 'virtual';
  }

  /** How much later than it is told something may have happened, in milliseconds: virtual time does not tell ticks. */
  get #vagueness(): number {
    return this.#isVirtual ? WITHIN_A_MOMENT_MS : 0;
  }

  get #room(): Room {
    if (this.#place === undefined) throw new Error('a race has to be prepared');
    return this.#place;
  }

  #contextOn(stage: Stage): DelayedEventsContext {
    const { check, target, dialect, spacing } = this.#parent;
    return new DelayedEventsContext(
      new Session(check, target, stage, dialect, spacing, this.#parent.uniqueName('race')),
    );
  }
}

/** How an event stands by the answer to its lookup; nothing where that is no such answer. */
function toldBy(t: DelayedEventsContext, answer: Answer): Told | undefined {
  if (answer.status === 404) return 'unknown';
  if (!answer.ok) return undefined;
  const { finalised } = t.form.read(answer.json ?? null);
  if (finalised === undefined) return 'waiting';
  if (finalised.error !== undefined) return 'failed';
  return finalised.eventId === undefined ? 'cancelled' : 'sent';
}
