#!/usr/bin/env node
import type { FaultOfRevision } from '../../fixtures/faults/faults-of.js';
import { storyOf } from '../../suites/sequences/story.js';
import { faultCalled } from '../catalogue/fault-called.js';
import { tool } from '../cli/tool.js';
import { type Explored, exploreOnce, openExplored } from './explored.js';

/** Faults of every kind that break a single rule, ten of each revision. */
const FAULTS = [
  'timers-of-discarded-futures-run-on',
  'refresh-keeps-the-old-deadline',
  'refresh-restarts-the-group',
  'cancel-token-does-nothing',
  'cancelled-group-leaves-its-action-futures',
  'group-has-one-deadline',
  'send-tokens-survive',
  'new-state-invalidates-nothing',
  'what-was-allowed-stays-allowed',
  'transaction-id-is-ignored',
  'cancel-does-nothing',
  'restart-keeps-the-deadline',
  'cancel-stops-the-timers-of-others',
  'second-send-sends-again',
  'anybody-may-restart',
  'newer-state-of-ones-own-cancels',
  'permission-is-not-judged-by-the-timer',
  'delayed-transaction-ids-are-ignored',
  'cancelled-events-are-told-as-waiting',
  'delay-id-is-shown-to-everybody',
];

/** How many sequences are told at the most in looking for a fault. */
const RUNS = 500;

await tool('explore:faults')
  .description(
    'Tell how many sequences it takes to find faults, and how long the story is that is left of the first one.',
  )
  .argument('[fault...]', 'which faults', (id: string, earlier: FaultOfRevision[] = []) => [
    ...earlier,
    faultCalled(id),
  ])
  .option('--seed <number>', 'where chance begins', Number, 4140)
  .option('--stories', 'tell the stories, too')
  .action(async (named: FaultOfRevision[], { seed, stories }: { seed: number; stories?: true }) => {
    const faults = named.length === 0 ? FAULTS.map(faultCalled) : named;
    process.stdout.write(`sequences  commands  broken       fault (seed ${seed})\n`);
    for (const fault of faults) process.stdout.write(await found(fault, seed, stories === true));
  })
  .parseAsync();

/** A row of the table: what it took to find a fault. */
async function found(
  { fault: { id }, revision: name }: FaultOfRevision,
  seed: number,
  withStory: boolean,
): Promise<string> {
  const { target, explored } = await openExplored('embedded', name, { fault: id });
  try {
    return typeof explored === 'string' ? `${id}: ${explored}\n` : await searched(id, explored, seed, withStory);
  } finally {
    await target.close();
  }
}

/** The row of a homeserver with a fault that can be told sequences. */
async function searched(id: string, explored: Explored, seed: number, withStory: boolean): Promise<string> {
  const search = { themes: explored.revision.themes, seed, runs: RUNS };
  const { exercised, counterexample } = await exploreOnce(search, explored);
  if (counterexample === undefined) return `none of ${exercised.sequences} finds ${id}\n`;
  const { steps, divergence } = counterexample.told;
  const cells = [
    String(exercised.sequences).padStart(9),
    String(steps.length).padStart(8),
    divergence.requirement.padEnd(11),
    id,
  ];
  const story = withStory ? storyOf(explored.revision, steps).map((line) => `      ${line}\n`) : [];
  return `${cells.join('  ')}\n${story.join('')}`;
}
