import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { faultCalled, faultsOf } from '../../fixtures/faults/faults-of.js';
import { createHomeserver, type Homeserver, type Listening } from '../../reference/homeserver.js';
import { readReport } from './report.js';
import { runConformance } from './run-conformance.js';

const folder = mkdtempSync(join(tmpdir(), 'run-conformance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FAULT = 'refresh-works-once';

describe('a server with a fault', () => {
  let homeserver: Homeserver;
  let listening: Listening;
  const { revision, fault } = faultCalled(FAULT);
  const [requirement = ''] = fault.breaks;

  beforeAll(async () => {
    homeserver = createHomeserver(faultsOf(revision).options({ rules: fault.rules }));
    listening = await homeserver.listen();
  });
  afterAll(async () => {
    homeserver.close();
    await listening.close();
  });

  test('the report tells what it breaks, in the document and in the files', async () => {
    const report = await runConformance({ target: listening.url, only: [requirement], report: join(folder, 'a.json') });
    expect(report.conclusion).toBe('not-conformant');
    expect(report.revisions.flatMap(({ findings }) => findings).map((each) => each.requirement)).toEqual([requirement]);
    expect(report.again).toBe(`npx futures-conformance --target ${listening.url}`);
    expect(readReport(readFileSync(join(folder, 'a.json'), 'utf8'))).toEqual(report);
  });

  test('what a baseline expects does not count', async () => {
    const baseline = join(folder, 'expected.yaml');
    writeFileSync(baseline, `expected-failures:\n  - id: ${requirement}\n    reason: known\n`);
    const report = await runConformance({ target: listening.url, only: [requirement], suite: 'scenarios', baseline });
    expect(report.conclusion).toBe('conformant');
  });

  test('a run that is interrupted says so', async () => {
    const report = await runConformance({ target: listening.url }, { signal: AbortSignal.abort() });
    expect(report.conclusion).toBe('could-not-judge');
    expect(report.reason).toMatch(/interrupted/);
  });
});

test('a file that cannot be written is told before anything is done', async () => {
  await expect(runConformance({ report: join(folder, 'nowhere', 'report.json') })).rejects.toThrow(/nowhere/);
});
