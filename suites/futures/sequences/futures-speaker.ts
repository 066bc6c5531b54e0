import type { Answer } from '../../kit/connection/answer.js';
import { isRecord } from '../../kit/rooms/matrix-json.js';
import type { Divergence } from '../../sequences/divergence.js';
import type { Person, RoomName, SentEvent } from '../../sequences/happening.js';
import type { Participants, ShownEvent } from '../../sequences/participants.js';
import type { CarriedOut, Speaker, TimelineBlame } from '../../sequences/speaker.js';
import type { PossibleWorld } from '../../sequences/terms.js';
import { type Command, isTokenCall } from '../model/command.js';
import type { KnownReadings } from '../model/view.js';
import { type Future, livingIn, type World } from '../model/world.js';
import type { FuturesContext } from '../words/futures-context.js';
import { type ListedFuture, parseListed } from '../words/listing.js';
import { Executor } from './executor.js';
import type { FuturesTerms, Looks, WorthLooking } from './futures-terms.js';
import { judgeAnswer, judgeRepetition, judgeTokens } from './judge-answer.js';
import { judgeLimitedRequest, judgeLimits } from './judge-limits.js';
import { judgeListing } from './judge-listing.js';
import { judgeState } from './judge-state.js';
import { sendTokensIn } from './known-future.js';
import { nameOfFuture } from './name-of-future.js';
import { isCall, type PlannedFutures } from './plan.js';
import { type LastFuturesStep, whyAtAll, whyNotAnother, whyNotBefore, whyNotLater, whySilent } from './reasons.js';

/** The two who schedule futures. */
const SCHEDULERS: readonly Person[] = ['alice', 'bob'];

/** Does what commands say with futures, and compares all that a homeserver shows of them with what the model expects. */
export class FuturesSpeaker implements Speaker<FuturesTerms> {
  readonly nothingSeen: Looks = { listings: [], states: [] };
  readonly blame: TimelineBlame<FuturesTerms> = {
    whySilent,
    whyNotAnother,
    judgesLateness: true,
    whyNotLater,
    whyNotBefore: (due, at, isExact, world) => {
      const future = due.of === undefined ? undefined : world.futures[due.of];
      return future === undefined ? 'TIME-2' : whyNotBefore(future, at, isExact, world);
    },
    inOrder: 'Q-DOUBLE',
    outOfNothing: 'TIME-1',
  };
  readonly #executor: Executor;

  /**
   * @param cast - the people and rooms
   * @param lookers - the same, for looking only
   */
  constructor(
    readonly cast: Participants<FuturesContext>,
    readonly lookers: Participants<FuturesContext>,
    readonly readings: KnownReadings,
  ) {
    this.#executor = new Executor(cast);
  }

  canDo(command: Command): boolean {
    return this.#executor.canDo(command);
  }

  perform(command: Command, planned: PlannedFutures): Promise<Answer | undefined> {
    this.cast.session.refusedUnexpectedly = false;
    return this.#executor.perform(command, planned);
  }

  // ---- answers ----

  judgeAnswer(
    command: Command,
    { answer: expected, world }: PossibleWorld<FuturesTerms>,
    answer: Answer,
  ): Divergence | undefined {
    if (expected === undefined) return undefined;
    const divergence = judgeAnswer(expected, answer);
    if (divergence !== undefined || command.do !== 'schedule') return divergence;
    const { known } = this.#executor;
    if (expected.is === 'same') {
      const first = known.get(expected.future);
      return first === undefined ? undefined : judgeRepetition(expected.why, first, answer);
    }
    const future = expected.is === 'new' ? world.futures[expected.future] : undefined;
    if (future === undefined) return undefined;
    const given = command.group === future.group ? this.#executor.groupId(future.group) : undefined;
    return judgeTokens(future, answer, given, known);
  }

  learn({ world, answer: expected }: PossibleWorld<FuturesTerms>, { answer }: CarriedOut<FuturesTerms>): void {
    const future = expected?.is === 'new' ? world.futures[expected.future] : undefined;
    if (future !== undefined) this.#executor.remember(future, answer);
  }

  async causeOf(
    difference: Divergence | undefined,
    { planned, command, answer }: CarriedOut<FuturesTerms>,
    { answer: expected, world }: PossibleWorld<FuturesTerms>,
    whatTellsMore: (difference: Divergence | undefined) => Promise<Divergence | undefined>,
  ): Promise<Divergence | undefined> {
    const is = expected?.is ?? 'any';
    // What else may come of a request that should have been refused the model does not know.
    if (command.do === 'schedule' && is === 'refused') return difference;
    if (!isTokenCall(command) || command.of === undefined) return whatTellsMore(difference);
    if (is === 'refused') {
      // That the event comes twice, or though it was cancelled, weighs more than that a token was not dead.
      if (command.do !== 'send') return difference;
      const more = await whatTellsMore(difference);
      return more !== undefined && ['GROUP-1', 'TOKEN-6'].includes(more.requirement) ? more : difference;
    }
    if (!answer.refused) return difference;
    const beside = isCall(planned) ? planned.beside : undefined;
    const owner = world.futures[command.of]?.by;
    const again = await this.#executor.call(command, beside === undefined ? owner : undefined);
    if (!again.ok) return difference;
    const way = beside === undefined ? 'with' : 'without';
    const same = 'the same answer with an access token and without';
    return { requirement: 'TOKEN-1', expected: same, seen: `${answer}, but ${again} ${way} one` };
  }

  isLimited(answer: Answer | undefined, [first]: readonly PossibleWorld<FuturesTerms>[]): boolean {
    const isCapped = answer?.refused === true && this.readings['Q-LIMIT'] === 'capped' && first?.answer?.is === 'new';
    return this.cast.session.refusedUnexpectedly || isCapped;
  }

  /** Limits are legitimate (Q-LIMIT, ERR-9) when they say what they are. */
  async judgeLimit(command: Command, answer: Answer | undefined): Promise<Divergence | undefined> {
    const { session } = this.cast;
    const wrong = judgeLimits(session.evidence());
    if (wrong !== undefined) return wrong;
    if (command.do !== 'schedule' || answer === undefined || !session.refusedUnexpectedly) return undefined;
    const listed = this.#entriesOf(await this.lookers.t.tryList(this.lookers.user(command.by)));
    return judgeLimitedRequest(listed, answer, this.#executor.known);
  }

  // ---- looking ----

  get everything(): WorthLooking {
    return { listings: SCHEDULERS, states: this.lookers.rooms.map(([name]) => name) };
  }

  /**
   * Whoever has futures or did something, and the rooms whose state is set or should have changed: what nobody expects to
   * change elsewhere is noticed in the end.
   */
  worthLooking(before: World, after: readonly World[], command: Command | undefined): WorthLooking {
    const living = [before, ...after].flatMap(livingIn);
    const changed = (Object.keys(before.rooms) as RoomName[]).filter((name) =>
      after.some(({ rooms }) => rooms[name].state !== before.rooms[name].state),
    );
    const set = command?.do === 'set-state' ? [command.room] : [];
    return {
      listings: SCHEDULERS.filter(
        (person) => living.some(({ by }) => by === person) || (command?.do === 'schedule' && command.by === person),
      ),
      states: [...new Set([...changed, ...set])],
    };
  }

  async look({ listings, states }: WorthLooking): Promise<Looks> {
    const { lookers } = this;
    const all = <K, V>(keys: readonly K[], ask: (key: K) => Promise<V>): Promise<(readonly [K, V])[]> =>
      Promise.all(keys.map(async (key) => [key, await ask(key)] as const));
    const [listed, stated] = await Promise.all([
      all(listings, (person) => lookers.t.tryList(lookers.user(person))),
      all(states, (name) => lookers.state(name)),
    ]);
    return { listings: listed, states: stated };
  }

  differenceFrom(
    { world, timeline }: PossibleWorld<FuturesTerms>,
    looks: Looks,
    last: LastFuturesStep,
  ): Divergence | undefined {
    for (const [person, listing] of looks.listings) {
      const divergence = this.#listingDifference(person, listing, world, last);
      if (divergence !== undefined) return divergence;
    }
    for (const [name, state] of looks.states) {
      const divergence = judgeState(name, state, world, timeline);
      if (divergence !== undefined) return divergence;
    }
    return undefined;
  }

  whyAtAll(
    missing: SentEvent,
    instead: ShownEvent | undefined,
    world: World,
    { listings }: Looks,
    hasExtra: boolean,
  ): string {
    const listed = new Set(listings.flatMap(([, answer]) => sendTokensIn(answer)));
    const isListed = ({ id, by }: Future): boolean => {
      const wasLooked = listings.some(([person]) => person === by);
      // What has come instead of something was sent, whatever the listing says.
      return hasExtra || !wasLooked || listed.has(this.#executor.known.get(id)?.send ?? '');
    };
    return whyAtAll(missing, instead, world, isListed);
  }

  /** The listing has been compared by then, and there is nothing else that could be asked. */
  askAbout(divergence: Divergence): Promise<Divergence> {
    return Promise.resolve(divergence);
  }

  #listingDifference(person: Person, answer: Answer, world: World, last: LastFuturesStep): Divergence | undefined {
    if (!answer.ok || !Array.isArray(answer.json)) {
      return { requirement: 'LIST-1', expected: 'a JSON array of futures', seen: String(answer) };
    }
    return judgeListing(person, this.#entriesOf(answer), world, {
      known: this.#executor.known,
      wireForm: (future) => this.#executor.wireForm(future),
      nameOf: nameOfFuture,
      last,
    });
  }

  /** The entries of a listing that belong to the sequence's rooms. */
  #entriesOf({ json }: Answer): ListedFuture[] {
    const ids = new Set(this.lookers.rooms.map(([, room]) => room.id));
    return (Array.isArray(json) ? json : []).filter(isRecord).flatMap((entry) => {
      const listed = parseListed(entry);
      return listed !== undefined && ids.has(listed.roomId) ? [listed] : [];
    });
  }
}
