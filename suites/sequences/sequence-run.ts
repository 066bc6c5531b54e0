import { Inconclusive } from '../kit/checks/verdict.js';
import type { Answer } from '../kit/connection/answer.js';
import type { StoryContext } from '../chance/story-context.js';
import { Comparison } from './comparison.js';
import type { Divergence } from './divergence.js';
import { isHappening, type RoomName, Undecided } from './happening.js';
import { isWaitedFor } from './judge-timeline.js';
import type { ModelledRevision } from './modelled-revision.js';
import type { Participants } from './participants.js';
import { isPause, type Plan, type PlannedPause } from './plan.js';
import type { Rhythm } from './rhythm.js';
import type { Step } from './step.js';
import type { LastStep, Names, Speaker } from './speaker.js';
import { LATE, Stopped } from './stopped.js';
import { afterTime, type Model, type PossibleWorld, type Terms } from './terms.js';

/** What became of a sequence. */
export interface Run<T extends Terms> {
  readonly steps: readonly Step<T>[];
  /** Where the server and the model parted ways; nothing is done beyond that. */
  readonly divergence?: Divergence;
  /** Why the rest of the sequence was not judged. */
  readonly stopped?: string;
}

/** A step as far as it is known before what comes of it. */
type Done<T extends Terms> = Omit<Step<T>, 'world' | 'events'>;

/**
 * Tells one sequence to a homeserver and to the model at the same time, and compares them after every command: the
 * answer, the timelines, and whatever else the revision looks at. Where the model permits several outcomes, those that do not
 * fit are given up one by one; when none is left, the two have parted ways.
 */
export class SequenceRun<T extends Terms> {
  readonly #steps: Step<T>[] = [];
  readonly #model: Model<T>;
  readonly #names: Names<T>;
  readonly #speaker: Speaker<T>;
  readonly #comparison: Comparison<T>;
  #possible: readonly PossibleWorld<T>[];
  #last: LastStep<T>;

  /**
   * @param cast - the people and rooms; its requests are what a reader of the story will want to see
   * @param lookers - the same people and rooms, for looking only
   */
  constructor(
    revision: Pick<ModelledRevision<T>, 'model' | 'names' | 'speaker'>,
    cast: Participants<StoryContext>,
    readonly lookers: Participants<StoryContext>,
    readonly rhythm: Rhythm,
    readonly known: T['known'],
  ) {
    this.#model = revision.model;
    this.#names = revision.names(known);
    this.#speaker = revision.speaker(cast, lookers, known);
    this.#comparison = new Comparison(lookers, this.#speaker);
    this.#possible = [{ world: this.#model.newWorld(rhythm.now), timeline: [], news: [] }];
  }

  async follow(plan: Plan<T>): Promise<Run<T>> {
    const steps = this.#steps;
    try {
      for (const planned of plan) {
        const divergence = isPause(planned) ? await this.#pass(planned) : await this.#do(planned);
        if (divergence !== undefined) return { steps, divergence: await this.#askAbout(divergence) };
      }
      const divergence = await this.#end();
      return divergence === undefined ? { steps } : { steps, divergence: await this.#askAbout(divergence) };
    } catch (error) {
      if (error instanceof Undecided) return { steps, stopped: `left open by the text: ${error.message}` };
      if (error instanceof Stopped) return { steps, stopped: error.message };
      throw error;
    }
  }

  #askAbout(divergence: Divergence): Promise<Divergence> {
    return this.#speaker.askAbout(divergence, this.#first, this.#last);
  }

  // ---- time ----

  async #pass(planned: PlannedPause): Promise<Divergence | undefined> {
    const { ms = 0, pastNext } = planned;
    const next = Math.min(...this.#model.deadlines(this.#world));
    const pause = pastNext === undefined ? ms : next + pastNext - this.rhythm.now;
    if (pause <= 0 || pause === Infinity) return undefined;
    const to = this.rhythm.now + pause;
    // Whatever the model cannot foresee is found out before the server is asked.
    const after = this.#afterTime(this.#possible, to);
    await this.rhythm.pass(pause);
    const before = this.#world;
    this.#possible = after;
    this.#last = undefined;
    return this.#compare({ at: to, planned }, before);
  }

  // ---- commands ----

  async #do(planned: T['planned']): Promise<Divergence | undefined> {
    const command = this.#names.resolve(planned, this.#world, this.#steps.length);
    if (command === undefined || !this.#speaker.canDo(command)) return undefined;
    if (!this.#possible.every(({ world }) => this.#model.isPossible(world, command))) return undefined;
    let after: readonly PossibleWorld<T>[];
    try {
      after = this.#afterCommand(command);
    } catch (error) {
      // What nobody can foresee is not asked; the story goes on without it.
      if (error instanceof Undecided) return undefined;
      throw error;
    }
    this.#refuseToGoOnWhenLate();
    const at = this.rhythm.now;
    const answer = await this.#speaker.perform(command, planned);
    this.#refuseToGoOnWhenLate();
    const before = this.#world;
    this.#possible = after;
    const step = { at, planned, command, ...(answer === undefined ? {} : { status: answer.status }) };
    if (this.#speaker.isLimited(answer, after)) {
      this.#steps.push(told(step, this.#first));
      const wrong = await this.#speaker.judgeLimit(command, answer);
      if (wrong !== undefined) return wrong;
      throw new Stopped(`the server limits what it takes: ${answer ?? command.do}`);
    }
    if (answer === undefined) {
      this.#last = { command, answer: this.#answer };
      return this.#compare(step, before);
    }
    const fits = (possible: PossibleWorld<T>): boolean => this.#judgeAnswer(command, possible, answer) === undefined;
    const atOnce = after.filter(fits);
    const fitting = atOnce.length === 0 && (await this.#hasComeMeanwhile()) ? after.filter(fits) : atOnce;
    if (fitting.length === 0) {
      const [first] = [this.#first];
      this.#steps.push(told(step, first));
      const difference = this.#judgeAnswer(command, first, answer);
      this.#last = { command, answer: this.#answer };
      return this.#speaker.causeOf(difference, { planned, command, answer }, first, (one) => this.#whatTellsMore(one));
    }
    this.#possible = fitting;
    this.#last = { command, answer: this.#answer };
    this.#names.keep(planned, this.#first);
    this.#speaker.learn(this.#first, { planned, command, answer });
    return this.#compare(step, before);
  }

  /** How things may stand when what may be late has come meanwhile, or has not. */
  #orLater(): readonly PossibleWorld<T>[] {
    return this.#possible.flatMap((possible) =>
      this.#afterTime([possible], this.rhythm.now).map(({ world, timeline, news }) => ({
        ...possible,
        world,
        timeline,
        news: [...possible.news, ...news],
      })),
    );
  }

  /** What may come of a command, whatever has become meanwhile of what is due and may be late. */
  #afterCommand(command: T['command']): readonly PossibleWorld<T>[] {
    return this.#afterTime(this.#possible, this.rhythm.now).flatMap(({ world, timeline, news }) =>
      this.#model.step(this.known, world, command).map(({ answer, events, ...rest }) => ({
        answer,
        news: [...news, ...events],
        timeline: [...timeline, ...events],
        ...rest,
      })),
    );
  }

  #judgeAnswer(command: T['command'], possible: PossibleWorld<T>, answer: Answer): Divergence | undefined {
    const { answer: expected } = possible;
    if (expected === undefined) return undefined;
    if (!isHappening(command)) {
      const divergence = this.#speaker.judgeAnswer(command, possible, answer);
      return divergence && { ...divergence, answer };
    }
    const usual = expected.is === 'refused' ? answer.refused : answer.ok;
    if (!usual) throw new Inconclusive(`an ordinary state event was answered with ${answer}`);
    return undefined;
  }

  #refuseToGoOnWhenLate(): void {
    if (this.rhythm.isLate) throw new Stopped(LATE);
  }

  // ---- comparing ----

  async #compare(step: Done<T>, before: T['world']): Promise<Divergence | undefined> {
    await this.rhythm.settle();
    // What may be late is not waited for, but where there is time for it.
    if (this.#isInRealTime) await this.#comesWithin(this.rhythm.spare / 2, this.#first);
    if (this.#isInRealTime && step.command !== undefined && this.#isAnythingMissing) {
      // What a command brings may take longer to be seen than there is time before the next one: it is waited for when time has passed.
      this.#steps.push(told(step, this.#first));
      return undefined;
    }
    const missing = await this.#waitForWhatIsDue();
    if (missing !== undefined) {
      this.#steps.push(told(step, this.#first));
      return missing;
    }
    // What comes of time that passes is known already.
    if (step.command !== undefined) this.#possible = this.#orLater();
    const worlds = this.#possible.map(({ world }) => world);
    const looks = await this.#speaker.look(this.#speaker.worthLooking(before, worlds, step.command));
    this.#refuseToGoOnWhenLate();
    const differs = this.#comparison.differences(looks, this.#last);
    const fitting = this.#possible.filter((one) => differs(one) === undefined);
    const [first = this.#first] = fitting;
    this.#steps.push(told(step, first));
    if (fitting.length === 0) {
      if (await unlessUndecided(() => this.#wasUnderWay(), false)) {
        throw new Stopped('something was on its way into a room when it was looked at');
      }
      return this.#whatTellsMore(differs(first), looks);
    }
    this.#possible = fitting;
    return undefined;
  }

  /**
   * Whether nothing was wrong but that an event was on its way into its room: no longer waiting for the one request, and not yet to be
   * seen by the other. Where time passes by itself, several requests are no single moment; once all that is due has come, they agree.
   */
  async #wasUnderWay(): Promise<boolean> {
    if (!this.#isInRealTime || !this.#possible.some((one) => this.#comparison.isInRooms(one))) return false;
    for (;;) {
      const [punctual = this.#first] = this.#afterTime(this.#possible, this.rhythm.elapsed);
      if (!(await this.#comesWithin(this.#onTheWay, punctual))) return false;
      const looks = await this.#speaker.look(this.#speaker.everything);
      const differs = this.#comparison.differences(looks, undefined);
      if (this.#afterTime(this.#possible, this.rhythm.elapsed).some((one) => differs(one) === undefined)) return true;
      const isNextDue = this.#model.deadlines(punctual.world).some((deadline) => deadline <= this.rhythm.elapsed);
      if (!isNextDue) return false;
    }
  }

  /**
   * Waits for what is due and has not come to its room; returns whether there was such a thing, and it has come. An answer may tell
   * before that what it is in the room, such as its `event_id`.
   */
  async #hasComeMeanwhile(): Promise<boolean> {
    if (!this.#isInRealTime) return false;
    const [punctual = this.#first] = this.#afterTime(this.#possible, this.rhythm.now);
    return !(await this.#comesWithin(0, punctual)) && (await this.#comesWithin(this.#onTheWay, punctual));
  }

  /** Waits so many milliseconds until everything has come to the rooms that comes where things stand so; returns whether it has. */
  async #comesWithin(ms: number, { timeline }: PossibleWorld<T>): Promise<boolean> {
    for (const [name] of this.lookers.rooms) {
      const hasCome = (): boolean => !isWaitedFor(name, this.lookers.shown(name), timeline);
      await this.lookers.waitFor(name, hasCome, ms);
      if (!hasCome()) return false;
    }
    return true;
  }

  /** Lets everything come that waits, and looks once more, also at what the sequence has nothing to do with. */
  async #end(): Promise<Divergence | undefined> {
    const giveUpAt = this.#lastDeadline + 2 * this.#patience;
    while (this.#lastDeadline > 0) {
      // What is late is waited for until the model has it that it must not be any later.
      if (this.rhythm.now > giveUpAt) throw new Stopped('what is due comes too late to be judged');
      const beyond = this.rhythm.beyond(this.#lastDeadline) - this.rhythm.now;
      const divergence = await this.#pass({ do: 'pass', ms: beyond > 0 ? beyond : this.rhythm.moment });
      if (divergence !== undefined) return divergence;
    }
    // What has ended must not come even when it would have been due.
    const past = this.rhythm.beyond(Math.max(0, ...this.#model.pastDeadlines(this.#world))) - this.rhythm.now;
    const divergence = past > 0 ? await this.#pass({ do: 'pass', ms: past }) : undefined;
    if (divergence !== undefined) return divergence;
    await this.lookers.proveSilence();
    const looks = await this.#speaker.look(this.#speaker.everything);
    const differs = this.#comparison.differences(looks, this.#last);
    const fits = this.#possible.some((possible) => differs(possible) === undefined);
    return fits ? undefined : this.#whatTellsMore(differs(this.#first), looks);
  }

  /** Waits until everything has come that has to; returns what has not. */
  async #waitForWhatIsDue(): Promise<Divergence | undefined> {
    if (!this.#isInRealTime) return undefined;
    for (const [name] of this.lookers.rooms) {
      const missing = (): boolean => this.#comparison.isMissing(name, this.#possible);
      await this.lookers.waitFor(name, () => !missing(), this.#patience);
      if (!missing()) continue;
      await this.lookers.requireNoGap(name);
      return this.#comparison.finalDifferenceFrom(this.#first, this.#speaker.nothingSeen);
    }
    return undefined;
  }

  /**
   * What a symptom comes to, where that tells more: what is missing may come late, and an event that should not have come
   * weighs more than an answer or a look.
   */
  async #whatTellsMore(
    symptom: Divergence | undefined,
    looks = this.#speaker.nothingSeen,
  ): Promise<Divergence | undefined> {
    if (symptom?.isSymptom !== true) return symptom;
    if (symptom.mayBeLate === true) await this.#stopWhereLate(symptom);
    const whatCame = (): Promise<Divergence | undefined> =>
      this.#isAnythingMissing ? this.#lateOrNever(looks) : this.#whatIsSent(symptom);
    return (await unlessUndecided(whatCame, symptom)) ?? symptom;
  }

  /** Waits as long as is waited for anything, and looks whether what was late has happened then. */
  async #stopWhereLate({ expected }: Divergence): Promise<void> {
    const { time } = this.lookers.session.stage;
    await time.waitUntil(time.now() + this.#longPatience);
    const looks = await this.#speaker.look(this.#speaker.everything);
    const differs = this.#comparison.differences(looks, undefined);
    const later = this.#afterTime(this.#possible, this.rhythm.now + this.#longPatience);
    if (later.some((possible) => differs(possible)?.expected !== expected)) {
      throw new Stopped('what is due comes too late to be judged');
    }
  }

  async #lateOrNever(looks: T['looks']): Promise<Divergence | undefined> {
    for (const [name] of this.lookers.rooms) {
      await this.lookers.waitFor(name, () => !this.#comparison.isMissing(name, this.#possible), this.#longPatience);
    }
    if (!this.#isAnythingMissing && !this.#speaker.blame.judgesLateness)
      throw new Stopped('what is due comes too late to be judged');
    const [first = this.#first] = this.#afterTime(this.#possible, this.rhythm.now);
    return this.#comparison.finalDifferenceFrom(first, looks);
  }

  /** Lets everything come that there ever was, and looks whether something comes that should not, or else all that should. */
  async #whatIsSent(symptom: Divergence): Promise<Divergence | undefined> {
    await this.rhythm.settle();
    // What has come to be due while the server was asked is not too much.
    const [soFar = this.#first] = this.#isInRealTime ? this.#afterTime(this.#possible, this.rhythm.elapsed) : [];
    const atOnce = this.#comparison.extraTo(soFar);
    if (atOnce !== undefined) return atOnce;
    const deadlines = [this.#lastDeadline, ...this.#model.pastDeadlines(this.#world)];
    const to = this.rhythm.beyond(Math.max(this.rhythm.now, ...deadlines)) + this.rhythm.afterwards;
    const after = this.#afterTime(this.#possible, to);
    const planned = { do: 'pass', ms: to - this.rhythm.now } as const;
    await this.rhythm.pass(planned.ms);
    await this.rhythm.settle();
    const extras = after.map((possible) => this.#comparison.extraTo(possible));
    const [[first = this.#first], [extra]] = [after, extras];
    if (extras.includes(undefined)) {
      const { ifAllComes, andThis } = symptom;
      const isAllThere = ifAllComes !== undefined && (await this.#allCame(after, andThis));
      return isAllThere ? { ...symptom, requirement: ifAllComes } : undefined;
    }
    this.#steps.push(told<T>({ at: to, planned }, first));
    return extra;
  }

  /**
   * Waits for all that there is to come, and tells whether it came: that something may still be late is no excuse here.
   *
   * @param including - an event that has to have come
   */
  async #allCame(possible: readonly PossibleWorld<T>[], including?: number): Promise<boolean> {
    const over = possible.filter(({ world, timeline }) => {
      const isIn = including === undefined || timeline.some(({ of }) => of === including);
      return isIn && this.#model.deadlines(world).length === 0;
    });
    if (over.length === 0) return false;
    const isMissing = (name: RoomName): boolean => this.#comparison.isMissing(name, over);
    for (const [name] of this.lookers.rooms) {
      await this.lookers.waitFor(name, () => !isMissing(name), this.#longPatience);
      if (isMissing(name)) return false;
    }
    return true;
  }

  #afterTime(possible: readonly PossibleWorld<T>[], to: number): PossibleWorld<T>[] {
    return afterTime(this.#model, this.known, possible, to);
  }

  /** Whether something has not come to its room, whatever the way in which things stand. */
  get #isAnythingMissing(): boolean {
    return this.lookers.rooms.some(([name]) => this.#comparison.isMissing(name, this.#possible));
  }

  get #isInRealTime(): boolean {
    return this.lookers.t.time === 'real';
  }

  /** How long something may be on its way, in milliseconds: where all comes later, sequences prove nothing. */
  get #onTheWay(): number {
    return 2 * this.rhythm.moment;
  }

  /** How long something that is due is waited for, in milliseconds. */
  get #patience(): number {
    return this.lookers.t.patience;
  }

  /** How long what seems to be lost is waited for, in milliseconds: longer where that costs nothing. */
  get #longPatience(): number {
    return Math.max(this.#patience, this.rhythm.moment);
  }

  /** When the last of what waits is due; 0 where nothing waits that is due by itself. */
  get #lastDeadline(): number {
    return Math.max(0, ...this.#model.deadlines(this.#world));
  }

  get #answer(): T['expected'] {
    return this.#first.answer ?? { is: 'any', why: '' };
  }

  get #first(): PossibleWorld<T> {
    const [first] = this.#possible;
    if (first === undefined) throw new Error('the model has lost its way');
    return first;
  }

  get #world(): T['world'] {
    return this.#first.world;
  }
}

function told<T extends Terms>(step: Done<T>, { world, news, answer }: PossibleWorld<T>): Step<T> {
  return { ...step, world, events: news, ...(answer === undefined ? {} : { expected: answer }) };
}

/** What comes of something, or something else where the model cannot say. */
async function unlessUndecided<R>(work: () => Promise<R>, otherwise: R): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Undecided) return otherwise;
    throw error;
  }
}
