import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');

/** A file and the one line that it consists of. */
type Plant = readonly [file: string, line: string];

const uses = (specifier: string): string => `export { thing } from '${specifier}';`;

const forbidden: readonly Plant[] = [
  ['fixtures/requirements/catalogue.ts', uses('../faults/some-fault.js')],
  ['fixtures/requirements/catalogue.ts', uses('../../reference/time/clock.js')],
  ['fixtures/requirements/catalogue.ts', uses('../../suites/kit/check.js')],
  ['fixtures/requirements/futures/groups.ts', uses('../../faults/some-fault.js')],
  ['fixtures/requirements/futures/groups.ts', uses('../../../reference/time/clock.js')],
  ['fixtures/requirements/futures/groups.ts', uses('futures-conformance/reference')],
  ['fixtures/samples/contents.ts', uses('../../reference/time/clock.js')],
  ['fixtures/samples/contents.ts', uses('../../suites/kit/check.js')],
  ['fixtures/faults/some-fault.ts', uses('../../suites/kit/check.js')],
  ['fixtures/faults/some-fault.ts', uses('../../scripts/serve.js')],
  ['suites/kit/checks/check.ts', uses('../../../reference/homeserver.js')],
  [
    'suites/kit/checks/check.ts',
    `import type { Clock } from '../../../reference/time/clock.js'; export type C = Clock;`,
  ],
  ['suites/kit/checks/check.ts', `import '../../../reference/homeserver.js';`],
  ['suites/kit/checks/check.ts', `export type C = import('../../../reference/time/clock.js').Clock;`],
  ['suites/kit/checks/check.ts', uses('futures-conformance/reference')],
  ['suites/kit/checks/check.ts', uses('../../../scripts/serve.js')],
  ['suites/kit/checks/check.ts', uses('../../../fixtures/faults/some-fault.js')],
  ['suites/kit/checks/check.test.ts', uses('../../../reference/homeserver.js')],
  ['suites/futures/groups/groups.suite.ts', uses('../../../reference/futures/groups.js')],
  ['suites/futures/groups/groups.suite.ts', uses('./../../../reference/futures/groups.js')],
  ['suites/kit/checks/check.ts', uses('../../futures/index.js')],
  ['suites/kit/checks/check.ts', uses('../../../fixtures/requirements/delayed-events/index.js')],
  ['suites/chance/story-check.ts', uses('../futures/words/futures-context.js')],
  ['suites/chance/story-check.ts', uses('../../fixtures/requirements/futures/index.js')],
  ['suites/chance/story-check.ts', uses('../../reference/homeserver.js')],
  ['suites/scheduled-events/judging.ts', uses('../delayed-events/words/judging.js')],
  ['suites/scheduled-events/judging.ts', `import type { F } from '../futures/dialect.js'; export type G = F;`],
  ['suites/sequences/plan.ts', uses('../futures/model/model.js')],
  ['suites/races/history.ts', uses('../delayed-events/index.js')],
  ['suites/blame/causes.ts', uses('../futures/index.js')],
  ['suites/kit/targets/embedded-target.ts', uses('../../../scripts/serve.js')],
  ['suites/kit/targets/mock-target.ts', uses('../../../scripts/serve.js')],
  ['suites/futures/model/model.ts', uses('../../../reference/futures/groups.js')],
  ['suites/futures/model/model.ts', uses('../../kit/targets/embedded-target.js')],
  ['suites/futures/model/model.ts', uses('../../kit/targets/mock-target.js')],
  ['suites/futures/races/rules.ts', uses('../../../reference/futures/groups.js')],
  ['suites/futures/races/explanation.ts', uses('../../kit/targets/embedded-target.js')],
  ['reference/homeserver.ts', uses('../suites/kit/check.js')],
  ['reference/homeserver.ts', uses('../scripts/serve.js')],
  ['reference/homeserver.ts', uses('../fixtures/faults/some-fault.js')],
  ['reference/homeserver.ts', uses('express')],
  ['reference/homeserver.ts', uses('msw')],
  ['reference/time/clock.ts', uses('../../suites/kit/check.js')],
  ['reference/time/clock.ts', uses('express')],
  ['reference/time/clock.ts', `import type { Router } from 'express'; export type R = Router;`],
  ['reference/matrix/rooms.ts', uses('express')],
  ['reference/matrix/rooms.ts', uses('msw')],
  ['reference/matrix/rooms.ts', uses('../../fixtures/faults/some-fault.js')],
  ['reference/http/app.ts', uses('msw')],
  ['reference/http/app.ts', uses('../../suites/kit/check.js')],
  ['reference/mock/mock-homeserver.ts', uses('../../suites/kit/check.js')],
  ['reference/mock/mock-homeserver.ts', uses('../../fixtures/faults/some-fault.js')],
  ['reference/futures/groups.ts', uses('../../suites/kit/check.js')],
  ['reference/futures/groups.ts', uses('../../fixtures/faults/some-fault.js')],
  ['reference/futures/groups.ts', uses('express')],
  ['reference/futures/groups.ts', `import type { Router } from 'express'; export type R = Router;`],
  ['reference/futures/http/groups-endpoints.ts', uses('msw')],
  ['reference/futures/rules/grouping.ts', uses('express')],
  ['reference/futures/groups.ts', uses('node:crypto')],
  ['reference/futures/groups.ts', uses('../http/app.js')],
  ['reference/futures/groups.ts', uses('../time/system-clock.js')],
  ['reference/futures/groups.ts', 'export const now = Date.now();'],
  ['reference/futures/groups.ts', 'export const now = performance.now();'],
  ['reference/futures/groups.ts', 'setTimeout(() => undefined, 1);'],
  ['reference/futures/groups.ts', 'globalThis.setTimeout(() => undefined, 1);'],
  ['reference/futures/groups.ts', 'export const id = crypto.randomUUID();'],
];

const allowed: readonly Plant[] = [
  ['fixtures/requirements/catalogue.ts', uses('./futures/index.js')],
  ['fixtures/requirements/catalogue.ts', uses('zod')],
  ['fixtures/requirements/futures/groups.ts', uses('../requirement.js')],
  ['fixtures/faults/some-fault.ts', uses('../../reference/homeserver.js')],
  ['fixtures/faults/some-fault.ts', uses('../requirements/catalogue.js')],
  ['suites/kit/targets/embedded-target.ts', uses('../../../reference/homeserver.js')],
  ['suites/kit/targets/embedded-target.ts', uses('../../../fixtures/faults/some-fault.js')],
  ['suites/kit/targets/mock-target.ts', uses('../../../reference/mock/mock-homeserver.js')],
  ['suites/futures/groups/groups.suite.ts', uses('../../../fixtures/requirements/catalogue.js')],
  ['suites/futures/groups/groups.suite.ts', uses('../../kit/checks/check.js')],
  ['suites/futures/groups/groups.suite.ts', uses('../../chance/story-check.js')],
  ['suites/chance/story-check.ts', uses('../kit/checks/check.js')],
  ['suites/scheduled-events/judging.ts', uses('../../fixtures/requirements/catalogue.js')],
  ['suites/futures/model/model.ts', uses('../../kit/checks/check.js')],
  ['reference/homeserver.ts', `import type { Router } from 'express'; export type R = Router;`],
  ['reference/homeserver.ts', uses('./http/app.js')],
  ['reference/revision.ts', `import type { Router } from 'express'; export type R = Router;`],
  ['reference/http/app.ts', uses('express')],
  ['reference/futures/http/groups-endpoints.ts', uses('express')],
  ['reference/mock/mock-homeserver.ts', uses('msw')],
  ['reference/futures/groups.ts', uses('../../fixtures/requirements/futures/index.js')],
  ['reference/futures/groups.ts', uses('../matrix/room-event.js')],
  ['reference/futures/groups.ts', uses('../time/clock.js')],
  ['scripts/run.ts', uses('../suites/kit/check.js')],
  ['scripts/run.ts', uses('../reference/homeserver.js')],
  ['scripts/run.ts', uses('../fixtures/faults/some-fault.js')],
];

/** The files that start the reference, for the suites to judge it. */
const targets = ['embedded-target.ts', 'mock-target.ts'];

/** What loads the reference only where that is the target. */
const onlyWhereJudged = 'prepare-run.ts';

/** What takes the version of a client whose path the environment names. */
const ofAnyVersion = 'matrix-js-sdk.testkit.ts';

/** The rules by which the direction of dependencies is held. */
const directionRules = [
  'eslint(no-restricted-imports)',
  'eslint(no-restricted-globals)',
  'eslint-plugin-import(no-unassigned-import)',
  'typescript-eslint(consistent-type-imports)',
];

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

/** What oxlint finds in a folder. */
async function diagnosticsIn(folder: string): Promise<readonly Diagnostic[]> {
  const output = await new Promise<string>((resolve) => {
    // Oxlint leaves with an error when it finds something, so only what it prints counts.
    execFile(process.execPath, [oxlint, '--format=json', '.'], { cwd: folder, maxBuffer: 2 ** 26 }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  return (JSON.parse(output) as { diagnostics: readonly Diagnostic[] }).diagnostics;
}

/** Lints each plant in a project of its own that has our lint configuration, all in one go. */
async function lint(folder: string, plants: readonly Plant[]): Promise<Map<Plant, readonly string[]>> {
  const projects = await Promise.all(
    plants.map(async (plant, index) => {
      const [file, line] = plant;
      const project = `plant-${index}`;
      await mkdir(dirname(join(folder, project, file)), { recursive: true });
      await writeFile(join(folder, project, file), `${line}\n`);
      await copyFile(join(root, '.oxlintrc.json'), join(folder, project, '.oxlintrc.json'));
      return { plant, project };
    }),
  );
  const diagnostics = await diagnosticsIn(folder);
  return new Map(
    projects.map(({ plant, project }) => [
      plant,
      diagnostics
        .filter(({ filename }) => filename.replaceAll('\\', '/').startsWith(`${project}/`))
        .map(({ code }) => code)
        .filter((code) => directionRules.includes(code)),
    ]),
  );
}

describe('dependencies point one way', () => {
  let folder = '';
  let found = new Map<Plant, readonly string[]>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dependency-direction-'));
    found = await lint(folder, [...forbidden, ...allowed]);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test.each(forbidden.map((plant) => [...plant, plant] as const))('%s may not say %s', (_file, _line, plant) => {
    expect(found.get(plant)).not.toEqual([]);
  });

  test.each(allowed.map((plant) => [...plant, plant] as const))('%s may say %s', (_file, _line, plant) => {
    expect(found.get(plant)).toEqual([]);
  });

  test('no two files import each other, not even for types', async () => {
    const circle = await mkdtemp(join(tmpdir(), 'dependency-circle-'));
    try {
      await copyFile(join(root, '.oxlintrc.json'), join(circle, '.oxlintrc.json'));
      await writeFile(join(circle, 'one.ts'), `import type { Two } from './two.js';\nexport type One = Two | 1;\n`);
      await writeFile(join(circle, 'two.ts'), `import type { One } from './one.js';\nexport type Two = One[] | 2;\n`);
      const codes = (await diagnosticsIn(circle)).map(({ code }) => code);
      expect(codes).toContain('eslint-plugin-import(no-cycle)');
    } finally {
      await rm(circle, { recursive: true, force: true });
    }
  });

  // The lint rule does not see these, so there are none.
  test.each(['reference', 'suites', 'fixtures'])(
    'nothing in %s is imported dynamically, save by targets and what chooses them',
    async (top) => {
      const entries = await readdir(join(root, top), { recursive: true, withFileTypes: true });
      const exempt = [...targets, onlyWhereJudged, ofAnyVersion];
      const files = entries.filter(({ name }) => name.endsWith('.ts') && !exempt.includes(name));
      const guilty = await Promise.all(
        files.map(async ({ parentPath, name }) => {
          const text = await readFile(join(parentPath, name), 'utf8');
          return /\bimport\s*\(/.test(text) ? [name] : [];
        }),
      );
      expect(files).not.toEqual([]);
      expect(guilty.flat()).toEqual([]);
    },
  );
});
