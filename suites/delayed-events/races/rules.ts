import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';
import type { TimeWindow } from '../../kit/time/time-window.js';
import type * as races from '../../races/race-rules.js';
import type { Command, History, Told } from './history.js';

/** What a server has done that it must not do, if things happened in a certain order. */
export interface Breach extends races.Breach {
  readonly requirement: DelayedEventsRequirementId;
}

interface Member {
  readonly due: TimeWindow;
  /** How it ended; absent while it waits. */
  readonly end?: 'sent' | 'cancelled';
}

/** How things stand after some of the calls. A pure value. */
export interface Standing {
  /** By the event's place in the history; absent where it was not accepted yet. */
  readonly members: readonly (Member | undefined)[];
  /** The events that nothing has sent yet, by their place among those that came. */
  readonly unsent: readonly number[];
}

type Outcome = races.Outcome<Standing, Breach>;
type Call = History['calls'][number];
type Action = Extract<Command, { do: 'send' | 'cancel' | 'restart' }>;

/** Whether a server keeps what is over, so that it answers by it (Q-RETENTION). */
export type Keeping = 'yes' | 'no' | 'perhaps';

/** What may happen to delayed events, one step at a time, whichever of the open questions is read how. */
export class DelayedRaceRules implements races.RaceRules<Standing, Breach> {
  constructor(
    readonly history: History,
    readonly keeping: Keeping,
  ) {}

  start(): Standing {
    return { members: [], unsent: this.history.arrivals.map((_, place) => place) };
  }

  afterCall(standing: Standing, index: number): readonly Outcome[] {
    const call = this.history.calls[index];
    if (call === undefined) throw new Error(`there is no call ${index}`);
    const { command } = call;
    if (command.do === 'schedule') return [this.#schedule(standing, call, command)];
    const member = standing.members[command.of];
    if (member === undefined) throw new Error('something was done to an event before it was known');
    if (command.do === 'lookup') return [{ standing, breaches: this.#wrongLookup(member, command) }];
    return [
      member.end === undefined
        ? this.#obey(standing, call, command, member)
        : this.#inVain(standing, call, command, member),
    ];
  }

  timed({ members }: Standing): readonly (readonly [timer: number, due: TimeWindow])[] {
    return members.flatMap((member, of) =>
      member === undefined || member.end !== undefined ? [] : [[of, member.due] as const],
    );
  }

  /** DE-SEND-1; not before its time (DE-TIME-1), and later than that if it must be. */
  runOut(standing: Standing, of: number): Outcome & { readonly seenAt: number } {
    const due = standing.members[of]?.due ?? { earliest: 0, latest: 0 };
    const place = this.#arrivalOf(standing, of, Number.NEGATIVE_INFINITY);
    const after = this.#ended(standing, of, 'sent', place);
    if (place === undefined) {
      return { standing: after, breaches: [this.#neverCame(of)], seenAt: Number.POSITIVE_INFINITY };
    }
    const seenAt = this.history.arrivals[place]?.seenAt ?? 0;
    const early = Math.ceil(due.earliest - this.history.slack - seenAt);
    const text = `${this.#name(of)} came ${early} ms too early`;
    return { standing: after, breaches: early > 0 ? [{ requirement: 'DE-TIME-1', text }] : [], seenAt };
  }

  /** How late anything is others judge (DE-TIME-2). */
  overdue(): readonly Breach[] {
    return [];
  }

  atTheEnd({ members, unsent }: Standing): readonly Breach[] {
    const tooMuch = unsent.map((place): Breach => {
      const { of = -1 } = this.history.arrivals[place] ?? {};
      const end = members[of]?.end;
      const requirement = end === 'sent' ? 'DE-SEND-2' : end === 'cancelled' ? 'DE-ACT-6' : 'DE-TIME-1';
      const why = end === undefined ? 'before anything could have sent it' : `though it was ${end}`;
      return { requirement, text: `${this.#name(of)} came ${why}` };
    });
    const tooLittle = members.flatMap((member, of) =>
      member !== undefined && member.end === undefined && member.due.latest <= this.history.until
        ? [this.#neverCame(of)]
        : [],
    );
    return [...tooMuch, ...tooLittle];
  }

  // ---- calls ----

  #schedule(
    standing: Standing,
    { sentAt, answeredAt, status }: Call,
    { of, id }: Extract<Command, { do: 'schedule' }>,
  ): Outcome {
    const name = this.#name(of);
    const isKnown = standing.members[of] !== undefined;
    const waiting = standing.members.filter((member) => member !== undefined && member.end === undefined).length;
    const isFull = this.history.cap !== undefined && waiting >= this.history.cap;
    if (status !== 200) {
      // Other limits may refuse anything; the cap refuses what finds no place.
      const isRight = status === 429 && !isKnown && (isFull || this.history.cap === undefined);
      const text = `${name} was refused with ${status}, though there was a place for it`;
      const whoseEnd = standing.members.some((member) => member?.end !== undefined) ? 'DE-LIM-6' : 'DE-CAP-6';
      return { standing, breaches: isRight ? [] : [{ requirement: isKnown ? 'DE-SCHED-5' : whoseEnd, text }] };
    }
    if (isKnown) {
      const text = `${name} got a second delay_id when it was asked for again`;
      return { standing, breaches: id === 0 ? [] : [{ requirement: 'DE-SCHED-5', text }] };
    }
    const { delay } = this.history.events[of] ?? { delay: 0 };
    const due = { earliest: sentAt + delay, latest: answeredAt + delay };
    const text = `${name} was accepted, though there was no place left`;
    return { standing: this.#with(standing, of, { due }), breaches: isFull ? [{ requirement: 'DE-LIM-5', text }] : [] };
  }

  /** DE-ACT-5, DE-ACT-6, DE-ACT-7 */
  #obey(standing: Standing, { sentAt, answeredAt, status }: Call, { do: what, of }: Action, member: Member): Outcome {
    const requirement = ({ send: 'DE-ACT-5', cancel: 'DE-ACT-6', restart: 'DE-ACT-7' } as const)[what];
    if (status !== 200) {
      const text = `${what} of ${this.#name(of)} was answered with ${status}, though it waited`;
      return { standing, breaches: [{ requirement, text }] };
    }
    if (what === 'cancel') return { standing: this.#ended(standing, of, 'cancelled'), breaches: [] };
    if (what === 'restart') {
      const { delay } = this.history.events[of] ?? { delay: 0 };
      const due = { earliest: sentAt + delay, latest: answeredAt + delay };
      return { standing: this.#with(standing, of, { ...member, due }), breaches: [] };
    }
    const place = this.#arrivalOf(standing, of, sentAt);
    const text = `send of ${this.#name(of)} was answered with 200, and it never came`;
    return {
      standing: this.#ended(standing, of, 'sent', place),
      breaches: place === undefined ? [{ requirement, text, mayBeLate: true }] : [],
    };
  }

  /** DE-ACT-8, DE-ACT-9, DE-ACT-10, DE-ACT-16 */
  #inVain(standing: Standing, { status }: Call, { do: what, of }: Action, { end }: Member): Outcome {
    const agrees = what === (end === 'sent' ? 'send' : 'cancel');
    const isOpen = what === 'restart' && end === 'sent';
    const right = [
      ...(this.keeping === 'no' ? [] : [agrees ? 200 : 409]),
      ...(this.keeping === 'yes' ? [] : [404]),
      // Q-RESTART-SENT
      ...(isOpen ? [404, 200] : []),
    ];
    const text = `${what} of ${this.#name(of)} was answered with ${status}, though it was ${end}`;
    const requirement = agrees ? 'DE-ACT-8' : 'DE-ACT-9';
    return { standing, breaches: right.includes(status) ? [] : [{ requirement, text }] };
  }

  #wrongLookup({ end }: Member, { of, told }: Extract<Command, { do: 'lookup' }>): readonly Breach[] {
    const right: readonly Told[] = [
      ...(end === undefined ? (['waiting'] as const) : this.keeping === 'no' ? [] : [end]),
      ...(end === undefined || this.keeping === 'yes' ? [] : (['unknown'] as const)),
    ];
    const text = `${this.#name(of)} was told as ${told}, though it was ${end ?? 'waiting'}`;
    return right.includes(told) ? [] : [{ requirement: end === undefined ? 'DE-GET-6' : 'DE-GET-7', text }];
  }

  // ---- standings ----

  #with(standing: Standing, of: number, member: Member): Standing {
    const members = this.history.events.map((_, other) => (other === of ? member : standing.members[other]));
    return { ...standing, members };
  }

  #ended(standing: Standing, of: number, end: 'sent' | 'cancelled', place?: number): Standing {
    const due = standing.members[of]?.due ?? { earliest: 0, latest: 0 };
    const after = this.#with(standing, of, { due, end });
    return { ...after, unsent: after.unsent.filter((other) => other !== place) };
  }

  #arrivalOf({ unsent }: Standing, of: number, from: number): number | undefined {
    return unsent.find((place) => {
      const arrival = this.history.arrivals[place];
      return arrival?.of === of && arrival.seenAt >= from;
    });
  }

  #neverCame(of: number): Breach {
    return { requirement: 'DE-SEND-1', text: `${this.#name(of)} was due and never came`, mayBeLate: true };
  }

  #name(of: number): string {
    return `event ${this.history.events[of]?.name ?? '?'}`;
  }
}
