import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

import { createHomeserver, type Listening } from '../../reference/homeserver.js';
import { EXIT } from '../report/exit-codes.js';
import { readReport } from '../report/read-report.js';
import { homeserverConfiguration } from '../synapse/homeserver-configuration.js';
import { shellLinesOf } from './shell-lines.testkit.js';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = join(ROOT, 'scripts/launch.mjs');
const run = promisify(execFile);

const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const LINES = PAGES.flatMap((page) => shellLinesOf(page, readFileSync(join(ROOT, page), 'utf8')));

/** Lines that are not executed here, each with where that is done instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'sh scripts/delayed-events-DE-ACT-7.sh http://127.0.0.1:8008': 'the tests of scripts run such scripts',
  "git bisect run sh -c './start-my-homeserver && sh delayed-events-DE-ACT-7.sh http://127.0.0.1:8008'":
    'the tests of scripts run such scripts',
};

const server = createHomeserver();
let target: Listening;
let folder: string;
let tokens: string;

beforeAll(async () => {
  target = await server.listen({ port: 0 });
  folder = mkdtempSync(join(tmpdir(), 'documented-commands-'));
  const registered = ['ann', 'ben', 'cat'].map(async (username) => {
    const body = JSON.stringify({ username, password: 'secret', auth: { type: 'm.login.dummy' } });
    const answer = await fetch(`${target.url}/_matrix/client/v3/register`, { method: 'POST', body });
    return String(((await answer.json()) as { access_token: unknown }).access_token);
  });
  tokens = (await Promise.all(registered)).join(',');
});

afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true, force: true });
});

const executed = LINES.filter(({ command }) => !Object.hasOwn(ELSEWHERE, command));

// In order: a page may use what a line before has written.
test.each(executed)('$page: $command', async ({ command }) => {
  for (const part of command.split(' && ')) await execute(part);
});

test('every line that is not executed here stands in a page', () => {
  const commands = LINES.map(({ command }) => command);
  for (const line of Object.keys(ELSEWHERE)) expect(commands).toContain(line);
});

test("the page on one's own server makes a Synapse what the tests of a real one make it", () => {
  const page = readFileSync(join(ROOT, 'docs/your-server.md'), 'utf8');
  const [, block = ''] = /^```yaml\n([^]*?)^```$/m.exec(page) ?? [];
  expect(parse(homeserverConfiguration('/nowhere', 8008, 'tuned'))).toMatchObject(parse(block) as object);
});

/** Does what a part of a line says, with a server of ours in the place of the reader's. */
async function execute(part: string): Promise<void> {
  const { variables, words } = takenApart(part);
  const [tool, script] = words;
  if (tool === 'npx' && script === 'futures-conformance') return call(words.slice(2), variables);
  if (tool !== 'npm') throw new Error(`who says that ${part} works?`);
  const given = words.indexOf('--') === -1 ? [] : words.slice(words.indexOf('--') + 1);
  if (words[2] === 'conformance') return call(['run', ...given], variables);
  if (words[2] === 'reference') return serve(['serve', ...given]);
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const isKnown = script === 'ci' || Object.hasOwn(scripts, (script === 'run' ? words[2] : script) ?? '');
  expect(isKnown, `${part}: there is such a script`).toBe(true);
}

interface TakenApart {
  readonly variables: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** The variables that a line sets for its command, and the words of the command. */
function takenApart(part: string): TakenApart {
  const words = part
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/https?:\/\/(127\.0\.0\.1:8008|staging\.example\.org)/g, target.url));
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const set = words.slice(0, first).map((word) => word.split('=', 2) as [string, string]);
  const variables = Object.fromEntries(
    set.map(([name, value]) => [name, name.endsWith('_TOKENS') ? tokens : value] as const),
  );
  return { variables, words: words.slice(first) };
}

/** Calls the command, and looks only at a little where it would look at everything: that it ends well is what a page promises. */
async function call(words: readonly string[], variables: Readonly<Record<string, string>>): Promise<void> {
  const { PATH = '', HOME = '' } = process.env;
  const isWhole = words[0] === 'run' && !words.includes('--only');
  const named = words[words.indexOf('--report') + 1] ?? '';
  const report = join(folder, words.includes('--report') ? named : 'report-of-the-line.json');
  const settings = {
    ...(isWhole ? { FUTURES_CONFORMANCE_ONLY: 'capability' } : {}),
    FUTURES_CONFORMANCE_REPORT: report,
  };
  const env = { PATH, HOME, ...settings, ...variables };
  rmSync(report, { force: true });
  const { code, said } = await run(process.execPath, [COMMAND, ...words], { cwd: folder, env }).then(
    () => ({ code: EXIT.conformant as number, said: '' }),
    ({ code: failed, stderr }: { code: number; stderr: string }) => ({ code: failed, said: stderr }),
  );
  // On a machine that is too slow for it a run cannot judge, which is no fault of the page.
  if (code === EXIT['could-not-judge'] && wasTooSlow(report)) return;
  expect(code, said).toBe(EXIT.conformant);
}

/** Whether a run has reached its server, and too many of its checks could not tell, and none of them failed. */
function wasTooSlow(report: string): boolean {
  if (!existsSync(report)) return false;
  const stored = readReport(readFileSync(report, 'utf8'));
  if (typeof stored === 'string') throw new Error(stored);
  const verdicts = stored.revisions.flatMap(({ checks }) => checks.map(({ verdict }) => verdict));
  return verdicts.includes('inconclusive') && !verdicts.includes('fail');
}

/** Starts the reference on a port of its own, and waits until it says that it listens. */
async function serve(words: readonly string[]): Promise<void> {
  const anywhere = words.map((word, index) => (words[index - 1] === '--port' ? '0' : word));
  const child = spawn(process.execPath, [COMMAND, ...anywhere], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const said = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').once('data', resolve);
      child.once('exit', (code) => reject(new Error(`it ended with ${String(code)}`)));
    });
    expect(said).toContain('listening on http://127.0.0.1:');
  } finally {
    child.kill();
  }
}
