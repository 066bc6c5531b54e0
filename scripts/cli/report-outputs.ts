import type { Report } from '../report/document/report-schema.js';
import { type Beside, OUTPUTS, OUTPUT_NAMES, type Output, type OutputName } from '../report/outputs.js';
import { requireWritable, writeOutput } from './output-file.js';

/** The files that a report is to be written to, by what it is written as. */
export type OutputFiles = { readonly [N in OutputName]?: string };

/** Makes sure that all of them can be written, before anything is done for it. */
export function requireWritableOutputs(files: OutputFiles): void {
  for (const [name, file] of named(files)) requireWritable(file, `--${name}`);
}

/** Writes a report to all the files that it is wanted in. */
export async function writeOutputs(
  report: Report,
  files: OutputFiles,
  beside: Beside = { killMatrices: [] },
): Promise<void> {
  for (const [name, file] of named(files)) {
    const output: Output = OUTPUTS[name];
    writeOutput(file, await output.render(report, beside), `--${name}`);
  }
}

function named(files: OutputFiles): [OutputName, string][] {
  return OUTPUT_NAMES.flatMap((name) => {
    const file = files[name];
    return file === undefined ? [] : [[name, file]];
  });
}
