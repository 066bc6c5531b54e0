import type { Arbitrary } from 'fast-check';

import { EFFORT } from '../chance/effort.js';
import { smallestExample } from '../chance/smallest-example.js';
import type { Check } from '../kit/checks/check.js';
import { inTheBackground } from '../kit/checks/in-the-background.js';
import type { Session } from '../kit/checks/session.js';
import { Inconclusive, type Replay, Spoilt, Violation } from '../kit/checks/verdict.js';
import { TransportFailure } from '../kit/connection/transport.js';
import type { Explanation } from './explanation.js';
import type { Manner } from './in-planned-order.js';
import type { Breach } from './race-rules.js';

/** A race that was run, as far as it can be told. */
export interface RunRace<H> {
  readonly history: H;
  /** Waits for what may have come late, and tells the history once more. */
  again(): Promise<H>;
}

/**
 * What a revision brings for its races.
 *
 * @typeParam P - a race, before anybody knows what becomes of it
 * @typeParam H - all that is known of what happened in it
 * @typeParam K - what is known of the server beforehand
 */
export interface Racing<P, H, K> {
  run(plan: P, session: Session, manner: Manner): Promise<RunRace<H>>;
  /** Looks for an order that explains a history. */
  explain(history: H, known: K): Explanation<Breach>;
  /** The same race in which nobody calls. */
  withoutCalls(plan: P): P;
  /**
   * Ends the check where what it has found follows from something that is no mistake.
   *
   * @throws NotApplicable where that is so
   */
  excuse?(session: Session): Promise<void>;
  /** A history as a person tells it. */
  tell(history: H): readonly string[];
  /**
   * Finds out what is to be known of the server, as far as that shows when nothing races.
   *
   * @param judge - runs a race one by one, and judges it by what is known
   * @param sideBySide - how many may run at the same time
   */
  learn(session: Session, judge: (plan: P, known: K) => Promise<H | undefined>, sideBySide: number): Promise<K>;
}

/** What a check of races is made of. */
export interface RaceCheck<P, Id extends string> {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly Id[];
  readonly races: Arbitrary<P>;
  readonly needs: Check['needs'];
  /** Ends the check where there is nothing to verify. */
  readonly presuppose?: (session: Session) => void;
}

/** A race whose history no order explains. */
interface BrokenRace<H> {
  readonly history: H;
  readonly breach: Breach;
}

type Judgement<H> =
  | { readonly history: H; readonly breach?: undefined }
  | (BrokenRace<H> & { readonly mayBeMended: boolean })
  | { readonly untold: string };

/**
 * A check that runs races and judges whether each can be explained. Where one shows that something else is broken than the
 * check is about, that counts only if the same calls keep to it when they are made one by one.
 */
export function raceCheckIn<P, H, K, Id extends string>(
  racing: Racing<P, H, K>,
  { id, title, requirements, races, needs, presuppose }: RaceCheck<P, Id>,
): Check {
  const isOwn = ({ breach }: BrokenRace<H>): boolean => requirements.some((own) => own === breach.requirement);

  async function judgeRace(plan: P, session: Session, manner: Manner, known: Promise<K>): Promise<Judgement<H>> {
    try {
      const race = await racing.run(plan, session, manner);
      const judgement = judged(race.history, await known);
      // What seems to be missing may only be late, for which there has been less patience so far than it deserves.
      const waits = 'mayBeMended' in judgement && judgement.mayBeMended;
      return waits ? judged(await race.again(), await known) : judgement;
    } catch (error) {
      if (error instanceof Inconclusive || error instanceof TransportFailure) return { untold: error.message };
      throw error;
    }
  }

  function judged(history: H, known: K): Judgement<H> {
    const explanation = racing.explain(history, known);
    if (explanation.is === 'explained') return { history };
    if (explanation.is === 'undecided') return { untold: 'there are too many orders in which it may have happened' };
    return { history, breach: explanation.breaches[0], mayBeMended: explanation.mayBeMended };
  }

  function learn(session: Session): Promise<K> {
    const judge = async (plan: P, known: K): Promise<H | undefined> => {
      const judgement = await judgeRace(plan, session, 'one-by-one', Promise.resolve(known));
      const broken = brokenIn(judgement);
      if (broken !== undefined) throw isOwn(broken) ? violation(broken, { oneByOne: true }) : outOfOrder(broken);
      return 'history' in judgement ? judgement.history : undefined;
    };
    return racing.learn(session, judge, EFFORT.races[session.stage.time.kind].sideBySide);
  }

  async function run(session: Session): Promise<void> {
    presuppose?.(session);
    const effort = EFFORT.races[session.stage.time.kind];
    const known = inTheBackground(learn(session));
    // In virtual time only one race may move the time; in real time these stories go on beside the first races.
    if (effort.sideBySide === 1) await known;
    const untold: string[] = [];
    let explained = 0;
    const example = await smallestExample({
      arbitrary: races,
      effort,
      exploration: session.exploration,
      async attempt(plan) {
        const judgement = await judgeRace(plan, session, 'together', known);
        if ('untold' in judgement) untold.push(judgement.untold);
        else if (judgement.breach === undefined) explained += 1;
        return brokenIn(judgement);
      },
    });
    if (example !== undefined) {
      await racing.excuse?.(session);
      const replay = { seed: example.seed, path: example.path };
      // The same events left alone, and the same calls made one by one: it is no race that breaks what they break.
      for (const plan of [racing.withoutCalls(example.value), example.value]) {
        const slowly = brokenIn(await judgeRace(plan, session, 'one-by-one', known));
        if (slowly === undefined) continue;
        throw isOwn(slowly) ? violation(slowly, { oneByOne: true, replay }) : outOfOrder(slowly);
      }
      throw violation(example.wrong, { replay });
    }
    await known;
    if (explained === 0) throw new Inconclusive(`no race could be judged: ${untold[0]}`);
    const rest = untold.length === 0 ? '' : `; ${untold.length} could not be judged: ${untold[0]}`;
    session.note(`${explained} races were explained${rest}`);
    for (const requirement of requirements) session.judged.add(requirement);
  }

  function violation(
    { breach, history }: BrokenRace<H>,
    { oneByOne = false, replay }: { readonly oneByOne?: boolean; readonly replay?: Replay },
  ): Violation {
    const manner = oneByOne ? ', though the calls were made one by one' : '';
    // What happened is known to the moment, so it is certain however slow everything was.
    return new Violation(breach.requirement, `${breach.text}; no order of the calls explains what came${manner}`, {
      firm: true,
      story: racing.tell(history),
      ...(replay === undefined ? {} : { replay }),
    });
  }

  return { id, title, requirements, needs: { ...needs, byChance: true }, run };
}

function brokenIn<H>(judgement: Judgement<H>): BrokenRace<H> | undefined {
  if ('untold' in judgement || judgement.breach === undefined) return undefined;
  const { history, breach } = judgement;
  return { history, breach };
}

/** Other checks are about that; but a run in which it was seen must not look as if all were well. */
function outOfOrder<H>({ breach }: BrokenRace<H>): Inconclusive {
  const { requirement, text } = breach;
  return new Spoilt(requirement, `there is no judging races where calls made one by one break ${requirement}: ${text}`);
}
