import type { FuturesReadings, FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import type { Span, TimeWindow } from '../../kit/time/time-window.js';
import type * as races from '../../races/race-rules.js';
import type { Command, History } from './history.js';

/** The readings on which the outcome of a race hangs. */
export type RaceReadings = Pick<FuturesReadings, 'Q-CANCEL' | 'Q-CANCEL-ACTION' | 'Q-INVALIDATE-GROUP' | 'Q-ORPHAN'>;

/** What a server has done that it must not do, if things happened in a certain order. */
export interface Breach extends races.Breach {
  readonly requirement: FuturesRequirementId;
}

/** What ended a future, when that may have been, and what it means when its event comes after all. */
interface End {
  readonly from: number;
  readonly by: number;
  readonly why: FuturesRequirementId;
  readonly how: string;
  /** Whether a call has ended it, not a timer. */
  readonly byCall?: boolean;
}

interface Member {
  /** Futures that name a group which is gone make a new one, so it takes a number to tell them apart. */
  readonly group: number;
  /** Absent on action futures. */
  readonly due?: TimeWindow;
  readonly end?: End;
}

/** How things stand after some of the calls. A pure value. */
export interface Standing {
  /** By the future's place in the history; absent where it was not accepted yet. */
  readonly members: readonly (Member | undefined)[];
  /** The group that the next future joins. */
  readonly group: number;
  /** The events that nothing has sent yet, by their place in the history. */
  readonly unsent: readonly number[];
  /** The place of the latest event by state key: what comes later in time comes later in the timeline, too. */
  readonly latest: Readonly<Record<string, number>>;
}

/** How things may stand after a step, and what the server would have broken thereby. */
export type Outcome = races.Outcome<Standing, Breach>;

type Call = History['calls'][number];

type TokenCommand = Extract<Command, { do: 'send' | 'refresh' | 'cancel' }>;

/** What each call of a living future's token has to do. */
const TOKEN_REQUIREMENT = { send: 'TOKEN-2', refresh: 'TOKEN-3', cancel: 'TOKEN-6' } as const;

/** What may happen to a group, one step at a time, according to the requirements and to certain readings. */
export class FuturesRaceRules implements races.RaceRules<Standing, Breach> {
  constructor(
    readonly history: History,
    readonly readings: RaceReadings,
  ) {}

  start(): Standing {
    return { members: [], group: 0, unsent: this.history.events.map((_, place) => place), latest: {} };
  }

  /** What a call may have done at its moment; the likeliest comes first. */
  afterCall(standing: Standing, index: number): readonly Outcome[] {
    const call = this.#call(index);
    switch (call.command.do) {
      case 'schedule':
        return [this.#schedule(standing, call, call.command)];
      case 'set-state':
        return this.#setState(standing, index, call.command.stateKey);
      case 'list':
        return [{ standing, breaches: this.#listing(standing, call.command.living) }];
      default:
        return this.#useToken(standing, call, call.command);
    }
  }

  /** The living futures whose timers run out by themselves. */
  timed(standing: Standing): readonly (readonly [future: number, due: TimeWindow])[] {
    return standing.members.flatMap((member, future) =>
      member?.due === undefined || member.end !== undefined ? [] : [[future, member.due] as const],
    );
  }

  /** A timer runs out, and its future's event comes: TIME-1. */
  runOut(standing: Standing, future: number): Outcome & { readonly seenAt: number } {
    const due = this.#member(standing, future).due;
    const place = standing.unsent.find((event) => this.#isFrom(event, future));
    if (place === undefined) {
      const text = `the timeout of ${this.#name(future)} passed, and its event never came`;
      const never = { sentAt: due?.earliest ?? 0, answeredAt: Number.POSITIVE_INFINITY };
      const after = this.#resolve(standing, future, never, false);
      const breaches: Breach[] = [{ requirement: 'GROUP-10', text, mayBeLate: true }];
      return { standing: after, breaches, seenAt: Number.POSITIVE_INFINITY };
    }
    const { seenAt } = this.#event(place);
    const { slack, lateness = Number.POSITIVE_INFINITY } = this.history;
    const breaches: Breach[] = [];
    if (due !== undefined && seenAt < due.earliest - slack) {
      const text = `the event of ${this.#name(future)} came ${Math.ceil(due.earliest - seenAt)} ms too early`;
      breaches.push({ requirement: 'TIME-2', text });
    }
    if (due !== undefined && seenAt > due.latest + lateness) {
      const text = `the event of ${this.#name(future)} came ${Math.floor(seenAt - due.latest)} ms late`;
      breaches.push({ requirement: 'TIME-3', text });
    }
    const sent = this.#emit(standing, place, this.history.futures[future]?.stateKey);
    return {
      standing: this.#resolve(sent.standing, future, { sentAt: due?.earliest ?? 0, answeredAt: seenAt }, false),
      breaches: [...breaches, ...sent.breaches],
      seenAt,
    };
  }

  /** What a timer that has not run out by some moment breaks. */
  overdue(standing: Standing, at: number): readonly Breach[] {
    const { lateness } = this.history;
    if (lateness === undefined) return [];
    return this.timed(standing)
      .filter(([, due]) => due.latest + lateness < at)
      .map(([future]) => ({
        requirement: 'TIME-3',
        text: `${this.#name(future)} was still alive after its timeout had passed`,
      }));
  }

  /** What is left to be said when every call has had its moment. */
  atTheEnd(standing: Standing): readonly Breach[] {
    const tooMuch = standing.unsent.map((place): Breach => {
      const { from, seenAt } = this.#event(place);
      if ('call' in from) return { requirement: 'STATE-5', text: 'the new state event came without its request' };
      const member = standing.members[from.future];
      const name = this.#name(from.future);
      if (member === undefined)
        return { requirement: this.#whyNotStored(from.future), text: `the event of ${name} came, which was refused` };
      // What was seen before anything ended the future does not come of its having ended.
      if (member.end !== undefined && seenAt >= member.end.from - this.history.slack)
        return this.#afterItsEnd(from.future, member.end);
      const requirement = member.due === undefined ? 'SCHED-5' : 'TIME-2';
      return { requirement, text: `the event of ${name} came before anything could have sent it` };
    });
    const tooLittle = this.timed(standing)
      .filter(([, due]) => due.latest <= this.history.until)
      .map(([future]): Breach => {
        const text = `the timeout of ${this.#name(future)} passed, and its event never came`;
        return { requirement: 'GROUP-10', text, mayBeLate: true };
      });
    return [...tooMuch, ...tooLittle, ...this.#wrongStates(standing)];
  }

  #afterItsEnd(future: number, { why, how }: End): Breach {
    return { requirement: why, text: `the event of ${this.#name(future)} came, though ${how}` };
  }

  /** Whether a call was under way together with the one that has ended a future: TOKEN-12 speaks of that. */
  #isRival({ by, byCall }: End, { sentAt }: Call): boolean {
    return byCall === true && by > sentAt;
  }

  /** STATE-1, STATE-6 */
  #wrongStates({ latest }: Standing): Breach[] {
    return Object.entries(this.history.states).flatMap(([stateKey, place]): Breach[] => {
      const last = latest[stateKey];
      if (last === undefined || last === place || this.#areAlike(last, place)) return [];
      const byFuture = 'future' in this.#event(last).from;
      const text = `the latest event of the state key ${stateKey} is not the room's state`;
      return [{ requirement: byFuture ? 'STATE-1' : 'STATE-6', text, mayBeLate: true }];
    });
  }

  /** Whether two events have the same content, so that the state does not tell which of them it is. */
  #areAlike(one: number, other: number): boolean {
    const { events } = this.history;
    return JSON.stringify(events[one]?.from) === JSON.stringify(events[other]?.from);
  }

  // ---- calls ----

  #schedule(standing: Standing, call: Call, { of, elsewhere }: Extract<Command, { do: 'schedule' }>): Outcome {
    const { name, timeout } = this.#future(of);
    const hasTimer = this.#living(standing, standing.group).some((other) => this.#isTimed(other));
    if (call.status !== 200) {
      // A limit may refuse anything, but not by saying that there is no such group.
      const wrong = timeout === undefined && call.status === 409 && hasTimer;
      const text = `${name} was refused with 409, though its group had a timeout future`;
      return { standing, breaches: wrong ? [{ requirement: 'GROUP-4', text }] : [] };
    }
    if (timeout === undefined && !hasTimer) {
      const text = `${name} was accepted, though its group had no timeout future any more`;
      return {
        standing: this.#with(standing, of, { group: standing.group }),
        breaches: [{ requirement: 'GROUP-4', text }],
      };
    }
    const joins = this.#living(standing, standing.group).length > 0 && !elsewhere;
    const group = joins ? standing.group : Math.max(-1, ...standing.members.map((one) => one?.group ?? -1)) + 1;
    const due = timeout === undefined ? {} : { due: dueAfter(call, timeout) };
    const after = this.#with(standing, of, { group, ...due });
    return { standing: elsewhere ? after : { ...after, group }, breaches: [] };
  }

  #useToken(standing: Standing, call: Call, command: TokenCommand): readonly Outcome[] {
    const { of } = command;
    const member = this.#member(standing, of);
    const what = `the ${command.do} token of ${this.#name(of)}`;
    const requirement = TOKEN_REQUIREMENT[command.do];
    const accepted = call.status === 200;
    if (member.end !== undefined) {
      // How a call is answered that has lost against another one is nobody's rule (TOKEN-12).
      const lost = member.end.by > call.sentAt;
      const text = `${what} was answered with 200, though ${member.end.how}`;
      const spared: Outcome = { standing, breaches: accepted && !lost ? [{ requirement: 'TOKEN-8', text }] : [] };
      return accepted ? [spared, ...this.#obeyInVain(standing, call, command, member.end)] : [spared];
    }
    const inVain: Outcome = {
      standing,
      breaches: [
        accepted
          ? { requirement, text: `${what} was answered with 200 and did nothing` }
          : { requirement, text: `${what} was answered with ${call.status}, though nothing had ended the future` },
      ],
    };
    return accepted ? [...this.#obey(standing, call, command), inVain] : [inVain];
  }

  /** What it is like where a call of a dead token has its effect all the same. */
  #obeyInVain(standing: Standing, call: Call, command: TokenCommand, end: End): readonly Outcome[] {
    const { of } = command;
    const { timeout, stateKey } = this.#future(of);
    const isRival = this.#isRival(end, call);
    if (command.do === 'refresh' && timeout !== undefined) {
      const { group } = this.#member(standing, of);
      const text = `the refresh token of ${this.#name(of)} started its timer again, though ${end.how}`;
      const requirement = isRival ? 'TOKEN-12' : 'TOKEN-8';
      const revived = this.#with(standing, of, { group, due: dueAfter(call, timeout) });
      return [{ standing: revived, breaches: [{ requirement, text }] }];
    }
    const place = command.do === 'send' ? this.#eventOf(standing, of, call) : undefined;
    if (place === undefined) return [];
    const sent = this.#emit(standing, place, stateKey);
    const breach = this.#afterItsEnd(of, end);
    const requirement = isRival && breach.requirement === 'GROUP-1' ? 'TOKEN-12' : breach.requirement;
    return [{ ...sent, breaches: [...sent.breaches, { ...breach, requirement }] }];
  }

  #obey(standing: Standing, call: Call, command: TokenCommand): readonly Outcome[] {
    const { of } = command;
    const member = this.#member(standing, of);
    const { timeout, stateKey } = this.#future(of);
    if (command.do === 'refresh') {
      if (timeout === undefined) return [];
      const refreshed = this.#with(standing, of, { ...member, due: dueAfter(call, timeout) });
      return [{ standing: refreshed, breaches: [] }, ...this.#refreshTooMuch(refreshed, call, of)];
    }
    if (command.do === 'cancel') return this.#cancel(standing, of, call);
    const place = this.#eventOf(standing, of, call);
    if (place === undefined) {
      const text = `the send token of ${this.#name(of)} was answered with 200, and its event never came`;
      const after = this.#resolve(standing, of, call, true);
      return [{ standing: after, breaches: [{ requirement: 'TOKEN-2', text, mayBeLate: true }] }];
    }
    const sent = this.#emit(standing, place, stateKey);
    return [{ ...sent, standing: this.#resolve(sent.standing, of, call, true) }];
  }

  /** What it is like where the others of the group are refreshed as well: TOKEN-5. */
  #refreshTooMuch(standing: Standing, call: Call, of: number): readonly Outcome[] {
    const others = this.#living(standing, this.#member(standing, of).group).filter((other) => other !== of);
    let after = standing;
    for (const other of others) {
      const { timeout } = this.#future(other);
      if (timeout === undefined) continue;
      after = this.#with(after, other, { ...this.#member(after, other), due: dueAfter(call, timeout) });
    }
    const text = `the refresh token of ${this.#name(of)} restarted the timer of another future, too`;
    return after === standing ? [] : [{ standing: after, breaches: [{ requirement: 'TOKEN-5', text }] }];
  }

  /** TOKEN-6, TOKEN-7, GROUP-8 */
  #cancel(standing: Standing, of: number, { sentAt, answeredAt }: Span): readonly Outcome[] {
    const { group } = this.#member(standing, of);
    const members = this.#living(standing, group);
    const whole = this.readings[this.#isTimed(of) ? 'Q-CANCEL' : 'Q-CANCEL-ACTION'] === 'group';
    const how = `${this.#name(of)} was cancelled`;
    const end: End = { from: sentAt, by: answeredAt, why: 'TOKEN-6', how };
    const alone = this.#end(standing, [of], end);
    const rest = members.filter((other) => other !== of);
    const all = this.#end(standing, members, { ...end, why: whole ? 'TOKEN-6' : 'TOKEN-7' });
    if (whole) return [{ standing: all, breaches: [] }];
    if (!this.#isTimed(of) || rest.some((other) => this.#isTimed(other))) return [{ standing: alone, breaches: [] }];
    // Where a new state event has taken another of its timeout futures before, the last one was not lost by cancelling alone.
    const invalidated = standing.members.some((other) => other?.group === group && other.end?.why === 'STATE-6');
    const orphans = invalidated && this.readings['Q-ORPHAN'] === 'sendable';
    return [all, ...(orphans ? [alone] : [])].map((after) => ({ standing: after, breaches: [] }));
  }

  /** STATE-2, STATE-3; Q-INVALIDATE-GROUP, Q-ORPHAN */
  #setState(standing: Standing, index: number, stateKey: string): readonly Outcome[] {
    const place = standing.unsent.find((event) => this.#isFromCall(event, index));
    // Its request was accepted, so it did enter the room; where nobody has seen it, there is nothing to compare.
    const sent = place === undefined ? { standing, breaches: [] } : this.#emit(standing, place, stateKey);
    const hit = sent.standing.members.findIndex(
      (member, of) => member !== undefined && member.end === undefined && this.#future(of).stateKey === stateKey,
    );
    if (hit === -1) return [sent];
    const { sentAt: from, answeredAt: by } = this.#call(index);
    const { group } = this.#member(sent.standing, hit);
    const how = `a new state event had invalidated ${this.#name(hit)}`;
    let after = this.#end(sent.standing, [hit], { from, by, why: 'STATE-6', how });
    const rest = this.#living(after, group);
    const orphaned = this.#isTimed(hit) && !rest.some((other) => this.#isTimed(other));
    if (this.readings['Q-INVALIDATE-GROUP'] === 'group' || (orphaned && this.readings['Q-ORPHAN'] === 'discarded')) {
      after = this.#end(after, rest, { from, by, why: 'GROUP-8', how });
    }
    const text = `a new state event did not invalidate ${this.#name(hit)}`;
    return [
      { ...sent, standing: after },
      { standing: sent.standing, breaches: [...sent.breaches, { requirement: 'STATE-2', text }] },
    ];
  }

  #listing(standing: Standing, listed: readonly number[]): Breach[] {
    return this.history.futures.flatMap(({ name }, future): Breach[] => {
      const member = standing.members[future];
      const lives = member !== undefined && member.end === undefined;
      if (lives === listed.includes(future)) return [];
      if (lives) return [{ requirement: 'LIST-1', text: `${name} was alive and not listed` }];
      if (member === undefined)
        return [{ requirement: this.#whyNotStored(future), text: `${name} was refused and listed` }];
      return [{ requirement: 'LIST-5', text: `${name} was listed, though ${member.end?.how}` }];
    });
  }

  /** A refused action future is not stored by the very rule that refuses it. */
  #whyNotStored(future: number): FuturesRequirementId {
    const { calls } = this.history;
    const asked = calls.find(({ command }) => command.do === 'schedule' && command.of === future);
    return this.#future(future).timeout === undefined && asked?.status === 409 ? 'GROUP-4' : 'ERR-6';
  }

  // ---- standings ----

  /** Takes an event as sent. */
  #emit(standing: Standing, place: number, stateKey: string | undefined): Outcome {
    const unsent = standing.unsent.filter((other) => other !== place);
    if (stateKey === undefined) return { standing: { ...standing, unsent }, breaches: [] };
    const text = 'the state events of one key stand in the timeline in another order than they came about';
    const backwards = (standing.latest[stateKey] ?? -1) > place;
    return {
      standing: { ...standing, unsent, latest: { ...standing.latest, [stateKey]: place } },
      breaches: backwards ? [{ requirement: 'STATE-6', text }] : [],
    };
  }

  /** Discards a group of which one event was sent: GROUP-1, GROUP-2. */
  #resolve(standing: Standing, sent: number, { sentAt: from, answeredAt: by }: Span, byCall: boolean): Standing {
    const how = `${this.#name(sent)} had been sent`;
    return this.#end(standing, this.#living(standing, this.#member(standing, sent).group), {
      from,
      by,
      why: 'GROUP-1',
      how,
      byCall,
    });
  }

  #end(standing: Standing, futures: readonly number[], end: End): Standing {
    const members = standing.members.map((member, future) =>
      member !== undefined && futures.includes(future) ? { ...member, end } : member,
    );
    return { ...standing, members };
  }

  #with(standing: Standing, future: number, member: Member): Standing {
    const members = this.history.futures.map((_, other) => (other === future ? member : standing.members[other]));
    return { ...standing, members };
  }

  #living(standing: Standing, group: number): number[] {
    return standing.members.flatMap((member, future) =>
      member?.group === group && member.end === undefined ? [future] : [],
    );
  }

  // ---- the history ----

  #member(standing: Standing, future: number): Member {
    const member = standing.members[future];
    if (member === undefined) throw new Error('a token was called before it was known');
    return member;
  }

  #future(future: number): History['futures'][number] {
    return this.history.futures[future] ?? { name: '' };
  }

  #name(future: number): string {
    return this.#future(future).name;
  }

  #isTimed(future: number): boolean {
    return this.#future(future).timeout !== undefined;
  }

  #call(index: number): Call {
    const call = this.history.calls[index];
    if (call === undefined) throw new Error(`there is no call ${index}`);
    return call;
  }

  #event(place: number): History['events'][number] {
    const event = this.history.events[place];
    if (event === undefined) throw new Error(`there is no event ${place}`);
    return event;
  }

  #isFrom(place: number, future: number): boolean {
    const { from } = this.#event(place);
    return 'future' in from && from.future === future;
  }

  #isFromCall(place: number, call: number): boolean {
    const { from } = this.#event(place);
    return 'call' in from && from.call === call;
  }

  /** An event that a call may have sent. */
  #eventOf(standing: Standing, future: number, { sentAt }: Call): number | undefined {
    return standing.unsent.find((place) => this.#isFrom(place, future) && this.#event(place).seenAt >= sentAt);
  }
}

function dueAfter({ sentAt, answeredAt }: Call, timeout: number): TimeWindow {
  return { earliest: sentAt + timeout, latest: answeredAt + timeout };
}
