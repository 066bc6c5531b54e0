import { candidatesOf, unknownIn } from './choose-revisions.js';
import type { Activity } from './kit/targets/activity.js';
import type { CheckResult } from './kit/checks/check-result.js';
import type { Answer } from './kit/connection/answer.js';
import type { HttpRequest } from './kit/connection/transport.js';
import { type ChecksWanted, type PreparedChecks, prepareChecks } from './kit/checks/prepare-checks.js';
import type { Preflight, RevisionSuites } from './kit/checks/revision.js';
import { type SuiteCheck, mostUrgentFirst, selectChecks, usualSort } from './kit/checks/selection.js';
import type { EmbeddedOptions } from './kit/targets/embedded-target.js';
import { type RunEnding, endRun, endingsTogether } from './kit/targets/run-ending.js';
import type { RunPlan } from './kit/targets/run-plan.js';
import type { Settings } from './kit/targets/settings.js';
import type { Target } from './kit/targets/stage.js';
import { urlTarget } from './kit/targets/url-target.js';
import { pinsFor } from './pins.js';
import { allRevisions } from './revisions.js';
import { lookAtServer } from './spoken/look.js';
import { type ServerFacts, type ServerSoftware, askServerSoftware } from './spoken/server-software.js';
import type { SpokenFacts } from './spoken/spoken-facts.js';
import { notImplementedInWords, spokenInWords, spokenRevisions, switchedOffInWords } from './spoken/spoken-in-words.js';

/** What a first look has found out about one revision. Plain data. */
export interface RevisionLook {
  readonly revision: string;
  /** Where it is not implemented the reason is whole sentences, with what a person can do. */
  readonly result: Preflight;
}

/** A run of the suites of one or several revisions, ready to go. */
export interface PreparedRun {
  /** One for all revisions over a URL; one for each in this process. */
  readonly targets: readonly Target[];
  /** What the target speaks, as a sentence without a full stop. */
  readonly speaks: string;
  /** What it says of itself, where it was asked. */
  readonly server?: ServerFacts;
  /** The revisions that are judged, and those that were looked for in vain. */
  readonly looks: readonly RevisionLook[];
  /** The checks to run, those with the longest waits first; none when the target implements no revision. */
  readonly checks: readonly SuiteCheck[];
  run(check: SuiteCheck): Promise<CheckResult>;
  /** Cleans up on the target. */
  close(): Promise<RunEnding>;
}

/**
 * Opens the target, finds out which revisions it speaks, takes a first look at each of them that is to be judged, and
 * chooses the checks.
 *
 * @param stop - aborted, with an error as its reason, when a person stops the run
 * @param activity - where to say what the run does and waits for, over a URL
 * @param abandoned - told how the run went, and what it has left, where the target cannot be used after all
 * @throws RunBlocker, NotApplicable, Inconclusive, TransportFailure when the target cannot be used at all
 */
export async function prepareRun(
  plan: RunPlan,
  stop?: AbortSignal,
  activity?: Activity,
  abandoned?: (ending: RunEnding) => void,
): Promise<PreparedRun> {
  const unknown = unknownIn(plan);
  if (unknown.length > 0) throw new Error(`there is no area, requirement or check called ${unknown.join(', ')}`);
  const candidates = candidatesOf(plan);
  if (candidates.length === 0) throw new Error('there is no revision with all that the run is limited to');
  return plan.target === 'embedded'
    ? prepareEmbedded(plan, candidates, stop)
    : prepareUrl(plan, candidates, { stop, activity, abandoned });
}

/** The checks of a revision that a plan asks for. */
export function checksFor(plan: RunPlan, { suites }: Pick<RevisionSuites, 'suites'>): SuiteCheck[] {
  return selectChecks(suites, plan.only, sortOf(plan));
}

async function prepareEmbedded(
  plan: RunPlan,
  revisions: readonly RevisionSuites[],
  stop: AbortSignal | undefined,
): Promise<PreparedRun> {
  // The reference is loaded only by those who judge it.
  const { embeddedTarget } = await import('./kit/targets/embedded-target.js');
  const speaks = `The embedded reference offers ${revisions.map(({ name }) => name).join(' and ')}`;
  const prepared = await Promise.all(
    revisions.map(async (revision) => {
      // What a plan says of the embedded server is judged by the server itself.
      const options = { revisions: [revision.name], ...plan.embedded } as EmbeddedOptions;
      const target = { ...embeddedTarget(options), ...(stop === undefined ? {} : { ended: stop }) };
      return { target, ...(await prepareChecks(target, revision, wantedOf(plan, revision))) };
    }),
  );
  const looks = prepared.map(({ revision, preflight }) => ({ revision: revision.name, result: preflight }));
  return together(
    prepared.map(({ target }) => target),
    prepared,
    { speaks, looks },
    plan.first,
  );
}

/** Who may end a run, and who shows what it does. */
interface Surroundings {
  readonly stop: AbortSignal | undefined;
  readonly activity: Activity | undefined;
  readonly abandoned: ((ending: RunEnding) => void) | undefined;
}

async function prepareUrl(
  plan: RunPlan,
  candidates: readonly RevisionSuites[],
  surroundings: Surroundings,
): Promise<PreparedRun> {
  const target = targetAt(plan, surroundings);
  try {
    const reached = await target.reach?.();
    const { facts, software } = await lookAround(target);
    const server = { ...reached, ...(software === undefined ? {} : { software }) };
    const spoken: readonly string[] = spokenRevisions(facts);
    const isChosen = plan.revisions !== undefined;
    const shown = candidates.filter(({ name }) => spoken.includes(name));
    // What a server speaks without showing it is found by trying.
    const prepared: PreparedChecks[] = [];
    for (const revision of isChosen || shown.length === 0 ? candidates : shown) {
      prepared.push(await prepareChecks(target, revision, wantedOf(plan, revision)));
    }
    const found = prepared.filter(({ preflight }) => preflight.implemented);
    const told = isChosen || shown.length > 0 || found.length === 0 ? prepared : found;
    const looks = told.map(({ revision, preflight }) => ({
      revision: revision.name,
      result: preflight.implemented ? preflight : whyNot(facts, revision, preflight),
    }));
    return together([target], told, { speaks: spokenInWords(facts), server, looks }, plan.first);
  } catch (error) {
    const ending = await endRun(target);
    surroundings.abandoned?.(ending);
    throw error;
  }
}

function together(
  targets: readonly Target[],
  prepared: readonly PreparedChecks[],
  known: Pick<PreparedRun, 'speaks' | 'server' | 'looks'>,
  first: readonly string[],
): PreparedRun {
  return {
    ...known,
    targets,
    checks: mostUrgentFirst(
      prepared.flatMap(({ checks }) => checks),
      first,
    ),
    run(check) {
      const owner = prepared.find(({ checks }) => checks.includes(check));
      if (owner === undefined) throw new Error(`${check.check.id} is no check of this run`);
      return owner.run(check);
    },
    close: async () => endingsTogether(await Promise.all(targets.map(endRun))),
  };
}

async function lookAround(
  target: Target,
): Promise<{ readonly facts: SpokenFacts; readonly software: ServerSoftware | undefined }> {
  const stage = await target.open({});
  try {
    const [account] = stage.accounts;
    const send = (request: HttpRequest): Promise<Answer> => stage.send(request);
    const [facts, software] = await Promise.all([
      lookAtServer(send, account?.accessToken ?? ''),
      askServerSoftware(send),
    ]);
    return { facts, software };
  } finally {
    await stage.close();
  }
}

function whyNot(
  facts: SpokenFacts,
  { catalogue }: RevisionSuites,
  { reason, isSwitchedOff = false }: Extract<Preflight, { implemented: false }>,
): Preflight {
  const judged = allRevisions.map(({ name }) => name);
  return isSwitchedOff
    ? { implemented: false, reason: switchedOffInWords(facts, reason), isSwitchedOff }
    : { implemented: false, reason: notImplementedInWords(facts, catalogue, reason, judged) };
}

function wantedOf(plan: RunPlan, { name, catalogue }: RevisionSuites): ChecksWanted {
  const { only, exploration, evidence } = plan;
  const pins = pinsFor(catalogue, plan.pins, plan.pinSet);
  const dialect = Object.entries(plan.dialect).find(([revision]) => revision === name)?.[1] ?? {};
  return { only, sort: sortOf(plan), dialect, pins, exploration, courses: true, evidence };
}

function sortOf({ sort, target, only }: RunPlan): ReturnType<typeof usualSort> {
  return sort ?? usualSort(target, only);
}

function targetAt(plan: RunPlan, { stop, activity }: Surroundings): Target {
  return urlTarget(plan.target, {
    settings: settingsFrom(plan),
    accounts: plan.accounts,
    headers: plan.headers,
    keep: plan.keep,
    bounds: plan.bounds,
    ...(stop === undefined ? {} : { stop }),
    ...(activity === undefined ? {} : { activity }),
    ...(plan.restartCommand === undefined ? {} : { restartCommand: plan.restartCommand }),
    ...(plan.ca === undefined ? {} : { ca: plan.ca }),
    ...(plan.concurrency === undefined ? {} : { concurrency: plan.concurrency }),
  });
}

/** What a person has set; the rest stays as it is for the target. */
function settingsFrom({ maxWait, limitWait, silence, pinnedLateness }: RunPlan): Partial<Settings> {
  return {
    ...(maxWait === undefined ? {} : { maxWait }),
    ...(limitWait === undefined ? {} : { limitWait }),
    ...(silence === undefined ? {} : { silence }),
    ...(pinnedLateness === undefined ? {} : { pinnedLateness }),
  };
}
