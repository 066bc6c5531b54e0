import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';
import { z } from 'zod';

import own from '../package.json' with { type: 'json' };

const packed = z.tuple([
  z.object({
    size: z.number(),
    unpackedSize: z.number(),
    files: z.array(z.object({ path: z.string(), mode: z.number() })),
  }),
]);

/** The files that the package's exports, commands included, are found in. */
const exported = Object.values(own.exports)
  .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
  .map((path) => path.replace('./', ''));

const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];

test('the package is small, has a command that can be run, and neither source maps nor what only tests and the project use', async () => {
  const { stdout } = await promisify(execFile)('npm', pack, { maxBuffer: 64 * 1024 * 1024 });
  const [{ size, unpackedSize, files }] = packed.parse(JSON.parse(stdout));

  const paths = files.map(({ path }) => path);
  expect(
    exported.filter((path) => !paths.includes(path)),
    'what `npm run prepare` makes',
  ).toEqual([]);
  expect(paths).toContain('dist/scripts/futures-conformance.js');
  expect(paths).toContain('dist/scripts/report/render/html/page.css');
  expect(
    paths.filter((path) =>
      /\.map$|\.testkit\.|\.test\.|^dist\/scripts\/(browser|documentation|scaffold|trust|synapse)\/|^dist\/fixtures\/network\//.test(
        path,
      ),
    ),
  ).toEqual([]);
  // What CONTRIBUTING.md says of its size.
  expect(size).toBeLessThan(1_500_000);
  expect(unpackedSize).toBeLessThan(5_500_000);
  expect((files.find(({ path }) => path === 'scripts/launch.mjs')?.mode ?? 0) & 0o111).toBe(0o111);
});
