import { execFile, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createHomeserver } from '../reference/homeserver.js';
import { reportSchema } from './report/document/report-schema.js';

const ROOT = join(import.meta.dirname, '..');
const run = promisify(execFile);

/**
 * The command is tested as it is installed: built, in a package below `node_modules`. It gets a build of its own, so that
 * neither an old one is taken for current nor a current one is taken away from somebody who uses it.
 */
const INSTALLED = join(ROOT, 'node_modules/.cache/futures-conformance-test');
const COMMAND = join(INSTALLED, 'scripts/launch.mjs');

/** An empty folder to call it in, so that no configuration lies around. */
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'futures-conformance-'));
  rmSync(INSTALLED, { recursive: true, force: true });
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const build = ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(INSTALLED, 'dist')];
  // Whether the types are right is another command's question.
  await run(process.execPath, [compiler, ...build, '--noCheck'], { cwd: ROOT });
  await run(process.execPath, [join(ROOT, 'scripts/copy-assets.mjs'), join(INSTALLED, 'dist')]);
  mkdirSync(join(INSTALLED, 'scripts'));
  for (const file of ['package.json', 'scripts/launch.mjs']) copyFileSync(join(ROOT, file), join(INSTALLED, file));
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(INSTALLED, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Calls the command as a person does, with nothing in the environment that would be meant for Vitest or for it. */
async function command(...args: readonly string[]): Promise<Outcome> {
  const env = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const options = { cwd: folder, env, maxBuffer: 2 ** 26 };
  try {
    const { stdout, stderr } = await run(process.execPath, [COMMAND, ...args], options);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const TRACE = /\n +at .+:\d+:\d+/;

/** Serves as long as it is needed; answers with its URL. */
async function serving<T>(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe.concurrent('wrong use ends with 3, and a sentence that says what to do', () => {
  test.each([
    [['run', '--no-such-flag'], /unknown option '--no-such-flag'/],
    [['run', 'something'], /too many arguments/],
    [['--only', 'TOKN-3'], /TOKN-3.*did you mean TOKEN-3\?/],
    [['--only', 'nonsense'], /nonsense.*--list/],
    [['--target', 'not a url'], /not a url/],
    [['--target', 'ftp://example.org'], /ftp:\/\/example\.org/],
    [['--max-wait', 'long'], /long.*number/s],
    [['serve', '--port', '70000'], /70000.*0 to 65535/s],
    [['serve', '--reading', 'Q-NONE=x'], /no open question called "Q-NONE"/],
    [['serve', '--reading', 'Q-CANCEL=nonsense'], /Q-CANCEL has no reading called "nonsense"; it has .*own/],
    [
      ['serve', '--fault', 'refresh-works-onze'],
      /no fault called refresh-works-onze\. Did you mean refresh-works-once/,
    ],
    [['serve', '--clock', 'sundial'], /sundial.*system, virtual/s],
    [['serve', '--max-timeout', '-1'], /number of milliseconds/],
    [['serve', '--revision', 'futurs'], /futures, delayed-events/],
    [['serve', '--wire', 'w9'], /accepted, accepted-unstable, july, july-stable, w5, w4/],
    [['serve', '--max-scheduled', 'many'], /whole number, or `off`/],
    [['serve', '--server-name', 'https://hs.example'], /host name/],
    [['serve', '--room-version', '1'], /1.*11, 12/s],
    [['serve', '--application-service-file', 'none.yaml'], /none\.yaml.*no such file/],
    [['explain', 'TOKEN-99'], /TOKEN-99/],
    [['explain'], /missing required argument 'id'/],
    [['requirements', '--revision', 'futurs'], /futures, delayed-events/],
    [['explain', 'TOKEN-6', '--revision', 'delayed-events'], /TOKEN-6/],
  ])('%j', async (args, sentence) => {
    const { code, out, err } = await command(...args);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(TRACE);
    expect({ code, out }).toEqual({ code: 3, out: '' });
  });

  test('a port that is taken', async () => {
    await serving(
      () => undefined,
      async (url) => {
        const { code, err } = await command('serve', '--port', new URL(url).port);
        expect(err).toMatch(/Cannot listen on 127\.0\.0\.1:\d+/);
        expect(err).not.toMatch(TRACE);
        expect(code).toBe(3);
      },
    );
  });

  test('a report that cannot be written', async () => {
    const { code, err } = await command('--only', 'TOKEN-6', '--report', join(folder, 'nowhere', 'report.json'));
    expect(err).toContain(join(folder, 'nowhere', 'report.json'));
    expect(err).not.toMatch(TRACE);
    expect(code).toBe(3);
  });
});

describe.concurrent('what needs no server ends with 0', () => {
  test.each([
    [['--help'], /Exit codes: 0 conformant, 1 not conformant, 2 could not judge, 3 wrong use/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['--list', '--only', 'TOKEN-6'], /^tokens\.\S+ +.*TOKEN-6/m],
    [['requirements'], /TOKEN-6.*DE-ACT-8/s],
    [['requirements', '--revision', 'delayed-events'], /^MSC4140: Cancellable delayed events.*DE-ACT-8/s],
    [['explain', 'token-6'], /TOKEN-6/],
    [['explain', 'Q-CANCEL'], /Q-CANCEL/],
    [['explain', 'Q-LOGOUT', '--revision', 'delayed-events'], /^Q-LOGOUT {2}open question of delayed-events/],
  ])('%j', async (args, words) => {
    const { code, out, err } = await command(...args);
    expect(out).toMatch(words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});

describe('where nothing can be judged the run ends with 2, and a sentence that says why', () => {
  async function judging(url: string): Promise<string> {
    const file = join(folder, 'early-end.json');
    rmSync(file, { force: true });
    const { code, out, err } = await command('--target', url, '--only', 'TOKEN-6', '--report', file);
    expect(`${out}${err}`).not.toMatch(TRACE);
    expect(`${out}${err}`).not.toContain('mistake');
    expect(code).toBe(2);
    // However early it ends, there is a report, and it says the same.
    const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(report).toMatchObject({ conclusion: 'could-not-judge' });
    expect(report.revisions.flatMap(({ checks }) => checks)).toEqual([]);
    expect(err).toContain(report.reason);
    return `${out}${err}`;
  }

  test('nobody listens', async () => {
    const url = await serving(
      () => undefined,
      (free) => Promise.resolve(free),
    );
    expect(await judging(url)).toContain(url);
  });

  test('something else than a homeserver answers', async () => {
    await serving((_, response) => void response.end('<html>It works!</html>'), judging);
  });

  test('a proxy cannot reach the homeserver', async () => {
    await serving((_, response) => void response.writeHead(502).end('Bad Gateway'), judging);
  });

  test('the connection breaks', async () => {
    await serving((request) => void request.socket.destroy(), judging);
  });

  test('the homeserver is without the feature', async () => {
    const homeserver = createHomeserver({ revisions: [] });
    const { url, close } = await homeserver.listen({ port: 0 });
    expect(await judging(url)).toMatch(/not implemented/i);
    homeserver.close();
    await close();
  });

  test('the homeserver speaks another revision, and the sentence says which, in which form', async () => {
    const homeserver = createHomeserver({ revisions: ['delayed-events'], delayedEvents: { wire: 'w4' } });
    const { url, close } = await homeserver.listen({ port: 0 });
    const told = await judging(url);
    expect(told).toContain(
      'offers delayed events by query parameter, as Synapse 1.161 and later do; these suites judge',
    );
    expect(told).not.toContain('switched on');
    homeserver.close();
    await close();
  });

  test('nobody may register', async () => {
    const homeserver = createHomeserver();
    const { url, close } = await homeserver.listen({ port: 0 });
    await serving((request, response) => {
      if (request.url?.includes('/register')) {
        response.writeHead(403, { 'content-type': 'application/json' });
        response.end('{"errcode":"M_FORBIDDEN","error":"registration is closed"}');
      } else relay(url, request, response, (body) => body);
    }, judging);
    homeserver.close();
    await close();
  });
});

describe('runs', () => {
  test('the embedded homeserver is judged without a network, and the report says so', async () => {
    const file = join(folder, 'embedded.json');
    const { code, out } = await command('--only', 'TOKEN-6', '--report', file);
    expect(out).toMatch(/^conformant: /m);
    expect(code).toBe(0);
    const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(report).toMatchObject({ conclusion: 'conformant', target: { name: 'embedded' }, only: ['TOKEN-6'] });
    expect(report.revisions[0]?.requirements.find(({ id }) => id === 'TOKEN-6')?.verdict).toBe('pass');
  });

  test('the ids of two revisions are judged by both, in one report', async () => {
    const file = join(folder, 'both.json');
    const { code, out, err } = await command('--only', 'Q-CANCEL', '--only', 'DE-SCHED-3', '--report', file);
    expect(code).toBe(0);
    expect(err).toMatch(/^The embedded reference offers futures and delayed-events\.\n/);
    expect(out).toMatch(/^conformant: futures: 1 check passed, none failed; delayed-events: 1 check passed/m);
    const { conclusion, revisions } = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(conclusion).toBe('conformant');
    expect(revisions).toMatchObject(['futures', 'delayed-events'].map((name) => ({ name, totals: { fail: 0 } })));
    for (const { name, checks } of revisions) expect(checks.every(({ revision }) => revision === name)).toBe(true);
  });

  test(
    'no secret that ever came by is in the output, or in any file, of a run full of failures',
    { timeout: 240_000 },
    async () => {
      const secrets = new Set<string>();
      const homeserver = createHomeserver();
      const { url, close } = await homeserver.listen({ port: 0 });
      const file = join(folder, 'failures.json');
      const files = ['junit', 'markdown', 'html', 'badge'].map((name) => [
        `--${name}`,
        join(folder, `failures.${name}`),
      ]);
      const scripts = join(folder, 'scripts');
      const outputs = ['--report', file, ...files.flat(), '--scripts', scripts, '--max-wait', '5'];
      const broken = (body: string): string => {
        collectSecrets(body, secrets);
        // Without it every scheduling answer breaks RESP-2, and stands in the evidence with its other tokens.
        // Nor is a lookup one without it, in whose path a delay id stands.
        return body
          .replaceAll('"refresh_token"', '"refreshToken"')
          .replaceAll('"delayed_since_ts"', '"delayedSinceTs"');
      };
      const { code, out, err } = await serving(
        (request, response) => relay(url, request, response, broken, (body) => collectSecrets(body, secrets)),
        (proxy) =>
          command(
            '--target',
            proxy,
            '--only',
            'tokens',
            '--only',
            'actions',
            '--only',
            'lookup',
            '--verbose',
            ...outputs,
          ),
      );
      homeserver.close();
      await close();
      const report = readFileSync(file, 'utf8');
      expect(
        reportSchema
          .parse(JSON.parse(report))
          .revisions.flatMap(({ checks }) => checks)
          .some(({ evidence }) => evidence.length > 0),
      ).toBe(true);
      expect(report).toContain('$send1');
      expect(report).toContain('$delay1');
      expect(code).toBe(1);
      expect(secrets.size).toBeGreaterThan(10);
      const written = readdirSync(scripts).map((name) => join(scripts, name));
      expect(written.length).toBeGreaterThan(1);
      const others = [...files.map(([, name = '']) => name), ...written].map((name) => readFileSync(name, 'utf8'));
      const shown = [out, err, report, ...others].join('\n');
      const told = [...secrets].filter(
        (secret) => shown.includes(secret) || shown.includes(encodeURIComponent(secret)),
      );
      expect(told).toEqual([]);
    },
  );
});

/** Runs `serve` until it has been looked at. */
async function served<T>(args: readonly string[], look: (url: string) => Promise<T>): Promise<T> {
  const child = execFile(process.execPath, [COMMAND, 'serve', '--port', '0', ...args], { cwd: folder });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const line = await new Promise<string>((resolve) => child.stdout?.once('data', (data) => resolve(String(data))));
  try {
    return await look(/http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '');
  } finally {
    child.kill();
    await ended;
  }
}

async function post(url: string, path: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/_matrix/client/v3${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
}

describe('serve', () => {
  test('it knows the application services whose registrations it is given', async () => {
    const file = join(folder, 'bridge.yaml');
    writeFileSync(file, 'as_token: as-secret\nsender_localpart: bridge\n');
    await served(['--application-service-file', file], async (url) => {
      const headers = { authorization: 'Bearer as-secret' };
      const who = await fetch(`${url}/_matrix/client/v3/account/whoami`, { headers });
      expect(await who.json()).toMatchObject({ user_id: '@bridge:localhost' });
    });
    const twice = ['--application-service-file', file, '--application-service-file', file];
    const { code, err } = await command('serve', ...twice);
    expect(code).toBe(3);
    expect(err).toMatch(/^serve: every application service takes a token of its own\.$/m);
    expect(err).not.toContain('as-secret');
  });

  test('it is called and makes rooms as it is told', async () => {
    await served(['--server-name', 'hs.example:8448', '--room-version', '12'], async (url) => {
      const auth = { type: 'm.login.dummy' };
      const alice = await post(url, '/register', { username: 'alice', password: 'x', auth });
      expect(alice).toMatchObject({ user_id: '@alice:hs.example:8448' });
      const room = await post(url, '/createRoom', {}, alice['access_token'] as string);
      expect(room).toEqual({ room_id: expect.stringMatching(/^![\w-]{43}$/) as unknown });
    });
  });

  test('it speaks the revisions and wire forms that it is told', async () => {
    const args = [
      '--revision',
      'delayed-events',
      '--wire',
      'W4',
      '--max-delay',
      '5000',
      '--reading',
      'Q-KEEP=finished',
    ];
    await served(args, async (url) => {
      const versions = (await (await fetch(`${url}/_matrix/client/versions`)).json()) as Record<string, unknown>;
      expect(versions['unstable_features']).toMatchObject({ 'org.matrix.msc4140': true });
      expect(versions['unstable_features']).not.toHaveProperty(['io.element.futures']);
      expect(versions['unstable_features']).not.toHaveProperty(['org.matrix.msc4140.stable']);
    });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('it says where it listens, and ends in order on %s', async (signal) => {
    const child = execFile(process.execPath, [COMMAND, 'serve', '--port', '0'], { cwd: folder });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const line = await new Promise<string>((resolve) => child.stdout?.once('data', (data) => resolve(String(data))));
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    expect((await fetch(`${url}/_matrix/client/versions`)).status).toBe(200);
    child.kill(signal);
    expect(await ended).toBe(0);
  });
});

/** Hands a request on to a homeserver, and its answer back, perhaps changed. */
function relay(
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
  change: (body: string) => string,
  look: (body: string) => void = () => undefined,
): void {
  void (async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    look(body.toString('utf8'));
    const { authorization, 'content-type': type } = request.headers;
    const answer = await fetch(url + request.url, {
      method: request.method ?? 'GET',
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
      ...(body.length === 0 ? {} : { body }),
    });
    const text = change(await answer.text());
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  })().catch(() => response.destroy());
}

/** What nobody may see of a body that came or went. */
function collectSecrets(body: string, secrets: Set<string>): void {
  const pattern = /"(?:\w*token|password|session|delay_id)":"([^"]{6,})"/gi;
  for (const [, secret = ''] of body.matchAll(pattern)) secrets.add(secret);
}

describe.concurrent('wherever it is installed, and whoever reads what it prints', () => {
  test.each(['100%41', 'with space', 'c#', 'who?', 'Zürich 東京'])('in a folder called %s', async (name) => {
    const odd = join(ROOT, 'node_modules/.cache/futures-conformance-odd', name);
    cpSync(INSTALLED, odd, { recursive: true });
    try {
      const args = [join(odd, 'scripts/launch.mjs'), 'run', '--only', 'RESP-4'];
      const { stdout } = await run(process.execPath, args, { cwd: folder });
      expect(stdout).toMatch(/^conformant: /m);
    } finally {
      rmSync(odd, { recursive: true, force: true });
    }
  });

  test('a reader that goes away ends the printing, not the run', async () => {
    const report = join(folder, 'unread.json');
    const child = spawn(process.execPath, [COMMAND, 'run', '--only', 'RESP-4', '--report', report], { cwd: folder });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, trace: TRACE.test(err) }).toEqual({ code: 0, trace: false });
    expect(reportSchema.parse(JSON.parse(readFileSync(report, 'utf8'))).conclusion).toBe('conformant');
  });

  test('what has not been built says so', async () => {
    const unbuilt = join(folder, 'unbuilt');
    mkdirSync(join(unbuilt, 'scripts'), { recursive: true });
    copyFileSync(join(ROOT, 'scripts/launch.mjs'), join(unbuilt, 'scripts/launch.mjs'));
    const failed = await run(process.execPath, [join(unbuilt, 'scripts/launch.mjs')]).catch(
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('npm run build') as string });
  });
});
