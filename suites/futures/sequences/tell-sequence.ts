import type { FuturesQuestionId } from '../../../fixtures/requirements/futures/index.js';
import type { Account } from '../../kit/accounts/account.js';
import type { Check } from '../../kit/checks/check.js';
import type { EvidenceEntry } from '../../kit/checks/evidence.js';
import { Session } from '../../kit/checks/session.js';
import type { Stage, Target } from '../../kit/targets/stage.js';
import type { RoomName } from '../model/command.js';
import type { KnownReadings } from '../model/view.js';
import { Cast } from './cast.js';
import type { Plan } from './plan.js';
import type { Rhythm } from './rhythm.js';
import { Teller, type Told } from './teller.js';

/** What every sequence of a run has in common. */
export interface Circumstances {
  readonly check: Check;
  readonly target: Target;
  readonly dialect: unknown;
  readonly readings: KnownReadings;
  /** Distinguishes what the run makes from all else on the server. */
  readonly tag: string;
}

/** What became of a sequence. */
export interface ToldSequence extends Told {
  /** Every request that it made, secrets masked; put together when somebody asks, which is seldom. */
  evidence(): readonly EvidenceEntry[];
  /** Who took part. */
  readonly people: readonly Account[];
  /** The open questions on whose readings something hung. */
  readonly questions: ReadonlySet<FuturesQuestionId>;
}

let told = 0;

/**
 * Tells a sequence on a stage.
 *
 * @param rhythmOn - how it keeps time
 */
export async function tellSequence(
  plan: Plan,
  stage: Stage,
  { check, target, dialect, readings, tag }: Circumstances,
  rhythmOn: (stage: Stage) => Rhythm,
): Promise<ToldSequence> {
  told += 1;
  const sessionFor = (): Session => new Session(check, target, stage, dialect, 1, `${tag}-${told}`);
  const questions = new Set<FuturesQuestionId>();
  const session = sessionFor();
  const cast = await Cast.assemble(session, roomsIn(plan));
  const teller = new Teller(
    cast,
    cast.in(sessionFor()),
    rhythmOn(stage),
    noting(questions, readings),
    target.settings.patience,
  );
  try {
    const told = await teller.tell(plan);
    // Whoever reads the requests wants to see how it ended, too.
    if (told.divergence !== undefined) await cast.lookBack();
    return { ...told, evidence: () => session.evidence(), people: stage.accounts, questions };
  } finally {
    await cast.t.takeBack();
  }
}

/** Takes note of the questions whose readings somebody wants to know. */
function noting(questions: Set<FuturesQuestionId>, readings: KnownReadings): KnownReadings {
  return new Proxy(readings, {
    get(known, question) {
      questions.add(question as FuturesQuestionId);
      return known[question as FuturesQuestionId];
    },
  });
}

/** The rooms that a plan takes. */
function roomsIn(plan: Plan): RoomName[] {
  const rooms = plan.flatMap((command) => ('room' in command ? [command.room] : []));
  return rooms.length === 0 ? ['lounge'] : [...new Set(rooms)];
}
