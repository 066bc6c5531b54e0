/** The Synapse that the suites are held against, unless another is asked for. */
export const PINNED_VERSION = '1.163.2';

/** What a version of Synapse has to have beside it, since it does not work with the newest of what it asks for. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  // It imports a name that later versions do not have any more.
  '1.135.0': ['prometheus-client==0.22.1'],
};

/**
 * Validates the power levels of a new room in a tenth of the time that later versions take for it, which is an eighth of all that
 * Synapse does in a run of the suites.
 */
const QUICKER = 'jsonschema==3.2.0';

/** The packages to install for a version of Synapse, as pip understands them. */
export function packagesFor(version: string): readonly string[] {
  return [`matrix-synapse==${version}`, QUICKER, ...(BESIDE[version] ?? [])];
}
