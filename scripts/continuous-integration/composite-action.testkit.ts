import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import type { JobMachine } from './shell.testkit.js';

const step = z.object({
  id: z.string(),
  name: z.string(),
  shell: z.literal('bash'),
  env: z.record(z.string(), z.string()),
  run: z.string(),
});

const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string().optional(), required: z.boolean().optional() })),
  outputs: z.record(z.string(), z.object({ value: z.string() })),
  runs: z.object({ using: z.literal('composite'), steps: z.array(step) }),
});

/** The action of this repository. */
export const action = actionSchema.parse(
  parse(readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8')) as unknown,
);

/** What a job sees of an action that it has used. */
export interface Used {
  /** The exit code of the step that failed, or 0. */
  readonly code: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** What stands on the page of the job. */
  readonly summary: string;
  /** What it printed, where runners look for commands to them. */
  readonly log: string;
}

/**
 * Uses the action as a runner of GitHub does: step by step, until one fails.
 *
 * @param machine - where
 * @param given - its inputs, as they stand behind `with`
 * @param job - variables of the whole job
 * @throws Error when an input is not known, or misses
 */
export async function useAction(
  machine: JobMachine,
  given: Readonly<Record<string, string>>,
  job: Readonly<Record<string, string>> = {},
): Promise<Used> {
  const values = new Map<string, string>([['github.action_path', machine.action]]);
  for (const name of Object.keys(given)) if (!(name in action.inputs)) throw new Error(`there is no input ${name}`);
  for (const [name, { default: fallback, required }] of Object.entries(action.inputs)) {
    const value = given[name] ?? fallback;
    if (value === undefined || (required === true && given[name] === undefined)) throw new Error(`${name} is missing`);
    values.set(`inputs.${name}`, value);
  }
  const filled = (text: string): string =>
    text.replaceAll(/\$\{\{ (\S+)(?: \|\| '([^']*)')? \}\}/g, (_, name: string, otherwise = '') =>
      (values.get(name) ?? '') === '' ? String(otherwise) : (values.get(name) ?? ''),
    );
  const [output, summary] = [join(machine.folder, 'output'), join(machine.folder, 'summary')];
  writeFileSync(summary, '');
  let [code, log] = [0, ''];
  for (const { id, env, run } of action.runs.steps) {
    writeFileSync(output, '');
    const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
    const runner = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
    const outcome = await machine.run(filled(run), { ...runner, ...job, ...own });
    log += outcome.out + outcome.err;
    for (const line of readFileSync(output, 'utf8').split('\n').filter(Boolean)) {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      values.set(`steps.${id}.outputs.${name}`, value);
    }
    code = outcome.code;
    if (code !== 0) break;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value)] as const);
  return { code, outputs: Object.fromEntries(outputs), summary: readFileSync(summary, 'utf8'), log };
}
