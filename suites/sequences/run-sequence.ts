import type { StoryContext } from '../chance/story-context.js';
import type { Account } from '../kit/accounts/account.js';
import type { NamedNeeds } from '../kit/checks/needs.js';
import type { Course } from '../kit/checks/course.js';
import type { Discrepancy } from '../kit/checks/discrepancy.js';
import type { Scene } from '../kit/checks/scene.js';
import type { EvidenceEntry } from '../kit/checks/evidence.js';
import { Session } from '../kit/checks/session.js';
import type { Stage, Target } from '../kit/targets/stage.js';
import type { Divergence } from './divergence.js';
import type { RoomName } from './happening.js';
import type { ModelledRevision } from './modelled-revision.js';
import { contentOf, Participants } from './participants.js';
import type { Plan } from './plan.js';
import type { Rhythm } from './rhythm.js';
import { type Run, SequenceRun } from './sequence-run.js';
import type { Terms } from './terms.js';

/** What every sequence of an exploration has in common. */
export interface Circumstances<T extends Terms> {
  readonly revision: ModelledRevision<T>;
  readonly check: NamedNeeds;
  readonly target: Target;
  readonly dialect: unknown;
  readonly known: T['known'];
  /** Distinguishes what the exploration makes from all else on the server. */
  readonly tag: string;
}

/** What became of a sequence, and where it can be read. */
export interface ToldSequence<T extends Terms> extends Run<T> {
  /** Every request that it made, secrets masked; put together when somebody asks, which is seldom. */
  evidence(): readonly EvidenceEntry[];
  /** When what happened in it. */
  course(): Course | undefined;
  /** What there was to be seen in the end. */
  scene(): Scene;
  /** A text of it with every secret replaced by its name. */
  mask(text: string): string;
  /** Who took part. */
  readonly people: readonly Account[];
  /** What was known beforehand and had a bearing on it. */
  readonly questions: ReadonlySet<string>;
}

/**
 * What sequences take from a target: the people who take part, as many events as may wait at a time, and the beats that they wait
 * in all where time passes by itself. That is long, so that they begin before most others.
 */
export const SEQUENCE_NEEDS = { accounts: 3, pending: 40, wait: 12 } as const;

let begun = 0;

/**
 * Tells a sequence on a stage.
 *
 * @param rhythmOn - how it keeps time
 */
export async function runSequence<T extends Terms>(
  plan: Plan<T>,
  stage: Stage,
  { revision, check, target, dialect, known, tag }: Circumstances<T>,
  rhythmOn: (stage: Stage) => Rhythm,
): Promise<ToldSequence<T>> {
  begun += 1;
  const sessionFor = (): Session => new Session(check, target, stage, dialect, 1, `${tag}-${begun}`);
  const questions = new Set<string>();
  const session = sessionFor();
  const cast = await Participants.assemble<StoryContext>(session, (one) => revision.open(one), roomsIn(plan));
  const run = new SequenceRun(revision, cast, cast.in(sessionFor()), rhythmOn(stage), noting(questions, known));
  try {
    const told = await run.follow(plan);
    const scene = told.divergence && session.scene(wrongBy(told.divergence, cast));
    // Whoever reads the requests wants to see how it ended, too.
    if (told.divergence !== undefined) await revision.lookBack(cast);
    return {
      ...told,
      evidence: () => session.evidence(),
      course: () => session.course(),
      scene: () => scene ?? session.scene(),
      mask: (text) => session.mask(text),
      people: stage.accounts,
      questions,
    };
  } finally {
    await cast.t.takeBack();
  }
}

/** A divergence in the words in which checks say what is wrong. */
function wrongBy(
  { expected, seen, answer, missing, unwanted }: Divergence,
  cast: Participants<StoryContext>,
): Discrepancy {
  return {
    expected,
    seen: answer ?? seen,
    amiss: {
      missing:
        missing === undefined
          ? []
          : [{ ...missing, room: cast.room(missing.room), content: contentOf(missing.content) }],
      unwanted: unwanted === undefined ? [] : [unwanted.seen],
    },
  };
}

/** Takes note of what has a bearing on a sequence. */
function noting<K extends object>(questions: Set<string>, known: K): K {
  return new Proxy(known, {
    get(facts, question) {
      questions.add(String(question));
      return Reflect.get(facts, question) as unknown;
    },
  });
}

/** The rooms that a plan takes. */
function roomsIn<T extends Terms>(plan: Plan<T>): RoomName[] {
  const rooms = plan.flatMap((planned) => ('room' in planned ? [planned.room as RoomName] : []));
  return rooms.length === 0 ? ['lounge'] : [...new Set(rooms)];
}
