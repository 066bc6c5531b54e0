import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Session } from '../../kit/checks/session.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Manner } from '../../races/in-planned-order.js';
import type { RunRace } from '../../races/race-check.js';
import { RunningRace } from '../../races/running-race.js';
import { DelayedEventsContext } from '../words/delayed-events-context.js';
import type { Arrival, Command, History, RacingEvent, Told } from './history.js';
import type { PlannedCall, RacePlan } from './plan.js';

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
export function runRace(plan: RacePlan, parent: Session, manner: Manner, cap?: number): Promise<RunRace<History>> {
  return new Race(plan, parent, manner, cap).run(plan, manner);
}

class Race extends RunningRace<DelayedEventsContext, PlannedCall, Command, History> {
  readonly #plan: RacePlan;
  readonly #manner: Manner;
  readonly #cap: number | undefined;
  readonly #events: Known[] = [];
  #shared: Known | undefined;

  constructor(plan: RacePlan, parent: Session, manner: Manner, cap: number | undefined) {
    super(parent, (session) => new DelayedEventsContext(session), 'DE-ERR-1');
    this.#plan = plan;
    this.#manner = manner;
    this.#cap = cap;
  }

  protected async begin(): Promise<void> {
    for (const kind of this.#plan.events) {
      const event = this.#newEvent(kind === 'near');
      await this.#schedule(this.t, event);
      if (event.ids.length === 0) throw new Inconclusive('an event that a race begins with was refused');
    }
  }

  protected async lookBack(): Promise<void> {
    await this.waitUntilDue();
    for (const event of this.#events) {
      if (event.ids.length === 0) continue;
      await this.#lookUp(this.t, event);
      await this.#act(this.t, event, 'cancel');
    }
    await this.fenceOff();
  }

  protected history(): History {
    const arrivals = this.room.timeline.arrivals.flatMap(({ event, seenAt }): Arrival[] => {
      const of = this.#events.findIndex(({ content }) => content['label'] === event.content['label']);
      return of === -1 ? [] : [{ of, seenAt: this.seen(seenAt) }];
    });
    return {
      manner: this.#manner,
      events: this.#events.map(({ name, delay }) => ({ name, delay })),
      calls: this.recorder.calls,
      arrivals,
      until: this.recorder.offset(this.until),
      slack: this.slack,
      ...(this.#cap === undefined ? {} : { cap: this.#cap }),
    };
  }

  // ---- the calls ----

  protected callOf(planned: PlannedCall): ((t: DelayedEventsContext) => Promise<unknown>) | undefined {
    switch (planned.do) {
      case 'schedule': {
        const event = this.#newEvent(false);
        return (t) => this.#schedule(t, event);
      }
      case 'once': {
        const event = (this.#shared ??= this.#newEvent(false));
        return (t) => this.#schedule(t, event);
      }
      default: {
        const { do: what } = planned;
        const known = this.#events.filter(({ ids }) => ids.length > 0);
        const event = known[planned.of % known.length];
        if (event === undefined) return undefined;
        if (what !== 'lookup') return (t) => this.#act(t, event, what);
        return this.t.can('a lookup') ? (t) => this.#lookUp(t, event) : undefined;
      }
    }
  }

  async #schedule(t: DelayedEventsContext, event: Known): Promise<void> {
    const { content, delay, txnId } = event;
    await this.recorder.record(
      () => t.trySchedule(t.alice, this.room, { content, delay, txnId }, { patient: false }),
      (answer) => {
        const delayId = answer.ok ? answer.string('delay_id') : undefined;
        if (delayId !== undefined && !event.ids.includes(delayId)) event.ids.push(delayId);
        if (answer.ok) this.#willBeDue(event, answer);
        if (answer.ok && event.isNear) this.moment ??= Math.floor((answer.sentAt + answer.answeredAt) / 2) + delay;
        this.#requireNoRate(answer);
        return { do: 'schedule', of: this.#events.indexOf(event), id: event.ids.indexOf(delayId ?? '') };
      },
    );
  }

  #act(t: DelayedEventsContext, event: Known, what: 'send' | 'cancel' | 'restart'): Promise<unknown> {
    return this.recorder.record(
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
    await this.recorder.record(
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
    const name = this.nextName();
    const event: Known = {
      name,
      delay: isNear ? this.t.beats(2) : this.t.far,
      content: this.t.text(`event ${name}`),
      txnId: this.t.uniqueName('txn'),
      isNear,
      ids: [],
    };
    this.#events.push(event);
    return event;
  }

  #willBeDue({ isNear, delay }: Known, { answeredAt }: Answer): void {
    if (isNear) this.willBeDue(answeredAt + delay);
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
