import { writeFile } from 'node:fs/promises';

import { prepareChecks } from '../../suites/kit/checks/prepare-checks.js';
import type { EmbeddedOptions } from '../../suites/kit/targets/embedded-target.js';
import { modelledRevisionCalled } from '../../suites/modelled-revisions.js';
import { DEFAULT_REVISION, revisionCalled } from '../../suites/revisions.js';
import { type Counterexample, counterexampleInWords } from '../../suites/sequences/counterexample.js';
import { moralOf } from '../../suites/sequences/divergence.js';
import type { Exercised } from '../../suites/sequences/exercised.js';
import type { Findings, Search } from '../../suites/sequences/exploration.js';
import { explore as exploreAt } from '../../suites/sequences/explore.js';
import { exactPace, tickingPace } from '../../suites/sequences/pace.js';
import { type Circumstances, SEQUENCE_NEEDS } from '../../suites/sequences/run-sequence.js';
import type { Terms } from '../../suites/sequences/terms.js';
import { replayFlags } from '../report/again.js';
import { counterexampleScript } from './counterexample-script.js';
import { openTarget } from './open-target.js';
import { pairTable } from './pair-table.js';

/** What somebody wants to have explored. Times in milliseconds. */
export interface ExploreWishes {
  readonly target: string;
  /** The name of the revision by whose model is judged. */
  readonly revision: string;
  /** What sequences are about: all that they can be about unless some are named. */
  readonly themes: readonly string[];
  readonly seed: number;
  /** How many sequences each round tells. */
  readonly runs: number;
  readonly timeBudget: number;
  readonly replay?: string;
  /** Where to write the shell script of a counterexample. */
  readonly script?: string;
  readonly embedded: EmbeddedOptions;
}

/** What came of it. */
export type Exploration = 'nothing-found' | 'counterexample' | 'could-not-judge';

const TOGETHER_MS = 1_000;

/**
 * Tells sequences round after round, each with the next seed, until a difference is found, time is over or somebody has
 * had enough.
 *
 * @param say - prints a line
 */
export async function explore(wishes: ExploreWishes, say: (line: string) => void): Promise<Exploration> {
  const opened = await openTarget(wishes.target, wishes.embedded);
  const { target, time } = opened;
  try {
    const revision = modelledRevisionCalled(wishes.revision);
    await target.reach?.();
    const { preflight } = await prepareChecks(target, revisionCalled(wishes.revision));
    if (!preflight.implemented) {
      say(`Not implemented: ${preflight.reason}`);
      return 'could-not-judge';
    }
    const { dialect } = preflight;
    const about = { revision, target, dialect, known: await revision.knownOf(target, dialect) };
    say(`${wishes.target}, in ${time} time: ${preflight.summary.join(', ')}`);
    const rounds: Exercised<Terms>[] = [];
    const startedAt = performance.now();
    const timeLeft = (): number => wishes.timeBudget - (performance.now() - startedAt);
    for (let seed = wishes.seed; rounds.length === 0 || timeLeft() > 0; seed += 1) {
      const search: Search = {
        themes: wishes.themes.length === 0 ? revision.themes : wishes.themes,
        seed,
        runs: wishes.runs,
        mostMs: Math.max(TOGETHER_MS, timeLeft()),
        ...(wishes.replay === undefined ? {} : { replay: wishes.replay }),
      };
      const before = performance.now();
      const { exercised, counterexample } = await round(search, about, time);
      rounds.push(exercised);
      say(roundInWords(seed, exercised, (performance.now() - before) / 1_000));
      for (const contradiction of exercised.contradictions.slice(0, 1)) {
        say(`Another reading of an open question than was observed: ${moralOf(contradiction)}`);
      }
      if (counterexample !== undefined) {
        await present(counterexample, wishes, say);
        return 'counterexample';
      }
      if (wishes.replay !== undefined) break;
    }
    say(`\n${pairTable(rounds)}`);
    return 'nothing-found';
  } finally {
    await target.close();
  }
}

async function round(
  search: Search,
  about: Pick<Circumstances<Terms>, 'revision' | 'target' | 'dialect' | 'known'>,
  time: 'virtual' | 'real',
): Promise<Findings<Terms>> {
  const { revision, target, dialect } = about;
  const check = { id: 'explore', needs: SEQUENCE_NEEDS };
  const circumstances = { ...about, check, tag: `fc-${search.seed?.toString(36)}` };
  if (time === 'virtual') return exploreAt(search, circumstances, exactPace(revision));
  const stage = await target.open(check.needs);
  try {
    const tick = target.settings.beat * revision.tickFactor(dialect);
    return await exploreAt(search, circumstances, tickingPace(revision, stage, tick));
  } finally {
    await stage.close();
  }
}

function roundInWords(
  seed: number,
  { sequences, commands, transitions, stopped }: Exercised<Terms>,
  seconds: number,
): string {
  const unjudged = stopped.map(([reason, times]) => `, ${times} not to the end: ${reason}`).join('');
  const pace = `${Math.round(sequences / seconds)} and ${Math.round(commands / seconds)} a second`;
  return `seed ${seed}: ${sequences} sequences, ${commands} commands (${pace}), ${transitions} transitions${unjudged}`;
}

async function present(
  counterexample: Counterexample<Terms>,
  { target, revision, script, themes, embedded }: ExploreWishes,
  say: (line: string) => void,
): Promise<void> {
  const flags = [
    ...(target === 'embedded' ? [] : [`--target ${target}`]),
    ...(embedded.fault === undefined ? [] : [`--fault ${embedded.fault}`]),
    ...(embedded.fault === undefined && revision !== DEFAULT_REVISION ? [`--revision ${revision}`] : []),
    ...themes.map((theme) => `--theme ${theme}`),
  ];
  const again = ['npx futures-conformance explore', ...flags, replayFlags(counterexample)].join(' ');
  say(`\n${counterexampleInWords(counterexample)}\nAgain: ${again}`);
  if (script === undefined) {
    say('With --script FILE it is written as a shell script, too.');
    return;
  }
  await writeFile(script, counterexampleScript(counterexample), { mode: 0o755 });
  say(`As a shell script: sh ${script} http://127.0.0.1:8008`);
}
