import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { InvalidArgumentError } from 'commander';

import { faultCalled } from '../../fixtures/faults/faults-of.js';
import { catalogueOf, type RevisionName } from '../../fixtures/requirements/catalogue.js';
import { revisionOption } from '../cli/revision-option.js';
import { tool } from '../cli/tool.js';
import { EXIT } from '../report/exit-codes.js';
import { NoPlace, scaffolded } from './scaffolded.js';

interface Flags {
  readonly revision: RevisionName;
  readonly area: string;
  readonly check: string;
  readonly fault: string;
}

const ROOT = resolve(import.meta.dirname, '../..');

tool('new-requirement')
  .description('begin a requirement, with a check and a fault that fail until they are written')
  .argument('<id>', 'its id, which is for ever, such as DE-TIME-9', requirementId)
  .addOption(revisionOption('the revision whose text asks for it').default('delayed-events'))
  .requiredOption('--area <name>', 'the area that it belongs to, such as timing')
  .requiredOption('--check <name>', 'what the check is called behind its area, such as dated-by-its-sender', name)
  .requiredOption('--fault <name>', 'the id of the homeserver that breaks it, such as events-have-no-date', name)
  .action(async (id: string, flags: Flags) => {
    process.exitCode = await begin(id, flags);
  })
  .parse();

async function begin(id: string, flags: Flags): Promise<number> {
  if (catalogueOf(flags.revision).requirement(id) !== undefined) return refuse(`${id} is there already.`);
  if (isKnownFault(flags.fault)) return refuse(`The fault ${flags.fault} is there already.`);
  try {
    const files = await scaffolded(ROOT, { id, ...flags });
    for (const [file, text] of files) writeFileSync(join(ROOT, file), text);
    process.stdout.write(
      `Begun in\n${[...files.keys()].map((file) => `  ${file}\n`).join('')}` +
        'Everything fails until the wording, its source, the check and the fault are written. Then record the ids: ' +
        '`npm test -- permanent-ids catalogue.test -u`, and see that the check bites: ' +
        `\`npm run build && npm run faults -- --only ${flags.fault}\`.\n`,
    );
    return EXIT.conformant;
  } catch (error) {
    if (error instanceof NoPlace) return refuse(error.message);
    throw error;
  }
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return EXIT['wrong-use'];
}

function isKnownFault(fault: string): boolean {
  try {
    faultCalled(fault);
    return true;
  } catch {
    return false;
  }
}

function requirementId(text: string): string {
  if (!/^[A-Z]+(?:-[A-Z]+)*-\d+$/.test(text)) throw new InvalidArgumentError('Give an id such as DE-TIME-9.');
  return text;
}

function name(text: string): string {
  if (!/^[a-z\d]+(?:-[a-z\d]+)*$/.test(text)) throw new InvalidArgumentError('Give words with hyphens between them.');
  return text;
}
