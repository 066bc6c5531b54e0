#!/usr/bin/env node
import { Command } from 'commander';

import { faultCalled } from '../../fixtures/faults/faults-of.js';
import type { Check } from '../../suites/kit/checks/check.js';
import { prepareChecks } from '../../suites/kit/checks/prepare-checks.js';
import { embeddedTarget } from '../../suites/kit/targets/embedded-target.js';
import { modelledRevisionCalled } from '../../suites/modelled-revisions.js';
import { revisionCalled } from '../../suites/revisions.js';
import { exploreVirtually } from '../../suites/sequences/explore-virtually.js';
import { storyOf } from '../../suites/sequences/story.js';

/** Faults of every kind that break a single rule. */
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
];

const CHECK: Check = {
  id: 'found-faults',
  title: 'sequences',
  requirements: [],
  needs: { accounts: 3, pending: 40 },
  run: () => Promise.resolve(),
};

await new Command('found-faults')
  .description(
    'Tell how many sequences it takes to find faults, and how long the story is that is left of the first one.',
  )
  .argument('[fault...]', 'which faults', FAULTS)
  .option('--seed <number>', 'where chance begins', Number, 4140)
  .option('--stories', 'tell the stories, too')
  .action(async (faults: string[], { seed, stories }: { seed: number; stories?: true }) => {
    process.stdout.write(`sequences  commands  broken       fault (seed ${seed})\n`);
    for (const fault of faults) process.stdout.write(await found(fault, seed, stories === true));
  })
  .parseAsync();

/** A row of the table: what it took to find a fault. */
async function found(fault: string, seed: number, withStory: boolean): Promise<string> {
  const target = embeddedTarget({ fault });
  const { revision: name } = faultCalled(fault);
  const revision = modelledRevisionCalled(name);
  const { preflight } = await prepareChecks(target, revisionCalled(name));
  if (!preflight.implemented) return `nothing is implemented by ${fault}\n`;
  const { dialect } = preflight;
  const known = await revision.knownOf(target, dialect);
  const circumstances = { revision, check: CHECK, target, dialect, known, tag: 'fc' };
  const search = { themes: revision.themes, seed, runs: 500 };
  const { exercised, counterexample } = await exploreVirtually(search, circumstances);
  if (counterexample === undefined) return `none of ${exercised.sequences} finds ${fault}\n`;
  const { steps, divergence } = counterexample.told;
  const cells = [
    String(exercised.sequences).padStart(9),
    String(steps.length).padStart(8),
    divergence.requirement.padEnd(11),
    fault,
  ];
  const story = withStory ? storyOf(revision, steps).map((line) => `      ${line}\n`) : [];
  return `${cells.join('  ')}\n${story.join('')}`;
}
