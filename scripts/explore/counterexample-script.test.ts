import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { faultCalled, faultsOf } from '../../fixtures/faults/faults-of.js';
import { saidLast } from '../report/repro/in-virtual-time.testkit.js';
import type { ReproScript } from '../report/repro/repro-script.js';
import { counterexampleScript } from './counterexample-script.js';
import { exploreOnce, openExplored } from './explored.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterexample-script-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Makes up sequences for a faulty homeserver, and makes the script of the one that shows the fault. */
async function scriptFor(fault: string): Promise<ReproScript> {
  const { target, explored } = await openExplored('embedded', faultCalled(fault).revision, { fault });
  try {
    if (typeof explored === 'string') throw new Error(explored);
    const search = { themes: explored.revision.themes, seed: 4140, runs: 100 };
    const { counterexample } = await exploreOnce(search, explored);
    if (counterexample === undefined) throw new Error(`no sequence finds ${fault}`);
    return counterexampleScript(counterexample);
  } finally {
    await target.close();
  }
}

test.each(['cancel-token-does-nothing', 'send-tokens-survive', 'cancel-does-nothing', 'anybody-may-restart'])(
  'the script of a counterexample shows %s where it is, and not where it is not',
  { timeout: 120_000 },
  async (id) => {
    const made = await scriptFor(id);
    if ('why' in made) throw new Error(made.why);
    const file = join(folder, `${id}.sh`);
    await writeFile(file, made.script);
    const { revision, fault } = faultCalled(id);
    const faulty = await saidLast(file, folder, faultsOf(revision).options({ rules: fault.rules }));
    const healthy = await saidLast(file, folder, {});
    expect({ faulty, healthy }).toEqual({
      faulty: [1, 'The fault shows.'],
      healthy: [0, 'The fault does not show.'],
    });
  },
);
