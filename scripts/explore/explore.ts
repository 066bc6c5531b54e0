import { writeFile } from 'node:fs/promises';

import type { EmbeddedOptions } from '../../suites/kit/targets/embedded-target.js';
import { DEFAULT_REVISION } from '../../suites/revisions.js';
import { type Counterexample, counterexampleInWords } from '../../suites/sequences/counterexample.js';
import { moralOf } from '../../suites/sequences/divergence.js';
import type { Exercised } from '../../suites/sequences/exercised.js';
import type { Search } from '../../suites/sequences/exploration.js';
import type { Terms } from '../../suites/sequences/terms.js';
import { replayFlags } from '../report/again.js';
import { counterexampleScript } from './counterexample-script.js';
import { exploreOnce, openExplored } from './explored.js';
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
  const { target, explored } = await openExplored(wishes.target, wishes.revision, wishes.embedded);
  try {
    if (typeof explored === 'string') {
      say(`Not implemented: ${explored}`);
      return 'could-not-judge';
    }
    const { revision, time, summary } = explored;
    say(`${wishes.target}, in ${time} time: ${summary.join(', ')}`);
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
      const { exercised, counterexample } = await exploreOnce(search, explored);
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
  const made = counterexampleScript(counterexample);
  if ('why' in made) {
    say(`No shell script shows it: ${made.why}.`);
    return;
  }
  await writeFile(script, made.script, { mode: 0o755 });
  say(`As a shell script: sh ${script} http://127.0.0.1:8008`);
}
