import type { Command } from 'commander';

import { EXIT } from '../report/exit-codes.js';
import { type KillMatrix, readKillMatrix } from '../report/kill-matrix.js';
import { OUTPUT_NAMES } from '../report/outputs.js';
import { readReport } from '../report/read-report.js';
import { outputFiles } from './config/configuration.js';
import { addSettingFlags, flagsLayer } from './config/flags.js';
import { layOver } from './config/layer.js';
import { readFile } from './config/read-file.js';
import { presentReport } from './present-report.js';
import { requireWritableOutputs, tellWithoutScript, writeOutputs } from './report-outputs.js';
import { wantsAnnotations } from './wants-annotations.js';
import { UsageError } from './usage-error.js';

/** Defines `report`, which renders a stored run again. */
export function defineReport(command: Command): void {
  command.argument('<file>', 'the report of the run, as JSON');
  addSettingFlags(command, [...OUTPUT_NAMES.filter((name) => name !== 'report'), 'scripts', 'annotations'])
    .option(
      '--kill-matrix <file>',
      'show on the page what faulty homeservers were caught, by `npm run faults`',
      collect,
    )
    .option('--verbose', 'show all that the report has kept')
    .action(async (file: string, flags: Readonly<Record<string, unknown>>) => {
      process.exitCode = await render(file, flags);
    });
}

function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value];
}

function storedMatrix(file: string): KillMatrix {
  const matrix = readKillMatrix(readFile(file, '--kill-matrix'));
  if (matrix === undefined) throw new UsageError(`--kill-matrix: ${file} is no report of \`npm run faults\`.`);
  return matrix;
}

async function render(file: string, flags: Readonly<Record<string, unknown>>): Promise<number> {
  const settings = layOver([flagsLayer(flags)]);
  const outputs = outputFiles(settings);
  requireWritableOutputs(outputs);
  const report = readReport(readFile(file, 'report'));
  if (typeof report === 'string') throw new UsageError(`${file} is no report that can be rendered: ${report}.`);
  presentReport(report, { annotate: wantsAnnotations(settings), verbose: flags['verbose'] === true });
  const matrices = (flags['killMatrix'] ?? []) as readonly string[];
  tellWithoutScript(await writeOutputs(report, outputs, { killMatrices: matrices.map(storedMatrix) }));
  return EXIT.conformant;
}
