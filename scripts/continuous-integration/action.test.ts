import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { faultCalled, faultsOf } from '../../fixtures/faults/faults-of.js';
import { createHomeserver, type Homeserver, type HomeserverOptions } from '../../reference/homeserver.js';
import { variableOf } from '../cli/config/environment.js';
import { SETTING_NAMES } from '../cli/config/settings.js';
import { action, useAction } from './composite-action.testkit.js';
import { JobMachine } from './shell.testkit.js';

// Each of them starts processes, which take long where there are many.
vi.setConfig({ testTimeout: 180_000 });

const FAULT = 'scheduling-answer-has-an-event-id';
const BROKEN = 'DE-SCHED-3';
const NO_REPORT = { report: '', html: '', junit: '', badge: '' };

let machine: JobMachine;
const servers: Homeserver[] = [];

beforeEach(() => {
  machine = new JobMachine();
});

afterEach(() => {
  machine.close();
  for (const server of servers.splice(0)) server.close();
});

async function served(options?: HomeserverOptions): Promise<string> {
  const server = createHomeserver(options);
  servers.push(server);
  return (await server.listen()).url;
}

const faulty = (): Promise<string> => {
  const { revision, fault } = faultCalled(FAULT);
  return served(faultsOf(revision).options({ rules: fault.rules }));
};

test('a good server: the step is green, and says what it judged on the page of the job and in its outputs', async () => {
  const { code, outputs, summary } = await useAction(machine, { target: await served(), only: BROKEN });
  expect(outputs).toMatchObject({ conclusion: 'conformant', 'exit-code': '0' });
  expect(code).toBe(0);
  expect(summary).toMatch(/conformant/);
  for (const name of ['report', 'html', 'junit', 'badge']) {
    expect(existsSync(join(machine.folder, outputs[name] ?? '')), name).toBe(true);
  }
});

test('a faulty server: the step is red, with an annotation for what is wrong', async () => {
  const used = await useAction(machine, { target: await faulty(), only: BROKEN, reports: 'my reports' });
  expect(used.outputs).toMatchObject({
    conclusion: 'not-conformant',
    'exit-code': '1',
    report: 'my reports/report.json',
  });
  expect(used.code).toBe(1);
  expect(used.log).toMatch(new RegExp(`^::error .*${BROKEN}`, 'm'));
  expect(used.summary).toContain(BROKEN);
});

test('a faulty server whose fault is expected: the step is green', async () => {
  const baseline = join(machine.folder, 'expected.yaml');
  writeFileSync(baseline, `expected-failures:\n  - id: ${BROKEN}\n    reason: known\n`);
  const used = await useAction(machine, { target: await faulty(), only: BROKEN, baseline });
  expect(used).toMatchObject({ code: 0, outputs: { conclusion: 'conformant' } });
});

test('a server that is not there: the step is red, and says that nothing was judged', async () => {
  const used = await useAction(machine, { target: 'http://127.0.0.1:9', revision: 'futures' });
  expect(used).toMatchObject({ code: 2, outputs: { conclusion: 'could-not-judge', 'exit-code': '2' } });
  expect(used.summary).not.toBe('');
});

test('a mistake in the inputs is told, and an older report is not taken for this run', async () => {
  mkdirSync(join(machine.folder, 'reports'));
  const older = ['report.json', 'report.html', 'junit.xml', 'badge.json'];
  for (const name of older) writeFileSync(join(machine.folder, 'reports', name), '{"conclusion":"conformant"}');
  const used = await useAction(machine, { target: await served(), only: 'DE-SCHD-3', reports: 'reports' });
  expect(used).toMatchObject({ code: 3, outputs: { ...NO_REPORT, conclusion: 'wrong-use', 'exit-code': '3' } });
  expect(used.summary).toBe('');
  expect(older.filter((name) => existsSync(join(machine.folder, 'reports', name)))).toEqual([]);
  expect(used.log).toContain('DE-SCHED-3');
});

test('a package that is named is installed, and judges', async () => {
  const from = join(machine.folder, 'package');
  mkdirSync(join(from, 'scripts'), { recursive: true });
  writeFileSync(join(from, 'package.json'), '{ "name": "futures-conformance", "version": "1.0.0" }');
  writeFileSync(
    join(from, 'scripts/launch.mjs'),
    readFileSync(machine.command, 'utf8').replace('register();', 'register(); console.log("named");'),
  );
  const used = await useAction(machine, { target: await served(), only: BROKEN, package: from });
  expect(used).toMatchObject({ code: 0, outputs: { conclusion: 'conformant' } });
  expect(used.log).toMatch(/^named$/m);
});

test('a package that cannot be installed: the step is red, and says that nothing was judged', async () => {
  const used = await useAction(machine, { target: 'http://127.0.0.1:9', package: './nothing-here' });
  expect(used.code).not.toBe(0);
  expect(used.outputs).toMatchObject({ ...NO_REPORT, conclusion: 'could-not-judge', 'exit-code': '' });
});

test('a checkout that is not built is built, also where jobs install for production', async () => {
  machine.checkout({
    'package.json': JSON.stringify({
      name: 'checkout',
      version: '1.0.0',
      scripts: { prepare: 'compile' },
      devDependencies: { compiler: 'file:compiler' },
    }),
    'compiler/package.json': JSON.stringify({ name: 'compiler', version: '1.0.0', bin: { compile: 'compile.mjs' } }),
    'compiler/compile.mjs': `#!/usr/bin/env node\nimport { mkdirSync } from 'node:fs';\nmkdirSync('dist');\n`,
  });
  expect(
    await machine.run('npm install --prefix "$ACTION" --package-lock-only --ignore-scripts', {
      ACTION: machine.action,
    }),
  ).toMatchObject({ code: 0 });
  const used = await useAction(machine, { target: await served(), only: BROKEN }, { NODE_ENV: 'production' });
  expect(used).toMatchObject({ code: 0, outputs: { conclusion: 'conformant' } });
  expect(existsSync(join(machine.action, 'dist'))).toBe(true);
});

test('a Node that is too old is told in a sentence', async () => {
  machine.program('node', 'exit 1');
  const used = await useAction(machine, { target: 'http://127.0.0.1:9' });
  expect(used).toMatchObject({ code: 3, outputs: { conclusion: 'could-not-judge' } });
  expect(used.log).toMatch(/^::error .*Node 20\.19 or later is needed/m);
});

test('each input is used, and each variable for the command is one of its settings', () => {
  const used = action.runs.steps.flatMap(({ env }) => Object.values(env)).join(' ');
  expect(Object.keys(action.inputs).filter((name) => !used.includes(`inputs.${name} `))).toEqual([]);
  const known = [...SETTING_NAMES.map(variableOf), 'FUTURES_CONFORMANCE_CONFIG'];
  const variables = action.runs.steps
    .flatMap(({ env }) => Object.keys(env))
    .filter((name) => name.startsWith('FUTURES_'));
  expect(variables.filter((name) => !known.includes(name))).toEqual([]);
});
