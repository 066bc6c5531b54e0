import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Session } from '../../kit/checks/session.js';
import { Violation } from '../../kit/checks/verdict.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { Breach } from './breach.js';
import { deeperCause } from './deeper-cause.js';
import { breachByLivingOn } from './living-on.js';
import { type MissingEvent, breachByAbsence } from './missing-event.js';
import { ordinaryBreach } from './ordinary.js';
import type { SchedulingRecord } from './scheduling-record.js';
import { breachOfTimer } from './timer-breach.js';
import type { TokenRecord } from './token-record.js';
import { breachBy } from './unexpected-event.js';
import { unlessUnclear } from './unless-unclear.js';

/**
 * Finds what a server has to mend first. Where a check has found something broken, that may follow from something plainer,
 * or be told more exactly by what else is to be seen.
 */
export class Diagnosis {
  readonly #context: FuturesContext;
  readonly #session: Session;
  readonly #scheduled: SchedulingRecord;
  readonly #tokens: TokenRecord;

  constructor(context: FuturesContext, session: Session, scheduled: SchedulingRecord, tokens: TokenRecord) {
    this.#context = context;
    this.#session = session;
    this.#scheduled = scheduled;
    this.#tokens = tokens;
  }

  /**
   * Where an event has not come: what is broken by that more exactly than what the check is about.
   *
   * @param requirement - what the check is about
   */
  async ofMissing(requirement: string, missing: MissingEvent): Promise<Breach | undefined> {
    const { settings } = this.#session.target;
    const breach = breachByAbsence(missing, this.#scheduled.futures, settings);
    if (breach !== undefined || missing.by !== 'timer') return breach;
    return unlessUnclear(() => breachOfTimer(this.#context, requirement, missing.future));
  }

  /**
   * Where an event breaks a silence: what it breaks by itself, whatever the silence was to prove.
   *
   * @param requirement - what the silence was to prove
   */
  ofUnexpected(requirement: string, event: SeenEvent, room: Room): Breach | undefined {
    return breachBy(requirement, event, room, this.#scheduled.futures);
  }

  /** Where a token does something that should be dead: what is broken by that more exactly. */
  async ofLivingOn(requirement: string, future: Future): Promise<Breach | undefined> {
    return unlessUnclear(() => breachByLivingOn(this.#context, requirement, future));
  }

  /**
   * A violation, or else the plainer one that it follows from: somebody who wants to mend the server has to start with
   * that, and everything else looks different afterwards.
   */
  async explained(violation: Violation): Promise<Violation> {
    const { requirement, message, firm } = violation;
    const breach =
      this.#tokens.sentThoughCancelled(requirement, this.#context.beats(0.5)) ??
      (await this.#breachBeneath(requirement));
    return breach === undefined
      ? violation
      : new Violation(breach.requirement, `${breach.message}; that was looked into since ${message}`, { firm });
  }

  /** What of the things that the check has done or taken for granted does not work by itself, where that can be told. */
  async #breachBeneath(requirement: string): Promise<Breach | undefined> {
    const [t, session] = [this.#context, this.#session];
    const { slowestStep, refusedUnexpectedly, lostAnswer } = session;
    const before = session.markEvidence();
    session.note('ordinary things are tried for themselves, to see whether one of them is to blame');
    session.slowestStep = 0;
    try {
      const breach =
        (await unlessUnclear(() => deeperCause(t, requirement, this.#scheduled.attempts))) ??
        (await ordinaryBreach(t, requirement, this.#tokens.deeds));
      const isClear = breach !== undefined && (t.time === 'virtual' || session.slowestStep <= t.beats(0.5));
      // What went as it should tells nothing of what went wrong.
      if (!isClear) session.dropEvidence(before);
      return isClear ? breach : undefined;
    } finally {
      // What comes after a violation does not make it any more doubtful.
      Object.assign(session, { slowestStep, refusedUnexpectedly, lostAnswer });
    }
  }
}
