import type { Instance } from './instance.js';

/** What a run of the suites against an instance needs to know beside the instance. */
interface RunFiles {
  readonly url: string;
  readonly report: string;
  /** The failures that are expected, where somebody has listed them. */
  readonly baseline?: string;
}

/** The flags of a run of the suites against an instance. */
export function runFlags({ version, setup }: Instance, { url, report, baseline }: RunFiles): readonly string[] {
  const which = [`--version ${version}`, ...(setup === 'tuned' ? [] : [`--${setup}`])].join(' ');
  const restart = `"${process.execPath}" dist/scripts/synapse/synapse.js restart ${which}`;
  return [
    ...['--target', url],
    ...['--suite', 'both'],
    ...['--restart-command', restart],
    ...['--report', report],
    ...(baseline === undefined ? [] : ['--baseline', baseline]),
  ];
}
