import { type Command, InvalidArgumentError, Option } from 'commander';

import { Instance } from './instance.js';
import { PINNED_VERSION } from './versions.js';

/** How a person says which Synapse is meant. */
export interface InstanceFlags {
  readonly version: string;
  readonly defaultLimits?: true;
  readonly switchedOff?: true;
}

/** Adds the flags that say which Synapse is meant. */
export function addInstanceFlags(command: Command): Command {
  return command
    .option('--version <number>', 'which Synapse', versionNumber, PINNED_VERSION)
    .option('--default-limits', 'one whose limits nobody has changed')
    .addOption(new Option('--switched-off', 'one without delayed events').conflicts('defaultLimits'));
}

/** The Synapse that is meant. */
export function instanceOf({ version, defaultLimits, switchedOff }: InstanceFlags): Instance {
  const setup = defaultLimits === true ? 'default-limits' : switchedOff === true ? 'switched-off' : 'tuned';
  return new Instance(version, setup);
}

/** It becomes the name of a folder and part of what pip is told. */
function versionNumber(text: string): string {
  if (!/^\d+\.\d+\.\d+(?:rc\d+)?$/.test(text)) throw new InvalidArgumentError('Give a version such as 1.163.2.');
  return text;
}
