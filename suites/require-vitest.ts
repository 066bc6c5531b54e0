import { createRequire } from 'node:module';

/** The oldest Vitest whose tests can say why they skip, and can be told that somebody stops. */
const OLDEST = [3, 2] as const;

/**
 * Makes sure that the project's own Vitest is one that the adapter works with.
 *
 * @param version - its version; that of the copy that this package finds, unless given
 * @throws Error with a sentence that names both versions when it is older
 */
export function requireVitest(version: string = installedVersion()): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new Error(
    `futures-conformance/vitest works with Vitest ${OLDEST.join('.')} and newer, and this project has ${version}: ` +
      'update Vitest, or run the command futures-conformance, which needs none.',
  );
}

function installedVersion(): string {
  return (createRequire(import.meta.url)('vitest/package.json') as { version: string }).version;
}
