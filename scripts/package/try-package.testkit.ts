// Tries the package as somebody does who has nothing but it: from empty folders, with several versions of Node, and with
// the runners of tests that docs/library.md speaks of, in the code that stands there. All else comes from the npm registry.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { faultCalled, faultsOf } from '../../fixtures/faults/faults-of.js';
import { createHomeserver } from '../../reference/homeserver.js';
import { codeBlocksOf } from '../documentation/code-blocks.testkit.js';
import { sideBySide } from '../run/side-by-side.js';
import { environmentOf, NODE_VERSIONS } from './node-versions.testkit.js';
import { packInto } from './packed.testkit.js';
import { type Call, shown } from './shown-command.testkit.js';
import { TEST_RUNNERS, type TestRunner } from './test-runners.testkit.js';

/** It breaks the requirement that the code in docs/library.md looks at. */
const FAULT = 'scheduling-answer-has-an-event-id';

/** The code in docs/library.md that is no test. */
const PROGRAM = 'judge.js';

const ARE_TYPES_WRONG = ['npx', '--yes', '@arethetypeswrong/cli@0.18'] as const;

const INSTALL = ['npm', 'install', '--no-audit', '--no-fund'] as const;

const folder = await mkdtemp(join(tmpdir(), 'try-package-'));
const { revision, fault } = faultCalled(FAULT);
const servers = [createHomeserver(), createHomeserver(faultsOf(revision).options({ rules: fault.rules }))] as const;
const [good, faulty] = await Promise.all([servers[0].listen(), servers[1].listen()]);
const blocks = codeBlocksOf(await readFile(join(import.meta.dirname, '../../docs/library.md'), 'utf8'), 'js');
const wrong: string[] = [];

try {
  const tarball = await packInto(folder);
  const work = [
    () => expectFine('publint', ['npx', '--yes', 'publint@0.3', tarball, '--strict'], { cwd: folder }),
    () =>
      expectFine('the types are not wrong', [...ARE_TYPES_WRONG, tarball, '--profile', 'esm-only'], { cwd: folder }),
    ...NODE_VERSIONS.map((major) => () => tryCommand(major, tarball)),
    ...TEST_RUNNERS.map((runner) => () => tryRunner(runner, tarball)),
    () => tryProgram(tarball),
  ];
  // While one waits for the registry or for a homeserver's timers, another goes on.
  await sideBySide(work, 2, (each) => each());
} finally {
  for (const server of servers) server.close();
  await Promise.all([good.close(), faulty.close()]);
  await rm(folder, { recursive: true, force: true });
}
if (wrong.length > 0) console.log(`Not in order: ${wrong.join(', ')}`);
process.exitCode = wrong.length > 0 ? 1 : 0;

/** Calls a command, and remembers where it did not do what was expected. */
async function expectFine(what: string, command: readonly [string, ...string[]], call: Call): Promise<void> {
  if (!(await shown(what, command, call))) wrong.push(what);
}

/** Judges homeservers with nothing but the tarball, from an empty folder. */
async function tryCommand(major: string, tarball: string): Promise<void> {
  const cwd = join(folder, `command-${major}`);
  await mkdir(cwd);
  // npm keeps what it has installed here, so that nothing of the person's is taken, nor left to them.
  const environment = { ...(await environmentOf(major, folder)), npm_config_cache: join(folder, `cache-${major}`) };
  const command = ['npx', '--yes', `../${basename(tarball)}`, 'run', '--only', 'DE-SCHED-3', '--target'] as const;
  await expectFine(`a first verdict with Node ${major}, nothing being there`, [...command, good.url], {
    cwd,
    environment,
    says: /conformant/,
  });
  const broken = { cwd, environment, code: 1, says: /DE-SCHED-3/ };
  await expectFine(`a fault is told with Node ${major}`, [...command, faulty.url], broken);
}

/** Judges a homeserver by the program in docs/library.md. */
async function tryProgram(tarball: string): Promise<void> {
  const cwd = await projectWith('program', PROGRAM);
  await expectFine('the package is installed alone', [...INSTALL, tarball], { cwd });
  const environment = { ...process.env, HOMESERVER: faulty.url };
  await expectFine('a program judges', ['node', PROGRAM], {
    cwd,
    environment,
    says: /^not-conformant: .*\nDE-SCHED-3/m,
  });
}

/** Judges homeservers by the code that docs/library.md has for a runner of tests, in a project of its own. */
async function tryRunner({ name, packages, block, command, ...wants }: TestRunner, tarball: string): Promise<void> {
  const cwd = await projectWith(name.replaceAll(/\W/g, '-'), block);
  const node = wants.node === undefined ? process.env : await environmentOf(wants.node, folder);
  await expectFine(`${name} is installed beside the package`, [...INSTALL, tarball, ...packages], {
    cwd,
    environment: node,
  });
  const environment = { ...node, ...wants.environment };
  await expectFine(`${name} is green where the server is good`, command, {
    cwd,
    environment: { ...environment, HOMESERVER: good.url },
    says: /conclusion of the whole run|\d passed/,
  });
  await expectFine(`${name} is red where it is not`, command, {
    cwd,
    environment: { ...environment, HOMESERVER: faulty.url },
    code: 1,
    says: /DE-SCHED-3/,
  });
}

/** Makes a project that holds nothing but the code of a name in docs/library.md, and answers with its folder. */
async function projectWith(project: string, block: string): Promise<string> {
  const { code } = blocks.find(({ name }) => name === block) ?? {};
  if (code === undefined) throw new Error(`docs/library.md has no code called ${block}`);
  const cwd = join(folder, project);
  await mkdir(cwd);
  await writeFile(join(cwd, 'package.json'), '{ "type": "module", "private": true }');
  await writeFile(join(cwd, block), code);
  return cwd;
}
