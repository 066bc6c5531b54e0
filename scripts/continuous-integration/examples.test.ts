import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { readReport } from '../report/read-report.js';
import { homeserverConfiguration } from '../synapse/homeserver-configuration.js';
import { action, useAction } from './composite-action.testkit.js';
import { freePort, JobMachine } from './shell.testkit.js';

const EXAMPLES = join(import.meta.dirname, '../../docs/examples');

/** What the examples are limited to, since a test has no time for all checks. */
const ONLY = 'DE-SCHED-3';

const workflowSchema = z.object({
  jobs: z.object({
    conformance: z.object({
      steps: z.array(
        z.object({
          name: z.string().optional(),
          run: z.string().optional(),
          uses: z.string().optional(),
          with: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  }),
});

const pipelineSchema = z.object({
  conformance: z.object({
    variables: z.record(z.string(), z.string()),
    before_script: z.array(z.string()),
    script: z.array(z.string()),
    artifacts: z.object({ paths: z.array(z.string()), reports: z.object({ junit: z.string() }) }),
  }),
});

const composeSchema = z.object({
  services: z.object({
    homeserver: z.object({ command: z.array(z.string()), healthcheck: z.object({ test: z.array(z.string()) }) }),
    conformance: z.object({ command: z.array(z.string()), volumes: z.array(z.string()) }),
  }),
});

let machine: JobMachine;
let port: number;

beforeEach(async () => {
  machine = new JobMachine();
  port = await freePort();
});

afterEach(() => machine.close());

/** An example as it stands there, but for the port, since others may use that here. */
function example<T>(name: string, schema: z.ZodType<T>): T {
  const text = readFileSync(join(EXAMPLES, name), 'utf8');
  return schema.parse(parse(text.replaceAll('8008', String(port))) as unknown);
}

test('the workflow for a server of one’s own starts it and judges it', { timeout: 180_000 }, async () => {
  const { steps } = example('github-own-server.yml', workflowSchema).jobs.conformance;
  const [start = ''] = steps.flatMap(({ run }) => run ?? []);
  expect(await machine.run(start)).toMatchObject({ code: 0 });
  const judging = steps.find(({ uses }) => uses?.includes('futures-conformance'));
  const used = await useAction(machine, { ...judging?.with, only: ONLY });
  expect(used).toMatchObject({ code: 0, outputs: { conclusion: 'conformant' } });
  // What is kept in the end is where the reports are.
  expect(used.outputs['report']).toBe(`${steps.at(-1)?.with?.['path']}/report.json`);
});

test('the pipeline of GitLab starts a server and judges it', { timeout: 180_000 }, async () => {
  const { variables, before_script, script, artifacts } = example('gitlab-ci.yml', pipelineSchema).conformance;
  const environment = { ...variables, FUTURES_CONFORMANCE_ONLY: ONLY };
  const { code, out } = await machine.run([...before_script, ...script].join('\n'), environment);
  expect(code).toBe(0);
  expect(out).toMatch(/conformant/);
  for (const file of [...artifacts.paths, artifacts.reports.junit]) {
    expect(existsSync(join(machine.folder, file)), file).toBe(true);
  }
});

test('the composition starts a server, sees that it is well, and judges it', { timeout: 180_000 }, async () => {
  const { homeserver, conformance } = example('compose.yml', composeSchema).services;
  // Each service has an address of its own there, and all share that of the loopback interface here.
  const here = (words: readonly string[]): string =>
    words
      .map((word) => `'${word.replaceAll("'", String.raw`'\''`).replace('http://homeserver:', 'http://127.0.0.1:')}'`)
      .join(' ');
  const serve = here(homeserver.command).replace("'0.0.0.0'", "'127.0.0.1'");
  const [kind, ...probe] = homeserver.healthcheck.test;
  expect(kind).toBe('CMD');
  const script = [
    `node "$LAUNCH" ${serve} --port ${port} > log 2>&1 &`,
    `for attempt in $(seq 300); do ${here(probe)} 2> /dev/null && break; sleep 0.2; done`,
    here(probe),
    `node "$LAUNCH" ${here(conformance.command)} --only ${ONLY}`,
  ];
  const { code, out } = await machine.run(script.join('\n'));
  expect(code).toBe(0);
  expect(out).toMatch(/conformant/);
  const report = readReport(readFileSync(join(machine.folder, 'report.json'), 'utf8'));
  expect(report).toMatchObject({ conclusion: 'conformant' });
  expect(conformance.volumes).toEqual(['./reports:/reports']);
});

test('what a Synapse is set up with for a run is what ours are', () => {
  const named = parse(readFileSync(join(EXAMPLES, 'synapse-for-a-run.yaml'), 'utf8')) as Record<string, unknown>;
  const ours = parse(homeserverConfiguration('/nowhere', port, 'tuned')) as Record<string, unknown>;
  expect(Object.keys(named)).not.toEqual([]);
  expect(ours).toMatchObject(named);
});

test('the workflow for Synapse names files that are there, and inputs of the action', () => {
  const text = readFileSync(join(EXAMPLES, 'github-synapse.yml'), 'utf8');
  const files = [...text.matchAll(/docs\/examples\/([\w-]+\.yaml)|\/examples\/([\w-]+\.yaml)/g)];
  expect(files.length).toBeGreaterThan(1);
  for (const [, one, other] of files) expect(existsSync(join(EXAMPLES, one ?? other ?? '')), text).toBe(true);
  const { steps } = example('github-synapse.yml', workflowSchema).jobs.conformance;
  const judging = steps.find(({ uses }) => uses?.includes('futures-conformance'));
  expect(Object.keys(judging?.with ?? {}).filter((name) => !(name in action.inputs))).toEqual([]);
});
