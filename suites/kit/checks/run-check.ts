import type { Answer } from '../connection/answer.js';
import { NoAccount } from '../accounts/account-from-answer.js';
import type { CheckResult, ViolationShown } from './check-result.js';
import { cutText } from './cut-text.js';
import { maskedViolation } from './masked-violation.js';
import type { Check } from './check.js';
import { isKnownToBeMissing, rememberMissing } from './known-missing.js';
import type { Exploration } from './exploration.js';
import { Session } from './session.js';
import type { Severity } from './severity.js';
import type { Stage, Target } from '../targets/stage.js';
import { TransportFailure } from '../connection/transport.js';
import { unlessEnded } from '../connection/unless-ended.js';
import { Crowded, Inconclusive, NotApplicable, Spoilt, TooCoarse, type Verdict, Violation } from './verdict.js';

/** What a runner knows besides the check and the target. */
export interface RunOptions {
  readonly revision: string;
  readonly area: string;
  /** How the server speaks the revision, as its preflight found out. */
  readonly dialect: unknown;
  /** What a broken requirement of this id leads to. */
  readonly severityOf: (requirement: string) => Severity;
  /** The requirements that ask for error bodies; only they can be broken by an answer that is unlike the homeserver's. */
  readonly onErrorBodies?: ReadonlySet<string>;
  /** Open questions that somebody has closed: the reading that the server has to follow, by the question's id. */
  readonly pins?: Readonly<Record<string, string>>;
  /** How checks that make up their own situations look for trouble. */
  readonly exploration?: Exploration;
  /** How long a check may take on our clock, in milliseconds, where it is not to follow from its needs. */
  readonly timeLimit?: number;
  /** Whether results are to tell when what happened. */
  readonly courses?: boolean;
  /** Whether results are to tell what happened where there is nothing to explain, too. */
  readonly evidence?: 'telling' | 'all';
}

/** Why a run is to be repeated: our measurement was too coarse, it was disturbed by others or by the network, or too early. */
type Again = 'wider' | 'quieter' | 'later';

interface Attempt {
  readonly verdict: Verdict;
  readonly message: string;
  readonly broken?: string;
  readonly violation?: ViolationShown;
  readonly spoiltBy?: string;
  readonly mistake?: true;
  /** Whether it stands for a second run that was not worth making. */
  readonly isUnrepeated?: true;
  readonly again?: Again;
  /** Whether what is wrong was seen, whatever else may have been late. */
  readonly isFirm?: boolean;
  readonly session?: Session;
}

let runs = 0;

/** How often a check begins anew because others had too much waiting. */
const MOST_TURNS = 8;

/**
 * Runs a check against a target and judges the outcome. A run that could not tell is repeated once: with doubled
 * spacing where our own measurement was too coarse or everything too slow, or just apart from the others where a refusal
 * may have been due to how many of them there were. Never throws: a mistake of ours is `inconclusive` and says so.
 */
export async function runCheck(check: Check, target: Target, options: RunOptions): Promise<CheckResult> {
  const startedAt = performance.now();
  const first = await attemptInTurn(check, target, options);
  const second =
    first.again === undefined || first.again === 'later'
      ? await attemptWhenLatenessIsKnown(check, target, options, first)
      : await secondAttempt(check, target, options, { ...first, again: first.again });
  const repeated = typeof second === 'object';
  if (first.again === undefined && first.verdict === 'fail' && !repeated) rememberMissing(target, first);
  const attempt = repeated ? beyondDoubt(second, true) : beyondDoubt(first, false, second);
  const { session, verdict } = attempt;
  const mask = maskOf(session);
  return {
    id: check.id,
    title: check.title,
    revision: options.revision,
    area: options.area,
    requirements: check.requirements,
    verdict,
    message: mask(attempt.message),
    ...(verdict === 'fail' ? brokenIn(attempt) : {}),
    ...(attempt.spoiltBy === undefined ? {} : { spoiltBy: attempt.spoiltBy }),
    ...(attempt.mistake === undefined ? {} : { mistake: attempt.mistake }),
    judged: [...(session?.judged ?? [])],
    observations: session?.observations.map((each) => ({ ...each, reading: mask(each.reading) })) ?? [],
    warnings: session?.warnings.map((warning) => ({ ...warning, message: mask(warning.message) })) ?? [],
    durationMs: Math.round(performance.now() - startedAt),
    runs: repeated && second.isUnrepeated !== true ? 2 : 1,
    evidence: session !== undefined && hasToExplain(attempt, options) ? session.evidence() : [],
    ...(options.courses === true ? courseIn(session) : {}),
  };
}

/** Whether somebody may ask what happened. */
function hasToExplain({ verdict, session }: Attempt, { evidence }: RunOptions): boolean {
  const isFine = verdict !== 'fail' && verdict !== 'inconclusive' && session?.warnings.length === 0;
  return !isFine || evidence === 'all';
}

/** Makes texts fit for a result: every secret replaced by its name, and no longer than can be read. */
function maskOf(session: Session | undefined): (text: string) => string {
  return (text) => cutText(session?.mask(text) ?? text);
}

function courseIn(session: Session | undefined): Pick<CheckResult, 'course'> {
  const course = session?.course();
  return course === undefined ? {} : { course };
}

/** What is broken, on a failure, and how that shows; every secret replaced by its name. */
function brokenIn({ broken, violation, session }: Attempt): Pick<CheckResult, 'broken' | 'violation'> {
  const mask = maskOf(session);
  return {
    ...(broken === undefined ? {} : { broken }),
    ...(violation === undefined ? {} : { violation: maskedViolation(violation, mask) }),
  };
}

/** A first run; where others had too much waiting it begins anew when they have less, which the target sees to. */
async function attemptInTurn(check: Check, target: Target, options: RunOptions): Promise<Attempt> {
  for (let turn = 1; ; turn += 1) {
    const attempt = await attemptCheck(check, target, options, 1);
    if (attempt.again !== 'later' || turn === MOST_TURNS) return attempt;
  }
}

/**
 * Repeats a check that has found something to be wrong after a silence that the first events of a run had made seem long
 * enough: where others have come later than it lasted, as from a server that sends by turns, it has proven nothing.
 *
 * @returns nothing where that is not so
 */
async function attemptWhenLatenessIsKnown(
  check: Check,
  target: Target,
  options: RunOptions,
  { again, isFirm, session, verdict }: Attempt,
): Promise<Attempt | undefined> {
  if (again !== undefined || isFirm === true || target.kind !== 'url' || session === undefined) return undefined;
  if (verdict !== 'fail' && session.warnings.length === 0) return undefined;
  if (session.shortestSilence === Number.POSITIVE_INFINITY) return undefined;
  // How late events come is known best when all have had their time.
  const attempt = await target.apart(async () =>
    session.concludedTooEarly ? attemptCheck(check, target, options, 1) : undefined,
  );
  if (attempt?.session?.concludedTooEarly !== true || attempt.isFirm === true) return attempt;
  return attempt.verdict === 'fail' ? { ...attempt, again: 'wider' } : attempt;
}

/** Repeats a check, or says why it cannot be repeated. */
async function secondAttempt(
  check: Check,
  target: Target,
  options: RunOptions,
  first: Attempt & { readonly again: Again },
): Promise<Attempt | string> {
  const spacing = first.again === 'wider' ? 2 : 1;
  const obstacle = obstacleTo(check, target, spacing);
  if (obstacle !== undefined) return `to repeat it with more distance, it ${obstacle}`;
  const attempt = await target.apart(() =>
    isKnownToBeMissing(target, first) ? Promise.resolve(spoilt(first)) : attemptCheck(check, target, options, spacing),
  );
  if (attempt === undefined) return 'there was no time left to repeat it';
  return attempt;
}

/** What becomes of a doubtful attempt that has found what others have found beyond doubt by now: it is not repeated. */
function spoilt({ session, broken = '', message }: Attempt): Attempt {
  return {
    verdict: 'inconclusive',
    message: `${broken} is broken, as others have found beyond doubt, so that this was not repeated: ${message}`,
    spoiltBy: broken,
    isUnrepeated: true,
    ...(session === undefined ? {} : { session }),
  };
}

/**
 * The last word on an attempt: what is doubtful is neither a pass nor a failure.
 *
 * @param alone - whether it ran apart from the others, so that a refusal is the server's own
 * @param unrepeated - why it was not repeated though it should have been
 */
function beyondDoubt(attempt: Attempt, alone: boolean, unrepeated?: string): Attempt {
  const { again, session } = attempt;
  if (again === undefined) return attempt;
  const message = unrepeated === undefined ? attempt.message : `${attempt.message}; ${unrepeated}`;
  if (attempt.verdict !== 'fail' || (again === 'quieter' && alone)) return { ...attempt, message };
  const doubt = again === 'wider' ? slownessOf(session) : 'too many checks ran at once';
  return { ...attempt, verdict: 'inconclusive', message: `${doubt} to be sure of what was seen: ${message}` };
}

/** What made a story too coarse, in words. */
function slownessOf(session: Session | undefined): string {
  if (session?.concludedTooEarly === true) {
    return `events came later than the ${Math.round(session.shortestSilence)} ms that none were waited for, too late`;
  }
  return `a step took ${Math.round(session?.slowestStep ?? 0)} ms, too long`;
}

/**
 * Attempts a check; where rooms are scarce, in rooms that it shares. What cannot be done there is done in rooms of its own,
 * and what seems to be broken there is only broken if it is in such a room, too.
 */
async function attemptCheck(check: Check, target: Target, options: RunOptions, spacing: number): Promise<Attempt> {
  const supply = target.roomSupply;
  if (supply === undefined) return attemptOnce(check, target, options, spacing, false);
  if (supply.mayShare(check)) {
    const shared = await attemptOnce(check, target, options, spacing, true);
    const { session, verdict, message } = shared;
    const isInDoubt = verdict === 'fail' || shared.mistake === true;
    if (session === undefined || session.sharedGround.size === 0) return shared;
    if (!session.needsOwnRooms && !isInDoubt) return shared;
    supply.keepApart(check, session.needsOwnRooms ? undefined : session.mask(message));
  }
  const alone = await attemptOnce(check, target, options, spacing, false);
  const before = supply.foundInShared(check);
  if (alone.verdict !== 'inconclusive' || before === undefined) return alone;
  return { ...alone, message: `${alone.message}; before that, in a room that it shared: ${before}` };
}

async function attemptOnce(
  check: Check,
  target: Target,
  options: RunOptions,
  spacing: number,
  mayShareRooms: boolean,
): Promise<Attempt> {
  const obstacle = obstacleTo(check, target, spacing);
  if (obstacle !== undefined) return { verdict: 'not-applicable', message: obstacle };

  let stage: Stage | undefined;
  let session: Session | undefined;
  try {
    stage = await unlessEnded(target.ended, target.open(check.needs));
    runs += 1;
    const tag = `${target.runName}-${runs}`;
    session = new Session(check, target, stage, options.dialect, spacing, tag, options.exploration, mayShareRooms);
    const limit = options.timeLimit ?? timeLimit(check, target, spacing) + (options.exploration?.timeBudget ?? 0);
    await unlessEnded(target.ended, within(limit, tellingOf(check, session), session.limitsMet));
    return { ...passed(check, session, options.pins ?? {}), session };
  } catch (error) {
    return { ...judgedBy(error, check, session, target, options), ...(session === undefined ? {} : { session }) };
  } finally {
    for (const room of session?.rooms ?? []) {
      const events = room.strangers().map(({ event }) => event);
      const ofOthers = events.filter(({ sender }) => session?.users.has(sender) !== true);
      target.remarks.addStrangers(room.id, ofOthers);
    }
    await stage?.close().catch((error: unknown) => session?.note(`clean-up failed: ${String(error)}`));
  }
}

function tellingOf(check: Check, session: Session): Promise<void> {
  return session.tell(() => check.run(session));
}

/** How long a check may take on our clock, in milliseconds: far more than it needs on any server that answers. */
function timeLimit(check: Check, target: Target, spacing: number): number {
  const { beat, patience } = target.settings;
  const waits = target.kind === 'url' ? (check.needs.wait ?? 0) * beat * spacing + 6 * patience : 0;
  return 120_000 + waits;
}

/** @param limitsMet - the endpoints that the server limits, as far as that has been met meanwhile */
async function within(limit: number, work: Promise<void>, limitsMet: ReadonlySet<string>): Promise<void> {
  const why = (): string => (limitsMet.size === 0 ? '' : `: the server limits ${[...limitsMet].join(', ')}`);
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new Inconclusive(`the check did not end within ${limit / 1000} s${why()}`));
    timer = setTimeout(giveUp, limit);
  });
  try {
    await Promise.race([work, expiry]);
  } finally {
    clearTimeout(timer);
    // Where time ran out the work goes on unobserved, and must not be an unhandled rejection in the end.
    work.catch(() => undefined);
  }
}

/** Why the check cannot be run here at all. */
function obstacleTo(check: Check, target: Target, spacing: number): string | undefined {
  const { virtualTime, restart, wait = 0 } = check.needs;
  if (restart === true && target.canRestart !== true) {
    return target.kind === 'url'
      ? 'needs a restart of the server: say by the setting restart-command how that is done'
      : 'needs a restart of the server, and this one lives in memory';
  }
  if (target.kind !== 'url') return undefined;
  if (virtualTime !== undefined) return `only possible in virtual time: ${virtualTime}`;
  const needed = wait * target.settings.beat * spacing;
  if (needed > target.settings.maxWait) return `needs ${needed / 1000} s of waiting: raise the setting max-wait`;
  return undefined;
}

function passed(check: Check, session: Session, pins: Readonly<Record<string, string>>): Attempt {
  const forgotten = check.requirements.filter((id) => !session.judged.has(id));
  if (forgotten.length > 0) {
    return {
      verdict: 'inconclusive',
      message: `mistake in the check: it ended without judging ${forgotten.join(', ')}`,
      mistake: true,
    };
  }
  const unpinned = session.observations.find(
    ({ question, reading }) => Object.hasOwn(pins, question) && pins[question] !== reading,
  );
  if (unpinned !== undefined) {
    const { question, reading } = unpinned;
    const message = `${question}: the server follows the reading ${reading}, pinned is ${pins[question]}`;
    const violation = { symptom: 'different' as const, expected: pins[question] ?? '', seen: reading };
    return { verdict: 'fail', message, broken: question, violation };
  }
  const observed = session.observations.map(({ question, reading }) => `${question}: ${reading}`).join(', ');
  const onlyQuestions = check.requirements.every((id) => id.startsWith('Q-'));
  return { verdict: onlyQuestions ? 'observation' : 'pass', message: observed };
}

function judgedBy(
  error: unknown,
  check: Check,
  session: Session | undefined,
  target: Target,
  options: RunOptions,
): Attempt {
  try {
    return explained(error, check, session, target, options);
  } catch (mistake) {
    return mistaken(mistake);
  }
}

function explained(
  error: unknown,
  check: Check,
  session: Session | undefined,
  target: Target,
  options: RunOptions,
): Attempt {
  if (error instanceof Violation && session !== undefined) {
    const strange = session.strangeAnswer;
    if (strange !== undefined && !isAboutIt(error, strange, options)) {
      const message = `an answer does not seem to be the homeserver's own (${strange}), and after it: ${error.message}`;
      return { verdict: 'inconclusive', message };
    }
    const severity = options.severityOf(error.requirement);
    const doubtful = strange === undefined ? '' : UNLIKE;
    const message = `${error.requirement}: ${error.message}${doubtful}`;
    if (severity === 'fail') {
      const again = isInVain(error, target) ? undefined : doubtAbout(error, session, target);
      const violation = { ...shownBy(error), scene: session.scene(error.wrong) };
      return {
        verdict: 'fail',
        message,
        broken: error.requirement,
        violation,
        isFirm: error.firm,
        ...(again === undefined ? {} : { again }),
      };
    }
    if (severity === 'warning')
      session.warnings.push({ requirement: error.requirement, message: error.message, symptom: error.symptom });
    // The check ended early: what it was to judge after that, it has not judged.
    const outcome = passed(check, session, options.pins ?? {});
    return { verdict: outcome.verdict, message: outcome.verdict === 'inconclusive' ? outcome.message : message };
  }
  if (error instanceof NotApplicable) return { verdict: 'not-applicable', message: error.message };
  if (error instanceof Inconclusive) {
    const disturbed = session?.refusedUnexpectedly === true || session?.lostAnswer === true;
    const again = error instanceof Spoilt ? undefined : againAfter(error, disturbed);
    return {
      verdict: 'inconclusive',
      message: error.message,
      ...(again === undefined ? {} : { again }),
      ...(error instanceof Spoilt ? { spoiltBy: error.requirement } : {}),
    };
  }
  if (error instanceof TransportFailure || error instanceof NoAccount) {
    return { verdict: 'inconclusive', message: error.message };
  }
  return mistaken(error);
}

function shownBy({ symptom, what, expected, seen, details: { story, replay } }: Violation): ViolationShown {
  return {
    symptom,
    ...(what === undefined ? {} : { what }),
    ...(expected === undefined ? {} : { expected }),
    ...(seen === undefined ? {} : { seen }),
    ...(story === undefined ? {} : { story }),
    ...(replay === undefined ? {} : { replay }),
  };
}

/** What a reader should know who wonders about an answer that no homeserver gives. */
const UNLIKE =
  "\nIt does not look like the homeserver's own answer, though it came every time: look at what stands in front of it, too.";

/** Whether a violation is about an answer that is unlike the homeserver's, as only what is said of error bodies can be. */
function isAboutIt({ requirement }: Violation, strange: Answer, { onErrorBodies }: RunOptions): boolean {
  return strange.origin === 'unlike' && strange.status >= 400 && onErrorBodies?.has(requirement) === true;
}

/** How what could not be told may be told in a second run. What something else has spoilt is spoilt then, too. */
function againAfter(error: Inconclusive, disturbed: boolean): Again | undefined {
  if (error instanceof Crowded) return 'later';
  if (error instanceof TooCoarse) return 'wider';
  return disturbed ? 'quieter' : undefined;
}

/** Whether what has not come would not come the next time either, since nothing does on this server. */
function isInVain(violation: Violation, { lateness }: Target): boolean {
  return violation.symptom === 'missing' && lateness.nothingComes;
}

/**
 * Why a violation may be due to our own circumstances. Where a step of a story with deadlines took longer than half a
 * beat, the story may have become another one than the check tells: a timer may have run out that was meant to wait.
 */
function doubtAbout(violation: Violation, session: Session, target: Target): Again | undefined {
  if (violation.firm || target.kind !== 'url') return undefined;
  const timed = (session.check.needs.wait ?? 0) > 0;
  if (timed && session.slowestStep > (target.settings.beat * session.spacing) / 2) return 'wider';
  return session.refusedUnexpectedly ? 'quieter' : undefined;
}

function mistaken(error: unknown): Attempt {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { verdict: 'inconclusive', message: `mistake in the check: ${trace}`, mistake: true };
}
