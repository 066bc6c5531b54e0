import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { codeBlocksOf } from './documentation/code-blocks.testkit.js';
import { PAGES } from './documentation/pages-as-tests.testkit.js';

const ROOT = join(import.meta.dirname, '..');
const run = promisify(execFile);
const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');

const CACHE = join(ROOT, 'node_modules/.cache');
mkdirSync(CACHE, { recursive: true });

/** Below `node_modules`, where what the package depends on is found as it is in somebody's project. */
const CONSUMER = mkdtempSync(join(CACHE, 'consumer-types-'));
const PACKAGE = join(CONSUMER, 'node_modules/futures-conformance');

const USE = `
import { createHomeserver } from 'futures-conformance/reference';
import { mockHomeserver } from 'futures-conformance/mock';
import { type ConformanceTest, conformanceTests, type Report, runConformance } from 'futures-conformance';
import { readReport } from 'futures-conformance/report';
import { catalogueOf, revisionNames } from 'futures-conformance/requirements';

const server = createHomeserver();
export const answer: Promise<Response> = server.handle(new Request('http://localhost/_matrix/client/versions'));
const hs = mockHomeserver({ url: 'https://hs.example', delayedEvents: { readings: { 'Q-ACTION': '400' } } });
export const room = hs.createRoom(hs.user('alice'), { members: [hs.user('bob')] });
export const seen: string[] = room.events('m.room.message').map(({ sender }) => sender);
export const due: (number | undefined)[] = hs.waiting().map(({ dueAt }) => dueAt);
hs.failNext({ path: /delayed_event/, status: 429, retryAfterMs: 1_000 });
export const moved: Promise<void> = hs.clock.advance(10_000);
hs.reset({ delayedEvents: { wire: ['accepted', 'w4'], maxScheduled: 1 } });
const target = 'http://127.0.0.1:8008';
export const report: Promise<Report> = runConformance({ target, only: ['TOKEN-3'], 'max-wait': 20, wire: 'w4' });
// @ts-expect-error -- there is no such setting
export const mistaken = runConformance({ tarhget: target });
// @ts-expect-error -- there are no such checks
export const misjudged = conformanceTests({ suite: 'all' });
export const tests: Promise<readonly ConformanceTest[]> = conformanceTests({ target }, { signal: new AbortController().signal });
export const conclusion = async (): Promise<'conformant' | 'not-conformant' | 'could-not-judge' | 'stale-baseline'> =>
  (await report).conclusion;
export const stored: Report | string = readReport('{}');
export const wordings: string[] = revisionNames.flatMap((name) => catalogueOf(name).requirements.map(({ wording }) => wording));
`;

beforeAll(async () => {
  mkdirSync(PACKAGE, { recursive: true });
  await run(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(PACKAGE, 'dist')]);
  copyFileSync(join(ROOT, 'package.json'), join(PACKAGE, 'package.json'));
  writeFileSync(join(CONSUMER, 'use.ts'), USE);
  for (const page of PAGES) {
    const folder = join(CONSUMER, 'pages', basename(page));
    mkdirSync(folder, { recursive: true });
    for (const { name, code } of codeBlocksOf(readFileSync(join(ROOT, page), 'utf8'))) {
      writeFileSync(join(folder, name), code);
    }
  }
  writeFileSync(join(CONSUMER, 'package.json'), '{ "type": "module" }');
}, 120_000);

afterAll(() => rmSync(CONSUMER, { recursive: true, force: true }));

test.each(['nodenext', 'bundler'])(
  'a strict project that looks for modules as %s compiles with our types',
  async (how) => {
    const compilerOptions = {
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable'],
      module: how === 'nodenext' ? 'nodenext' : 'esnext',
      moduleResolution: how,
      types: [],
    };
    const config = join(CONSUMER, `tsconfig.${how}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    const said = await run(process.execPath, [compiler, '-p', config], { cwd: CONSUMER }).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
    // What other packages' declarations say of each other is theirs to mend.
    expect(said.split('\n').filter((line) => /^(?:use\.ts|node_modules\/futures-conformance\/)/.test(line))).toEqual(
      [],
    );
  },
);

test('the code in the documentation compiles with our types', async () => {
  const compilerOptions = {
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    types: [],
  };
  const config = join(CONSUMER, 'tsconfig.pages.json');
  writeFileSync(config, JSON.stringify({ compilerOptions, include: ['pages'] }));
  const said = await run(process.execPath, [compiler, '-p', config], { cwd: CONSUMER }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(said.split('\n').filter((line) => line.startsWith('pages/'))).toEqual([]);
});

/** The modules that the package exports. */
const ENTRIES = [
  'scripts/library/index',
  'scripts/library/report',
  'fixtures/requirements/catalogue',
  'reference/homeserver',
  'reference/mock/mock-homeserver',
];

test('these are all modules that the package exports', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { types: string; default: string }>;
  };
  const exported = Object.values(exports).flatMap((each) => (typeof each === 'string' ? [] : [each]));
  // The mock for browsers is the same module in one file, and has the same types.
  expect([...new Set(exported.map((each) => each.types))].sort()).toEqual(
    ENTRIES.map((entry) => `./dist/${entry}.d.ts`).sort(),
  );
});

test('what our declarations import comes with the package or is a peer of it', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
  };
  const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  const missing = [...packagesImportedBy(ENTRIES)]
    .filter((name) => !name.startsWith('node:'))
    .filter((name) => !(declared.has(name) || declared.has(`@types/${name}`)) || lacksTypes(name, declared));
  expect(missing).toEqual([]);
});

/** Whether a package brings no declarations of its own, and none are declared for it. */
function lacksTypes(name: string, declared: ReadonlySet<string>): boolean {
  if (declared.has(`@types/${name}`)) return false;
  const { types, exports } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    types?: string;
    exports?: unknown;
  };
  return types === undefined && !JSON.stringify(exports ?? {}).includes('.d.');
}

/** The packages that some declarations import, directly or through others of ours. */
function packagesImportedBy(modules: readonly string[]): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(`${file}.d.ts`, 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from |import\()['"]([^'"]+)['"]/g)) {
      if (specifier.startsWith('.')) look(join(dirname(file), specifier.replace(/\.js$/, '')));
      else
        found.add(specifier.startsWith('@') ? specifier.split('/', 2).join('/') : (specifier.split('/', 1)[0] ?? ''));
    }
  };
  for (const module of modules) look(join(PACKAGE, 'dist', module));
  return found;
}
