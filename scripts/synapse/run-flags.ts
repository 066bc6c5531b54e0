import type { Instance } from './instance.js';

/**
 * How long a run may take on a server whose limits nobody has changed, in seconds: one that nobody has lifted any limits from
 * asks for an hour of patience and more, and what was not judged says which limit was in its way.
 */
const LIMITED_SECONDS = 540;

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
    ...(setup === 'default-limits' ? ['--max-duration', String(LIMITED_SECONDS)] : []),
    ...(baseline === undefined ? [] : ['--baseline', baseline]),
  ];
}
