import { join } from 'node:path';

import type { Report } from '../report/document/report-schema.js';
import { type Beside, OUTPUTS, OUTPUT_NAMES, type Output, type OutputName } from '../report/outputs.js';
import { findingScript } from '../report/repro/finding-script.js';
import { requireFolder, requireWritable, writeOutput } from './output-file.js';

/** Everybody may run it. */
const EXECUTABLE = 0o755;

/** The files that a report is to be written to, by what it is written as. */
export type OutputFiles = { readonly [N in OutputName]?: string } & {
  /** The folder for the scripts that show findings again. */
  readonly scripts?: string;
};

/** Makes sure that all of them can be written, before anything is done for it. */
export function requireWritableOutputs(files: OutputFiles): void {
  for (const [name, file] of named(files)) requireWritable(file, `--${name}`);
  if (files.scripts !== undefined) requireFolder(files.scripts, '--scripts');
}

/** A finding that no script shows. */
export interface WithoutScript {
  readonly requirement: string;
  readonly why: string;
}

/**
 * Writes a report to all the files that it is wanted in.
 *
 * @returns the findings that no script was written for, where scripts are wanted
 */
export async function writeOutputs(
  report: Report,
  files: OutputFiles,
  beside: Beside = { killMatrices: [] },
): Promise<WithoutScript[]> {
  for (const [name, file] of named(files)) {
    const output: Output = OUTPUTS[name];
    writeOutput(file, await output.render(report, beside), `--${name}`);
  }
  return files.scripts === undefined ? [] : writeScripts(report, files.scripts);
}

/** Writes a script for each finding that one can show, and answers with the others. */
function writeScripts({ revisions }: Report, folder: string): WithoutScript[] {
  const without: WithoutScript[] = [];
  for (const revision of revisions) {
    for (const finding of revision.findings.filter(({ level }) => level === 'fail')) {
      const made = findingScript(finding, revision);
      if ('script' in made) writeOutput(join(folder, made.name), made.script, '--scripts', EXECUTABLE);
      else without.push({ requirement: finding.requirement, why: made.why });
    }
  }
  return without;
}

/** Says on the terminal of which findings there is no script. */
export function tellWithoutScript(without: readonly WithoutScript[]): void {
  for (const { requirement, why } of without) process.stderr.write(`No script shows ${requirement}: ${why}.\n`);
}

function named(files: OutputFiles): [OutputName, string][] {
  return OUTPUT_NAMES.flatMap((name) => {
    const file = files[name];
    return file === undefined ? [] : [[name, file]];
  });
}
