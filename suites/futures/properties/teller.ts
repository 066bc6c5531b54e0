import type { Answer } from '../../kit/answer.js';
import { roomPath } from '../../kit/user.js';
import { Inconclusive } from '../../kit/verdict.js';
import { parseListed } from '../listing.js';
import type { Command, Person, RoomName, ScheduleCommand } from '../model/command.js';
import { isPossible, passTime, step } from '../model/model.js';
import type { LastDeed } from '../model/reasons.js';
import { type KnownReadings, Undecided } from '../model/rules.js';
import { type Expected, type Future, livingIn, newWorld, type SentEvent, type World } from '../model/world.js';
import { type Cast, contentOf } from './cast.js';
import type { Divergence } from './divergence.js';
import { judgeAnswer, judgeRepetition, judgeTokens } from './judge-answer.js';
import { judgeListing, type WireForm } from './judge-listing.js';
import { judgeState } from './judge-state.js';
import { isWaitedFor, judgeTimeline } from './judge-timeline.js';
import { knownFrom, type KnownFuture } from './known-future.js';
import { isCall, type Plan, type Planned, type PlannedPause, type Slot } from './plan.js';
import { resolve } from './resolve.js';
import type { Rhythm } from './rhythm.js';
import { isRecord } from '../../kit/matrix-json.js';

/** One thing that was done, for the story. */
export interface Deed {
  /** Milliseconds since the sequence began. */
  readonly at: number;
  readonly planned: Planned;
  /** What it was in the model's terms; absent for time that passed. */
  readonly command?: Command;
  readonly expected?: Expected;
  readonly status?: number;
  /** The world as it should be afterwards. */
  readonly world: World;
  /** What should have come to rooms since the deed before. */
  readonly events: readonly SentEvent[];
}

/** What became of a sequence. */
export interface Told {
  readonly deeds: readonly Deed[];
  /** Where the server and the model parted ways; nothing is told beyond that. */
  readonly divergence?: Divergence;
  /** Why the rest of the sequence was not judged. */
  readonly stopped?: string;
}

/** One way in which things may stand, as far as the model can know. */
interface Possibility {
  readonly world: World;
  /** Everything that had to come to rooms so far. */
  readonly timeline: readonly SentEvent[];
  /** What came of the last deed. */
  readonly news: readonly SentEvent[];
  readonly answer?: Expected;
}

/** The two who schedule futures. */
const SCHEDULERS: readonly Person[] = ['alice', 'bob'];

/**
 * Tells one sequence to a homeserver and to the model at the same time, and compares them after every command: the
 * answer, the listings, the timelines and the state of the rooms. Where the model permits several outcomes, those that do not fit
 * are given up one by one; when none is left, the two have parted ways.
 */
export class Teller {
  readonly #deeds: Deed[] = [];
  readonly #known = new Map<number, KnownFuture>();
  readonly #slots = new Map<Slot, number>();
  readonly #banned = new Set<string>();
  #possible: readonly Possibility[];
  #last: LastDeed;

  /**
   * @param cast - the people and rooms; its requests are what a reader of the story will want to see
   * @param looker - the same people and rooms, for looking only
   * @param patience - how long something that is due is waited for, in milliseconds
   */
  constructor(
    readonly cast: Cast,
    readonly looker: Cast,
    readonly rhythm: Rhythm,
    readonly readings: KnownReadings,
    readonly patience: number,
  ) {
    this.#possible = [{ world: newWorld(rhythm.now), timeline: [], news: [] }];
  }

  async tell(plan: Plan): Promise<Told> {
    const deeds = this.#deeds;
    try {
      for (const planned of plan) {
        const divergence = planned.do === 'pass' ? await this.#pass(planned) : await this.#do(planned);
        if (divergence !== undefined) return { deeds, divergence };
      }
      const divergence = await this.#end();
      return divergence === undefined ? { deeds } : { deeds, divergence };
    } catch (error) {
      if (error instanceof Undecided) return { deeds, stopped: `left open by the text: ${error.message}` };
      if (error instanceof Stopped) return { deeds, stopped: error.message };
      throw error;
    }
  }

  // ---- time ----

  async #pass(planned: PlannedPause): Promise<Divergence | undefined> {
    const { ms = 0, pastNext } = planned;
    const next = Math.min(...livingIn(this.#world).map(({ deadline = Infinity }) => deadline));
    const pause = pastNext === undefined ? ms : next + pastNext - this.rhythm.now;
    if (pause <= 0 || pause === Infinity) return undefined;
    const to = this.rhythm.now + pause;
    // Whatever the model cannot foresee is found out before the server is asked.
    const after = this.#possible.flatMap(({ world, timeline }) =>
      passTime(this.readings, world, to).map((outcome) => ({
        world: outcome.world,
        timeline: [...timeline, ...outcome.events],
        news: outcome.events,
      })),
    );
    await this.rhythm.pass(pause);
    const before = this.#world;
    this.#possible = after;
    this.#last = undefined;
    return this.#compare({ at: to, planned }, before);
  }

  // ---- commands ----

  async #do(planned: Exclude<Planned, PlannedPause>): Promise<Divergence | undefined> {
    const command = resolve(planned, this.#slots, this.#world, this.#deeds.length);
    if (command === undefined || !this.#possible.every(({ world }) => isPossible(world, command))) return undefined;
    let after: readonly (Possibility & { answer: Expected })[];
    try {
      after = this.#possible.map(({ world, timeline }) => {
        const { answer, events, ...rest } = step(this.readings, world, command);
        return { answer, news: events, timeline: [...timeline, ...events], ...rest };
      });
    } catch (error) {
      // What nobody can foresee is not asked; the story goes on without it.
      if (error instanceof Undecided) return undefined;
      throw error;
    }
    const token = this.#tokenFor(command);
    if (token === 'none') return undefined;
    this.#refuseToGoOnWhenLate();
    const at = this.rhythm.now;
    const answer = await this.#act(command, planned, token);
    this.#refuseToGoOnWhenLate();
    const [first] = after;
    if (first === undefined) throw new Error('the model has lost its way');
    const deed = { at, planned, command, ...(answer === undefined ? {} : { status: answer.status }) };

    if (answer !== undefined) {
      this.#stopAtLimits(answer, first.answer);
      const fitting = after.filter((possibility) => this.#judgeAnswer(command, possibility, answer) === undefined);
      if (fitting.length === 0) {
        this.#deeds.push(this.#told(deed, first));
        return this.#judgeAnswer(command, first, answer);
      }
      this.#remember(planned, fitting[0]?.answer, answer);
      after = fitting;
    }
    const before = this.#world;
    this.#possible = after;
    this.#last = { command, answer: after[0]?.answer ?? first.answer };
    return this.#compare(deed, before);
  }

  /** The token that a call is made with; `none` where the future has no such token, nothing where none is needed. */
  #tokenFor(command: Command): string | undefined {
    if (command.do !== 'send' && command.do !== 'refresh' && command.do !== 'cancel') return undefined;
    if (command.of === undefined) return this.cast.t.uniqueName('unknown-token');
    return this.#known.get(command.of)?.[command.do] ?? 'none';
  }

  /** Does it on the server. Comings, goings and power levels are no futures: where they fail nothing can be said. */
  async #act(command: Command, planned: Planned, token = ''): Promise<Answer | undefined> {
    const { cast } = this;
    const { t } = cast;
    switch (command.do) {
      case 'schedule':
        return this.#ask(command);
      case 'send':
      case 'refresh':
      case 'cancel': {
        const beside = isCall(planned) && planned.beside !== undefined ? cast.user(planned.beside) : undefined;
        return t.callToken(token, beside === undefined ? {} : { token: beside.account.accessToken });
      }
      case 'set-state': {
        const { by, room, type, stateKey, content } = command;
        return cast.user(by).request('PUT', roomPath(cast.room(room), 'state', type, stateKey), {
          json: contentOf(content),
        });
      }
      case 'leave':
        await cast.user(command.who).leave(cast.room(command.room));
        return undefined;
      case 'kick':
      case 'ban':
        if (command.do === 'ban') this.#banned.add(`${command.who} ${command.room}`);
        await t.carol[command.do](cast.room(command.room), cast.user(command.who));
        return undefined;
      case 'rejoin':
        await cast.readmit(command.room, command.who, this.#banned.delete(`${command.who} ${command.room}`));
        return undefined;
      default:
        await cast.setPower(command.room, command.do);
        return undefined;
    }
  }

  #ask(command: ScheduleCommand): Promise<Answer> {
    const { t } = this.cast;
    const { by, room, type, stateKey, content, timeout, group } = command;
    const wish = {
      type,
      content: contentOf(content),
      ...(timeout === undefined ? {} : { timeout }),
      ...(group === undefined ? {} : { group: this.#groupId(group) }),
    };
    const [user, place] = [this.cast.user(by), this.cast.room(room)];
    if (stateKey !== undefined) return t.tryState(user, place, { ...wish, stateKey });
    return t.tryMessage(user, place, { ...wish, txnId: this.#txnId(command) });
  }

  /** The id that stands for a group's name: what the server made, or a name that nothing else on the server has. */
  #groupId(name: string): string {
    const [, made] = /^made-(\d+)$/.exec(name) ?? [];
    if (made === undefined) return `${this.cast.session.tag}-Group-${name}`;
    return this.#known.get(Number(made))?.group ?? name;
  }

  #txnId({ txn = '', room, type }: { txn?: string; room: string; type: string }): string {
    // Whether a transaction id counts for one room and type or for all of them is another matter.
    return `${this.cast.session.tag}-${txn}-${room}-${type}`;
  }

  #judgeAnswer(command: Command, { answer: expected, world }: Possibility, answer: Answer): Divergence | undefined {
    if (expected === undefined) return undefined;
    if (command.do === 'set-state') {
      const usual = expected.is === 'refused' ? answer.refused : answer.ok;
      if (!usual) throw new Inconclusive(`an ordinary state event was answered with ${answer}`);
      return undefined;
    }
    const divergence = judgeAnswer(expected, answer);
    if (divergence !== undefined || command.do !== 'schedule') return divergence;
    if (expected.is === 'same') {
      const first = this.#known.get(expected.future);
      return first === undefined ? undefined : judgeRepetition(expected.why, first, answer);
    }
    const future = expected.is === 'new' ? world.futures[expected.future] : undefined;
    if (future === undefined) return undefined;
    const given = command.group === future.group ? this.#groupId(future.group) : undefined;
    return judgeTokens(future, answer, given, this.#known);
  }

  #remember(planned: Planned, expected: Expected | undefined, answer: Answer): void {
    if (planned.do !== 'schedule' || expected === undefined) return;
    if (expected.is !== 'new' && expected.is !== 'same') return;
    this.#slots.set(planned.as, expected.future);
    const told = knownFrom(answer.body);
    if (expected.is !== 'new' || told === undefined) return;
    this.#known.set(expected.future, { ...told, ...(planned.txn === undefined ? {} : { txn: planned.txn }) });
  }

  /** Limits are legitimate (Q-LIMIT, ERR-9), and what comes after one is another story. */
  #stopAtLimits(answer: Answer, expected: Expected): void {
    const capped = expected.is === 'new' && answer.refused && this.readings['Q-LIMIT'] === 'capped';
    if (answer.status === 429 || capped) throw new Stopped(`the server limits what it takes: ${answer}`);
  }

  #refuseToGoOnWhenLate(): void {
    if (this.rhythm.isLate) throw new Stopped('it took so long that a deadline was near');
  }

  // ---- comparing ----

  async #compare(deed: Omit<Deed, 'world' | 'events'>, before: World): Promise<Divergence | undefined> {
    const missing = await this.#waitForWhatIsDue();
    if (missing !== undefined) {
      this.#deeds.push(this.#told(deed, this.#first));
      return missing;
    }
    const looks = await this.#look(worthLooking(before, this.#world, deed.command));
    this.#refuseToGoOnWhenLate();
    const fitting = this.#possible.filter((possibility) => this.#differenceOf(possibility, looks) === undefined);
    const difference = fitting.length === 0 ? this.#differenceOf(this.#first, looks) : undefined;
    const [told = this.#first] = fitting;
    this.#deeds.push(this.#told(deed, told));
    if (fitting.length === 0) return (await this.#lateOrNever(told)) ?? difference;
    this.#possible = fitting;
    return undefined;
  }

  /** Where something is missing and time is free: whether it comes after all. */
  async #lateOrNever({ timeline, world }: Possibility): Promise<Divergence | undefined> {
    const { looker } = this;
    if (looker.t.time !== 'virtual') return undefined;
    const waiting = looker.rooms.filter(([name]) => isWaitedFor(name, looker.shown(name), timeline));
    if (waiting.length === 0) return undefined;
    const before = waiting.map(([name]) => judgeTimeline(name, looker.shown(name), timeline, world));
    await looker.t.letTimePass(this.patience);
    for (const [index, [name]] of waiting.entries()) {
      if (isWaitedFor(name, looker.shown(name), timeline)) return before[index];
    }
    const [first] = waiting;
    return first && judgeTimeline(first[0], looker.shown(first[0]), timeline, world);
  }

  /** Lets all timers run out, and looks once more, also at what the sequence has nothing to do with. */
  async #end(): Promise<Divergence | undefined> {
    const deadlines = livingIn(this.#world).flatMap(({ deadline }) => (deadline === undefined ? [] : [deadline]));
    if (deadlines.length > 0) {
      const beyond = this.rhythm.beyond(Math.max(...deadlines)) - this.rhythm.now;
      const divergence = await this.#pass({ do: 'pass', ms: beyond });
      if (divergence !== undefined) return divergence;
    }
    await this.looker.proveSilence();
    const looks = await this.#look({ listings: SCHEDULERS, states: this.looker.rooms.map(([name]) => name) });
    const fits = this.#possible.some((possibility) => this.#differenceOf(possibility, looks) === undefined);
    return fits ? undefined : this.#differenceOf(this.#first, looks);
  }

  /** Waits until everything has come that has to; returns what has not. */
  async #waitForWhatIsDue(): Promise<Divergence | undefined> {
    await this.rhythm.settle();
    if (this.looker.t.time === 'virtual') return undefined;
    for (const [name] of this.looker.rooms) {
      const missing = (): boolean =>
        this.#possible.every(({ timeline }) => isWaitedFor(name, this.looker.shown(name), timeline));
      await this.looker.waitFor(name, () => !missing(), this.patience);
      if (!missing()) continue;
      await this.looker.requireNoGap(name);
      const { timeline, world } = this.#first;
      return judgeTimeline(name, this.looker.shown(name), timeline, world);
    }
    return undefined;
  }

  async #look({ listings, states }: WorthLooking): Promise<Looks> {
    const { looker } = this;
    const all = <K, V>(keys: readonly K[], ask: (key: K) => Promise<V>): Promise<(readonly [K, V])[]> =>
      Promise.all(keys.map(async (key) => [key, await ask(key)] as const));
    const [listed, stated] = await Promise.all([
      all(listings, (person) => looker.t.tryList(looker.user(person))),
      all(states, (name) => looker.state(name)),
    ]);
    return { listings: listed, states: stated };
  }

  #differenceOf({ world, timeline }: Possibility, { listings, states }: Looks): Divergence | undefined {
    for (const [name] of this.looker.rooms) {
      const divergence = judgeTimeline(name, this.looker.shown(name), timeline, world);
      if (divergence !== undefined) return divergence;
    }
    for (const [person, listing] of listings) {
      const divergence = this.#listingDifference(person, listing, world);
      if (divergence !== undefined) return divergence;
    }
    for (const [name, state] of states) {
      const divergence = judgeState(name, state, world, timeline);
      if (divergence !== undefined) return divergence;
    }
    return undefined;
  }

  #listingDifference(person: Person, answer: Answer, world: World): Divergence | undefined {
    if (!answer.ok || !Array.isArray(answer.json)) {
      return { requirement: 'LIST-1', expected: 'a JSON array of futures', seen: String(answer) };
    }
    const ids = new Set(this.looker.rooms.map(([, room]) => room.id));
    const entries = answer.json.filter(isRecord).flatMap((entry) => {
      const listed = parseListed(entry);
      return listed !== undefined && ids.has(listed.roomId) ? [listed] : [];
    });
    return judgeListing(person, entries, world, {
      known: this.#known,
      wireForm: (future) => this.#wireForm(future),
      nameOf: nameOfFuture,
      last: this.#last,
    });
  }

  #wireForm(future: Future): WireForm {
    const { asked, room, type, stateKey, content, group } = future;
    const { timeout } = asked;
    return {
      kind: stateKey === undefined ? 'send_future' : 'state_future',
      roomId: this.cast.room(room).id,
      type,
      key: stateKey ?? this.#txnId(asked),
      content: contentOf(content),
      ...(timeout === undefined
        ? {}
        : { timeout: timeout === 'none' ? timeout : this.cast.t.timeoutParameter(timeout) }),
      ...(asked.group === group ? { group: this.#groupId(group) } : {}),
    };
  }

  #told(deed: Omit<Deed, 'world' | 'events'>, { world, news, answer }: Possibility): Deed {
    return { ...deed, world, events: news, ...(answer === undefined ? {} : { expected: answer }) };
  }

  get #first(): Possibility {
    const [first] = this.#possible;
    if (first === undefined) throw new Error('the model has lost its way');
    return first;
  }

  get #world(): World {
    return this.#first.world;
  }
}

/** What is looked at after every command, timelines aside. */
interface WorthLooking {
  readonly listings: readonly Person[];
  readonly states: readonly RoomName[];
}

/** Whoever has futures or did something, and the rooms in which state is set or waits: elsewhere nothing can change. */
function worthLooking(before: World, after: World, command: Command | undefined): WorthLooking {
  const living = [...livingIn(before), ...livingIn(after)];
  const stateful = living.flatMap(({ room, stateKey }) => (stateKey === undefined ? [] : [room]));
  const set = command?.do === 'set-state' ? [command.room] : [];
  return {
    listings: SCHEDULERS.filter(
      (person) => living.some(({ by }) => by === person) || (command?.do === 'schedule' && command.by === person),
    ),
    states: [...new Set([...stateful, ...set])],
  };
}

/** What a look at the server has shown, timelines aside. */
interface Looks {
  readonly listings: readonly (readonly [Person, Answer])[];
  readonly states: readonly (readonly [RoomName, Record<string, string>])[];
}

/** The rest of the sequence is not judged. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** What a future is called in stories. */
export function nameOfFuture({ id, content }: Future): string {
  return `future ${id + 1} ('${content}')`;
}
