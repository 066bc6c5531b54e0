import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { faultCalled, faultsOf } from '../../fixtures/faults/faults-of.js';
import { createHomeserver } from '../../reference/homeserver.js';
import { TestBrowser } from '../browser/browser.testkit.js';

// Makes the pictures in the documentation anew, from real runs: npx tsx scripts/documentation/pictures.testkit.ts

const ROOT = join(import.meta.dirname, '../..');
const PICTURES = join(ROOT, 'docs/pictures');
const RUNS = join(ROOT, 'docs/results/runs');

/** A server whose restarts do nothing, as the pictures show it. */
const FAULT = 'restart-does-nothing';

const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
const browser = new TestBrowser();
try {
  mkdirSync(PICTURES, { recursive: true });
  const report = join(folder, 'report.html');
  const comparison = join(folder, 'comparison.html');
  await judge(report);
  const compared = ['synapse-1.135.0', 'synapse-1.163.2'].map((name) => join(RUNS, `${name}.json`));
  await command('compare', ...compared, '--html', comparison);
  await picture(report, 'report.png');
  await picture(comparison, 'comparison.png');
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** Judges the faulty server over HTTP, as any other. */
async function judge(html: string): Promise<void> {
  const { revision, fault } = faultCalled(FAULT);
  const server = createHomeserver(faultsOf(revision).options({ rules: fault.rules }));
  const { url, close } = await server.listen();
  await command('run', '--target', url, '--html', html);
  server.close();
  await close();
}

/** Calls the command. That it finds something is no mistake here. */
async function command(...args: readonly string[]): Promise<void> {
  const call = promisify(execFile)(process.execPath, [join(ROOT, 'scripts/launch.mjs'), ...args], { cwd: folder });
  await call.catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 1) throw error;
  });
}

/** Takes a picture of the upper part of a page. */
async function picture(file: string, name: string): Promise<void> {
  const { page } = await browser.visit(pathToFileURL(file).href, { viewport: { width: 1_100, height: 820 } });
  await page.screenshot({ path: join(PICTURES, name) });
}
