import { unlessUnclear } from '../../blame/unless-unclear.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Divergence } from '../../sequences/divergence.js';
import type { SentEvent } from '../../sequences/happening.js';
import { sameEvent } from '../../sequences/judge-timeline.js';
import type { Participants, ShownEvent } from '../../sequences/participants.js';
import type { CarriedOut, Speaker, TimelineBlame } from '../../sequences/speaker.js';
import { Stopped } from '../../sequences/stopped.js';
import type { Command } from '../model/command.js';
import type { Assumptions, DelayedEvent, World } from '../model/world.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { type Lookups, whatIsTold } from './ask-about.js';
import { isOf, whyAtAll, whyNotAnother, whyNotBefore, whySilent } from './blame.js';
import { Executor } from './executor.js';
import { judgeAnswer } from './judge-answer.js';
import { judgeList } from './judge-list.js';
import { judgeEndTime, judgeLookup } from './judge-lookup.js';
import { judgeState } from './judge-state.js';
import { judgeUnsigned } from './judge-unsigned.js';
import { KnownEvents } from './known-events.js';
import { Looking } from './looking.js';
import { SinceWhen } from './since-when.js';
import type { DelayedTerms, DelayedWorld, LastDelayedStep, Looks, WorthLooking } from './terms.js';

/** Does what commands say with delayed events, and compares all that a homeserver shows of them with what the model expects. */
export class DelayedSpeaker implements Speaker<DelayedTerms> {
  readonly nothingSeen: Looks = { lookups: [], lists: [], states: [], unsigned: [] };
  readonly blame: TimelineBlame<DelayedTerms> = {
    whySilent: (event, world) =>
      whySilent(event, world, (one) => this.#known.isRepeated(one)) ??
      (this.#known.wasRefused(event) ? 'DE-ERR-3' : undefined),
    whyNotAnother,
    // DE-TIME-2, DE-TIME-3
    judgesLateness: false,
    whyNotLater: () => 'DE-TIME-3',
    whyNotBefore: (due, at, isExact, world) => {
      const event = due.of === undefined ? undefined : world.events[due.of];
      return event === undefined ? 'DE-TIME-1' : whyNotBefore(event, at, isExact);
    },
    inOrder: undefined,
    outOfNothing: 'DE-SEND-1',
  };
  readonly #known = new KnownEvents();
  readonly #executor: Executor;
  readonly #looking: Looking;
  readonly #sinceWhen = new SinceWhen();

  /**
   * @param cast - the people and rooms
   * @param lookers - the same, for looking only
   */
  constructor(
    readonly cast: Participants<DelayedEventsContext>,
    readonly lookers: Participants<DelayedEventsContext>,
    readonly assumed: Assumptions,
  ) {
    this.#executor = new Executor(cast, this.#known);
    this.#looking = new Looking(lookers, this.#known);
  }

  canDo(command: Command): boolean {
    return this.#executor.canDo(command);
  }

  perform(command: Command): Promise<Answer | undefined> {
    this.cast.session.refusedUnexpectedly = false;
    return this.#executor.perform(command);
  }

  // ---- answers ----

  judgeAnswer(command: Command, possible: DelayedWorld, answer: Answer): Divergence | undefined {
    const divergence = judgeAnswer(command, possible, answer, this.#known);
    const { answer: expected } = possible;
    if (divergence !== undefined || expected?.is !== 'told') return divergence;
    return this.#lookupDifference(expected.event, answer, possible.world, undefined);
  }

  learn({ answer: expected }: DelayedWorld, { command, answer }: CarriedOut<DelayedTerms>): void {
    const delayId = answer.string('delay_id');
    if (expected?.is === 'new' && delayId !== undefined) this.#known.learn(expected.event, delayId);
    if (expected?.is === 'same') this.#known.repeat(expected.event);
    if (command.do === 'schedule' && expected?.is === 'refused') this.#known.refuse(command);
    if ('of' in command && command.of !== undefined) this.#known.act(command.of, expected?.why === 'DE-ACT-11');
  }

  async causeOf(
    difference: Divergence | undefined,
    { command, answer }: CarriedOut<DelayedTerms>,
    { answer: expected, world }: DelayedWorld,
    whatTellsMore: (difference: Divergence | undefined) => Promise<Divergence | undefined>,
  ): Promise<Divergence | undefined> {
    const event = 'of' in command && command.of !== undefined ? world.events[command.of] : undefined;
    if (event?.end !== undefined && answer.status === 404) await this.#stopWhereForgotten(event);
    // What else may come of a request that should have been refused the model does not know.
    if (expected?.is === 'refused') return difference;
    const isKeysAlone = expected?.is === 'new' && expected.why === 'DE-SCHED-1';
    if (
      command.do === 'schedule' &&
      command.stateKey === '' &&
      answer.refused &&
      isKeysAlone &&
      difference !== undefined
    ) {
      // With a key that is not empty it may go well (DE-SCHED-4); so it may where a transaction id is not repeated.
      const other = await this.#executor.perform({ ...command, stateKey: 'other' });
      if (other?.ok === true) return { ...difference, requirement: 'DE-SCHED-4' };
    }
    return whatTellsMore(difference);
  }

  isLimited(answer: Answer | undefined, possible: readonly DelayedWorld[]): boolean {
    if (answer?.status !== 429) return this.cast.session.refusedUnexpectedly;
    return !possible.some(({ answer: expected }) => expected?.is === 'refused' && expected.status === 429);
  }

  /** A limit says what it is (DE-RATE-2). */
  judgeLimit(_command: Command, answer: Answer | undefined): Promise<Divergence | undefined> {
    const isRight = answer?.status !== 429 || answer.errcode === 'M_LIMIT_EXCEEDED';
    return Promise.resolve(
      isRight ? undefined : { requirement: 'DE-RATE-2', expected: '429 with M_LIMIT_EXCEEDED', seen: String(answer) },
    );
  }

  // ---- looking ----

  get everything(): WorthLooking {
    return this.#looking.everything;
  }

  worthLooking(before: World, after: readonly World[], command: Command | undefined): WorthLooking {
    return this.#looking.worth(before, after, command);
  }

  look(worth: WorthLooking): Promise<Looks> {
    return this.#looking.look(worth);
  }

  differenceFrom({ world, timeline }: DelayedWorld, looks: Looks, last: LastDelayedStep): Divergence | undefined {
    for (const [id, answer] of looks.lookups) {
      const divergence = this.#lookupDifference(id, answer, world, last);
      if (divergence !== undefined) return divergence;
    }
    for (const [person, answer] of looks.lists) {
      const { form } = this.lookers.t;
      const divergence = judgeList({ person, answer, form, world, known: this.#known, last });
      if (divergence !== undefined) return divergence;
    }
    for (const [room, state] of looks.states) {
      const isExact = this.lookers.t.time === 'virtual';
      const shown = this.lookers.shown(room);
      const divergence = judgeState(state, { room, shown, timeline, last, isExact });
      if (divergence !== undefined) return divergence;
    }
    for (const seen of looks.unsigned) {
      const { inUnsigned } = this.lookers.t.form.names;
      const divergence = judgeUnsigned(seen, inUnsigned, this.#idsOf(seen.event, timeline));
      if (divergence !== undefined) return divergence;
    }
    return undefined;
  }

  whyAtAll(missing: SentEvent, _instead: ShownEvent | undefined, world: World): string {
    return whyAtAll(missing, world);
  }

  async askAbout(divergence: Divergence, possible: DelayedWorld, last: LastDelayedStep): Promise<Divergence> {
    const { t } = this.lookers;
    if (!t.can('a lookup') || this.assumed.showsOutcomes === 'no') return divergence;
    const lookUp: Lookups['lookUp'] = async ({ id, by }) => {
      const delayId = this.#known.idOf(id);
      const answer = delayId === undefined ? undefined : await t.tryLookup(this.lookers.user(by), delayId);
      return answer?.ok === true ? t.form.read(answer.json ?? null) : undefined;
    };
    // What was found stands where it cannot be asked any more.
    const requirement = await unlessUnclear(() => whatIsTold(divergence, possible, last, { lookUp }));
    return requirement === undefined ? divergence : { ...divergence, requirement };
  }

  // ---- inside ----

  #lookupDifference(id: number, answer: Answer, world: World, last: LastDelayedStep): Divergence | undefined {
    const event = world.events[id];
    if (event === undefined) return undefined;
    const { t } = this.lookers;
    const { showsOutcomes } = this.assumed;
    if (event.end !== undefined && answer.status === 404 && showsOutcomes !== 'yes') return undefined;
    if (event.end !== undefined && showsOutcomes === 'no') {
      return { requirement: 'DE-ACT-16', expected: 'nothing is told of what is over', seen: String(answer) };
    }
    const told = t.form.read(answer.json ?? null);
    const alike = this.lookers.shown(event.room).filter((shown) => isOf(event, shown));
    const knowledge = {
      delayId: this.#known.idOf(id),
      roomId: this.lookers.room(event.room).id,
      eventIds: alike.map(({ seen }) => seen.event_id),
      hasFailed: this.#known.hasFailed(id),
      isRead: this.#known.isRead(id),
      last,
    };
    const sent = alike.find(({ seen }) => seen.event_id === told.finalised?.eventId);
    if (told.finalised !== undefined) this.#known.read(id);
    return (
      judgeLookup(answer, told, event, knowledge) ??
      this.#sinceWhen.judge(event, told.since, t.time, last) ??
      judgeEndTime(told, event, sent?.seen.origin_server_ts)
    );
  }

  /** The `delay_id`s that an event may have which has come; none where it was not scheduled. */
  #idsOf(shown: ShownEvent, timeline: readonly SentEvent[]): readonly string[] {
    const scheduled = timeline.filter((event) => event.of !== undefined && sameEvent(event, shown));
    return scheduled.flatMap(({ of }) => this.#known.idOf(of ?? -1) ?? []);
  }

  /** What is over a server may forget (Q-RETENTION): what comes after that is another story. */
  async #stopWhereForgotten(event: DelayedEvent): Promise<void> {
    if (this.assumed.showsOutcomes === 'no') return;
    const answer = await this.lookers.t.tryLookup(this.lookers.user(event.by), this.#known.idOf(event.id) ?? '');
    if (answer.status === 404) throw new Stopped('the server has forgotten what was over');
  }
}
