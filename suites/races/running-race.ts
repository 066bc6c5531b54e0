import type { StoryContext } from '../chance/story-context.js';
import { Session } from '../kit/checks/session.js';
import type { Room } from '../kit/rooms/room.js';
import type { Stage } from '../kit/targets/stage.js';
import { byArrival, makeTogether, type Manner, type PlannedTiming, type ReadyCall } from './in-planned-order.js';
import type { RunRace } from './race-check.js';
import { RaceRecorder, WITHIN_A_MOMENT_MS } from './recorder.js';

/** What events are called in stories, in the order in which they are asked for. */
const NAMES = 'ABCDEFGHIJKL';

/** What every plan of a race has. */
interface PlannedCalls<C> {
  readonly calls: readonly C[];
}

/**
 * A race that is run in a room of its own, and told as a history. A revision says how its calls are made and what is asked
 * of the server in the end.
 *
 * @typeParam C - the words of the revision
 * @typeParam P - a planned call
 * @typeParam D - what a call did
 * @typeParam H - all that is known of what happened
 */
export abstract class RunningRace<C extends StoryContext, P extends PlannedTiming, D, H> {
  protected readonly t: C;
  protected readonly recorder: RaceRecorder<D>;
  /** The likeliest moment at which the near events are due, as long as they are left alone. */
  protected moment: number | undefined;
  readonly #parent: Session;
  readonly #stage: Stage;
  readonly #open: (session: Session) => C;
  #place: Room | undefined;
  #until = 0;
  #named = 0;

  /**
   * @param parent - the check's run, on whose stage it happens
   * @param open - gives the words of the revision
   * @param always - the requirement that a call breaks whose answer is none
   */
  constructor(parent: Session, open: (session: Session) => C, always: string) {
    this.#parent = parent;
    this.#stage = parent.stage;
    this.#open = open;
    this.t = this.#contextOn(parent.stage);
    this.recorder = new RaceRecorder(parent.stage.time, always);
  }

  /** Schedules what a race begins with. */
  protected abstract begin(): Promise<void>;
  /** A call of the plan as it can be made with some words; none where it makes no sense. */
  protected abstract callOf(planned: P): ((t: C) => Promise<unknown>) | undefined;
  /** Waits until nothing can come any more, and finds out what became of each event. */
  protected abstract lookBack(): Promise<void>;
  /** All that is known by now. */
  protected abstract history(): Promise<H> | H;

  /**
   * Runs the race.
   *
   * @param manner - whether its calls are under way together
   * @throws Inconclusive when something that happened cannot be known
   */
  async run({ calls }: PlannedCalls<P>, manner: Manner): Promise<RunRace<H>> {
    this.#place = await this.t.alice.createRoom();
    await this.begin();
    try {
      await (manner === 'together' ? this.#together(calls) : this.#oneByOne(calls));
      await this.lookBack();
      return {
        history: await this.history(),
        again: async () => {
          await this.t.letTimePass(this.t.patience);
          await this.t.fence(this.room);
          return this.history();
        },
      };
    } finally {
      await this.t.takeBack();
    }
  }

  /** Waits until all that can become due has come, as far as the lateness seen so far tells. */
  protected waitUntilDue(): Promise<void> {
    const { lateness, settings } = this.#parent.target;
    return this.t.waitUntil(Math.max(this.#until, this.now) + lateness.silence(settings.silence));
  }

  /** Makes sure that all that has come was seen. */
  protected async fenceOff(): Promise<void> {
    // Virtual time does not move on before everything has come.
    if (!this.isVirtual) await this.t.fence(this.room);
  }

  /** Takes note that something becomes due at some moment at the latest. */
  protected willBeDue(at: number): void {
    this.#until = Math.max(this.#until, at);
  }

  /** The last moment at which anything that is not far on purpose can have become due. */
  protected get until(): number {
    return this.#until;
  }

  /** A name for the next event, as stories have it. */
  protected nextName(): string {
    const name = NAMES[this.#named] ?? '?';
    this.#named += 1;
    return name;
  }

  protected get room(): Room {
    if (this.#place === undefined) throw new Error('a race has to be run');
    return this.#place;
  }

  protected get now(): number {
    return this.#stage.time.now();
  }

  protected get isVirtual(): boolean {
    return this.#stage.time.kind === 'virtual';
  }

  /** When something was seen, for the history: later than told, where virtual time does not tell ticks apart. */
  protected seen(at: number): number {
    return this.recorder.offset(at) + (this.isVirtual ? WITHIN_A_MOMENT_MS : 0);
  }

  /** By how much moments may be misjudged, in milliseconds. */
  protected get slack(): number {
    return Math.max(this.#parent.target.settings.clockSlack, WITHIN_A_MOMENT_MS);
  }

  /** Makes the calls when the near events are due, or as soon as all is ready. */
  #together(planned: readonly P[]): Promise<void> {
    const calls = planned.flatMap((call) => this.#makeReady(call));
    const earliest = Math.min(0, ...planned.map(({ asked }) => asked));
    return makeTogether(this.#stage, calls, this.moment ?? Math.ceil(this.now - earliest));
  }

  /** Makes the calls one by one and with some distance, but before the near events are due. */
  async #oneByOne(planned: readonly P[]): Promise<void> {
    for (const call of byArrival(planned)) {
      await this.t.letTimePass(this.t.beats(1) / 4);
      for (const { make } of this.#makeReady(call)) await make(this.#stage);
    }
  }

  #makeReady(planned: P): ReadyCall[] {
    const call = this.callOf(planned);
    if (call === undefined) return [];
    return [{ planned, make: (stage) => call(stage === this.#stage ? this.t : this.#contextOn(stage)) }];
  }

  #contextOn(stage: Stage): C {
    const { check, target, dialect, spacing } = this.#parent;
    return this.#open(new Session(check, target, stage, dialect, spacing, this.#parent.uniqueName('race')));
  }
}
