import type { Answer } from '../../kit/connection/answer.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Command } from '../model/command.js';
import { isPossible, step } from '../model/model.js';
import { type KnownReadings, Undecided } from '../model/view.js';
import { type Expected, livingIn, newWorld, type SentEvent, type World } from '../model/world.js';
import type { Cast } from './cast.js';
import type { Divergence } from './divergence.js';
import { judgeAnswer, judgeRepetition, judgeTokens } from './judge-answer.js';
import { judgeLimitedRequest, judgeLimits } from './judge-limits.js';
import { Names } from './names.js';
import { type Looks, Observer, worthLooking } from './observer.js';
import { isTokenCall, Performer } from './performer.js';
import { isCall, type Plan, type Planned, type PlannedPause } from './plan.js';
import { afterTime, type Possibility } from './possibility.js';
import type { LastDeed } from './reasons.js';
import type { Rhythm } from './rhythm.js';

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

/**
 * Tells one sequence to a homeserver and to the model at the same time, and compares them after every command: the
 * answer, the listings, the timelines and the state of the rooms. Where the model permits several outcomes, those that do not fit
 * are given up one by one; when none is left, the two have parted ways.
 */
export class Teller {
  readonly #deeds: Deed[] = [];
  readonly #names: Names;
  readonly #performer: Performer;
  readonly #observer: Observer;
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
    this.#names = new Names(readings);
    this.#performer = new Performer(cast);
    this.#observer = new Observer(looker, this.#performer);
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
    const after = afterTime(this.readings, this.#possible, to);
    await this.rhythm.pass(pause);
    const before = this.#world;
    this.#possible = after;
    this.#last = undefined;
    return this.#compare({ at: to, planned }, before);
  }

  // ---- commands ----

  async #do(planned: Exclude<Planned, PlannedPause>): Promise<Divergence | undefined> {
    const command = this.#names.resolve(planned, this.#world, this.#deeds.length);
    if (command === undefined || !this.#performer.canDo(command)) return undefined;
    if (!this.#possible.every(({ world }) => isPossible(world, command))) return undefined;
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
    this.#refuseToGoOnWhenLate();
    const at = this.rhythm.now;
    const { session } = this.cast;
    session.refusedUnexpectedly = false;
    const answer = await this.#performer.perform(command, planned);
    this.#refuseToGoOnWhenLate();
    const before = this.#world;
    this.#possible = after;
    const deed = { at, planned, command, ...(answer === undefined ? {} : { status: answer.status }) };
    if (session.refusedUnexpectedly || this.#isCapped(answer)) {
      this.#deeds.push(this.#told(deed, this.#first));
      return this.#judgeLimit(command, answer);
    }
    if (answer === undefined) {
      this.#last = { command, answer: this.#answer };
      return this.#compare(deed, before);
    }
    const fitting = after.filter((possibility) => this.#judgeAnswer(command, possibility, answer) === undefined);
    if (fitting.length === 0) {
      this.#deeds.push(this.#told(deed, this.#first));
      return this.#causeOf(this.#judgeAnswer(command, this.#first, answer), planned, command, answer);
    }
    this.#possible = fitting;
    this.#last = { command, answer: this.#answer };
    const future = 'future' in this.#answer ? this.#world.futures[this.#answer.future] : undefined;
    if (planned.do === 'schedule' && future !== undefined) {
      this.#names.keep(planned, future);
      if (this.#answer.is === 'new') this.#performer.remember(future, answer);
    }
    return this.#compare(deed, before);
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
    const { known } = this.#performer;
    if (expected.is === 'same') {
      const first = known.get(expected.future);
      return first === undefined ? undefined : judgeRepetition(expected.why, first, answer);
    }
    const future = expected.is === 'new' ? world.futures[expected.future] : undefined;
    if (future === undefined) return undefined;
    const given = command.group === future.group ? this.#performer.groupId(future.group) : undefined;
    return judgeTokens(future, answer, given, known);
  }

  /** Looks for what it is that makes an answer differ. */
  async #causeOf(
    difference: Divergence | undefined,
    planned: Planned,
    command: Command,
    answer: Answer,
  ): Promise<Divergence | undefined> {
    const { is } = this.#answer;
    // What else may come of a request that should have been refused the model does not know.
    if (command.do === 'schedule' && is === 'refused') return difference;
    if (!isTokenCall(command) || command.of === undefined) return this.#whatTellsMore(difference);
    if (is === 'refused') {
      // That the event comes twice, or though it was cancelled, weighs more than that a token was not dead.
      if (command.do !== 'send') return difference;
      const more = await this.#whatTellsMore(difference);
      return more !== undefined && ['GROUP-1', 'TOKEN-6'].includes(more.requirement) ? more : difference;
    }
    if (!answer.refused) return difference;
    const beside = isCall(planned) ? planned.beside : undefined;
    const owner = this.#world.futures[command.of]?.by;
    const again = await this.#performer.call(command, beside === undefined ? owner : undefined);
    if (!again.ok) return difference;
    const way = beside === undefined ? 'with' : 'without';
    const expected = 'the same answer with an access token and without';
    return { requirement: 'TOKEN-1', expected, seen: `${answer}, but ${again} ${way} one` };
  }

  /** Limits are legitimate (Q-LIMIT, ERR-9) when they say what they are, and what comes after one is another story. */
  async #judgeLimit(command: Command, answer: Answer | undefined): Promise<Divergence> {
    const { session } = this.cast;
    const wrong = judgeLimits(session.evidence());
    if (wrong !== undefined) return wrong;
    if (command.do === 'schedule' && answer !== undefined && session.refusedUnexpectedly) {
      const listed = await this.#observer.listed(command.by);
      const difference = judgeLimitedRequest(listed, answer, this.#performer.known);
      if (difference !== undefined) return difference;
    }
    throw new Stopped(`the server limits what it takes: ${answer ?? command.do}`);
  }

  #isCapped(answer: Answer | undefined): boolean {
    return this.#answer.is === 'new' && answer?.refused === true && this.readings['Q-LIMIT'] === 'capped';
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
    const worlds = this.#possible.map(({ world }) => world);
    const looks = await this.#observer.look(worthLooking(before, worlds, deed.command));
    this.#refuseToGoOnWhenLate();
    const fitting = this.#possible.filter((one) => this.#differenceFrom(one, looks) === undefined);
    const [told = this.#first] = fitting;
    this.#deeds.push(this.#told(deed, told));
    if (fitting.length === 0) return this.#whatTellsMore(this.#differenceFrom(told, looks), looks);
    this.#possible = fitting;
    return undefined;
  }

  #differenceFrom(possibility: Possibility, looks: Looks): Divergence | undefined {
    return this.#observer.differenceFrom(possibility, looks, this.#last);
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
    const looks = await this.#observer.look(this.#observer.everything);
    const fits = this.#possible.some((possibility) => this.#differenceFrom(possibility, looks) === undefined);
    return fits ? undefined : this.#whatTellsMore(this.#differenceFrom(this.#first, looks), looks);
  }

  /** Waits until everything has come that has to; returns what has not. */
  async #waitForWhatIsDue(): Promise<Divergence | undefined> {
    await this.rhythm.settle();
    if (this.looker.t.time === 'virtual') return undefined;
    for (const [name] of this.looker.rooms) {
      const missing = (): boolean => this.#observer.isMissing(name, this.#possible);
      await this.looker.waitFor(name, () => !missing(), this.patience);
      if (!missing()) continue;
      await this.looker.requireNoGap(name);
      return this.#observer.finalDifferenceFrom(this.#first, NO_LOOKS);
    }
    return undefined;
  }

  /**
   * What a symptom comes to, where that tells more: what is missing may come late, and an event that should not have come
   * weighs more than an answer or a listing.
   */
  async #whatTellsMore(symptom: Divergence | undefined, looks = NO_LOOKS): Promise<Divergence | undefined> {
    if (symptom?.isSymptom !== true) return symptom;
    try {
      const isMissing = this.looker.rooms.some(([name]) => this.#observer.isMissing(name, this.#possible));
      return (isMissing ? await this.#lateOrNever(looks) : await this.#whatIsSent()) ?? symptom;
    } catch (error) {
      if (error instanceof Undecided) return symptom;
      throw error;
    }
  }

  async #lateOrNever(looks: Looks): Promise<Divergence | undefined> {
    for (const [name] of this.looker.rooms) {
      await this.looker.waitFor(name, () => !this.#observer.isMissing(name, this.#possible), this.patience);
    }
    const [first = this.#first] = afterTime(this.readings, this.#possible, this.rhythm.now);
    return this.#observer.finalDifferenceFrom(first, looks);
  }

  /** Lets every timer run out that there ever was, and looks whether something comes that should not. */
  async #whatIsSent(): Promise<Divergence | undefined> {
    await this.rhythm.settle();
    const atOnce = this.#observer.extraTo(this.#first);
    if (atOnce !== undefined) return atOnce;
    const deadlines = this.#world.futures.map(({ deadline = 0 }) => deadline);
    const to = this.rhythm.beyond(Math.max(this.rhythm.now, ...deadlines)) + this.rhythm.afterwards;
    const after = afterTime(this.readings, this.#possible, to);
    const planned = { do: 'pass', ms: to - this.rhythm.now } as const;
    await this.rhythm.pass(planned.ms);
    await this.rhythm.settle();
    const extras = after.map((possibility) => this.#observer.extraTo(possibility));
    const [[first = this.#first], [extra]] = [after, extras];
    if (extras.includes(undefined)) return undefined;
    this.#deeds.push(this.#told({ at: to, planned }, first));
    return extra;
  }

  #told(deed: Omit<Deed, 'world' | 'events'>, { world, news, answer }: Possibility): Deed {
    return { ...deed, world, events: news, ...(answer === undefined ? {} : { expected: answer }) };
  }

  get #answer(): Expected {
    return this.#first.answer ?? { is: 'any', why: '' };
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

const NO_LOOKS: Looks = { listings: [], states: [] };

/** The rest of the sequence is not judged. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}
