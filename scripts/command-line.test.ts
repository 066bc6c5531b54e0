import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { faultCalled, faultsOf } from '../fixtures/faults/faults-of.js';
import { createHomeserver, type HomeserverOptions } from '../reference/homeserver.js';
import { InstalledCommand } from './installed-command.testkit.js';
import { reportSchema } from './report/document/report-schema.js';

const ROOT = join(import.meta.dirname, '..');

// Several processes at a time, each of which loads all there is: where others keep the cores busy that takes minutes.
const LIMIT_MS = 600_000;
vi.setConfig({ testTimeout: LIMIT_MS });

let command: InstalledCommand;

beforeAll(async () => {
  command = await InstalledCommand.install();
}, LIMIT_MS);

afterAll(async () => {
  // Nothing that it has been told keeps a process alive.
  const code = await command.ended();
  command.remove();
  expect(code).toBe(0);
}, LIMIT_MS);

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

describe('runs', () => {
  // The path has in it all that paths of modules and of threads could be spoilt by.
  test('the embedded homeserver is judged without a network, wherever the command is installed', async () => {
    const file = join(command.folder, 'embedded.json');
    const path = join('100%41', 'with space', 'c#', 'who?', 'Zürich 東京');
    const { code, out } = await command.callIn(path, '--only', 'TOKEN-6', '--report', file);
    expect(out).toMatch(/^conformant: /m);
    expect(code).toBe(0);
    const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(report).toMatchObject({ conclusion: 'conformant', target: { name: 'embedded' }, only: ['TOKEN-6'] });
    expect(report.revisions[0]?.requirements.find(({ id }) => id === 'TOKEN-6')?.verdict).toBe('pass');
  });

  test('the ids of two revisions are judged by both, in one report', async () => {
    const file = join(command.folder, 'both.json');
    const { code, out, err } = await command.tell('--only', 'Q-CANCEL', '--only', 'DE-SCHED-3', '--report', file);
    expect(code).toBe(0);
    expect(err).toMatch(/^The embedded reference offers futures and delayed-events\.\n/);
    expect(out).toMatch(/^conformant: futures: 1 check passed, none failed; delayed-events: 1 check passed/m);
    const { conclusion, revisions } = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(conclusion).toBe('conformant');
    expect(revisions).toMatchObject(['futures', 'delayed-events'].map((name) => ({ name, totals: { fail: 0 } })));
    for (const { name, checks } of revisions) expect(checks.every(({ revision }) => revision === name)).toBe(true);
  });

  test('no secret that ever came by is in the output, or in any file, of a run full of failures', async () => {
    const secrets = new Set<string>();
    const homeserver = createHomeserver();
    const { url, close } = await homeserver.listen({ port: 0 });
    const { folder } = command;
    const file = join(folder, 'failures.json');
    const files = ['junit', 'markdown', 'html', 'badge'].map((name) => [`--${name}`, join(folder, `failures.${name}`)]);
    const outputs = ['--report', file, ...files.flat(), '--max-wait', '5'];
    const only = ['tokens', 'actions', 'lookup'].flatMap((area) => ['--only', area]);
    const broken = (body: string): string => {
      collectSecrets(body, secrets);
      // Without it every scheduling answer breaks RESP-2, and stands in the evidence with its other tokens.
      // Nor is a lookup one without it, in whose path a delay id stands.
      return body.replaceAll('"refresh_token"', '"refreshToken"').replaceAll('"delayed_since_ts"', '"delayedSinceTs"');
    };
    const { code, out, err } = await serving(
      (request, response) => relay(url, request, response, broken, (body) => collectSecrets(body, secrets)),
      (proxy) => command.call('--target', proxy, ...only, '--verbose', ...outputs),
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
    const others = files.map(([, name = '']) => readFileSync(name, 'utf8'));
    expect(toldOf(secrets, [out, err, report, ...others])).toEqual([]);
  });

  test('no secret that ever came by is in a script', async () => {
    const secrets = new Set<string>();
    const homeserver = createHomeserver({
      futures: faulty('token-endpoint-needs-an-access-token').futures,
      delayedEvents: faulty('lookup-needs-no-access-token').delayedEvents,
    });
    const { url, close } = await homeserver.listen({ port: 0 });
    const scripts = join(command.folder, 'scripts');
    // Nothing in these has a deadline, so that they can tell on any machine.
    const only = ['tokens.no-authentication-needed', 'lookup.access-token-needed'].flatMap((check) => [
      '--only',
      check,
    ]);
    const { code, out, err } = await serving(
      (request, response) => {
        const asItIs = (body: string): string => {
          collectSecrets(body, secrets);
          return body;
        };
        return relay(url, request, response, asItIs, (body) => collectSecrets(body, secrets));
      },
      (proxy) => command.call('--target', proxy, ...only, '--scripts', scripts),
    );
    homeserver.close();
    await close();
    expect(code).toBe(1);
    expect(secrets.size).toBeGreaterThan(2);
    const written = readdirSync(scripts).map((name) => readFileSync(join(scripts, name), 'utf8'));
    expect(written).toHaveLength(2);
    expect(toldOf(secrets, [out, err, ...written])).toEqual([]);
  });
});

describe.concurrent('wrong use ends with 3, and a sentence that says what to do', () => {
  test.each([
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
    const { code, out, err } = await command.tell(...args);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(TRACE);
    expect({ code, out }).toEqual({ code: 3, out: '' });
  });

  test('no such flag, as a person calls it', async () => {
    const { code, out, err } = await command.call('run', '--no-such-flag');
    expect(err).toMatch(/unknown option '--no-such-flag'\n\(--help lists/);
    expect(err).not.toMatch(TRACE);
    expect({ code, out }).toEqual({ code: 3, out: '' });
  });

  test('a port that is taken', async () => {
    await serving(
      () => undefined,
      async (url) => {
        const { code, err } = await command.tell('serve', '--port', new URL(url).port);
        expect(err).toMatch(/Cannot listen on 127\.0\.0\.1:\d+/);
        expect(err).not.toMatch(TRACE);
        expect(code).toBe(3);
      },
    );
  });

  test('a report that cannot be written', async () => {
    const report = join(command.folder, 'nowhere', 'report.json');
    const { code, err } = await command.tell('--only', 'TOKEN-6', '--report', report);
    expect(err).toContain(report);
    expect(err).not.toMatch(TRACE);
    expect(code).toBe(3);
  });
});

describe.concurrent('what needs no server ends with 0', () => {
  test.each([
    [['--help'], /Exit codes: 0 conformant, 1 not conformant, 2 could not judge, 3 wrong use/],
    [['--list', '--only', 'TOKEN-6'], /^tokens\.\S+ +.*TOKEN-6/m],
    [['requirements'], /TOKEN-6.*DE-ACT-8/s],
    [['requirements', '--revision', 'delayed-events'], /^MSC4140: Cancellable delayed events.*DE-ACT-8/s],
    [['explain', 'token-6'], /TOKEN-6/],
    [['explain', 'Q-CANCEL'], /Q-CANCEL/],
    [['explain', 'Q-LOGOUT', '--revision', 'delayed-events'], /^Q-LOGOUT {2}open question of delayed-events/],
  ])('%j', async (args, words) => {
    const { code, out, err } = await command.tell(...args);
    expect(out).toMatch(words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('--version, as a person calls it', async () => {
    const version = expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown;
    expect(await command.call('--version')).toEqual({ code: 0, out: version, err: '' });
  });
});

describe.concurrent('where nothing can be judged the run ends with 2, and a sentence that says why', () => {
  async function judging(url: string): Promise<string> {
    const file = join(command.folder, `early-end-${new URL(url).port}.json`);
    const { code, out, err } = await command.tell('--target', url, '--only', 'TOKEN-6', '--report', file);
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

/** The options of a homeserver that breaks a rule, in the one revision that it is about. */
function faulty(id: string): HomeserverOptions {
  const { revision, fault } = faultCalled(id);
  return faultsOf(revision).options({ rules: fault.rules });
}

/** The secrets that stand in texts, as they are or as a part of a URL. */
function toldOf(secrets: ReadonlySet<string>, texts: readonly string[]): readonly string[] {
  const shown = texts.join('\n');
  return [...secrets].filter((secret) => shown.includes(secret) || shown.includes(encodeURIComponent(secret)));
}

/** Runs `serve` until it has been looked at, and ends it by a signal; answers with its exit code. */
async function served(
  args: readonly string[],
  look: (url: string) => Promise<void>,
  signal: 'SIGINT' | 'SIGTERM',
): Promise<number> {
  const child = command.start('serve', '--port', '0', ...args);
  const ended = once(child, 'exit') as Promise<[number]>;
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    await look(/http:\/\/127\.0\.0\.1:\d+/.exec(line.toString())?.[0] ?? '');
  } finally {
    child.kill(signal);
  }
  return (await ended)[0];
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

async function versionsOf(url: string): Promise<unknown> {
  return (await fetch(`${url}/_matrix/client/versions`)).json();
}

describe.concurrent('serve', () => {
  test('it is all that it is told to be, and ends in order on SIGINT', async () => {
    const file = join(command.folder, 'bridge.yaml');
    writeFileSync(file, 'as_token: as-secret\nsender_localpart: bridge\n');
    const called = ['--server-name', 'hs.example:8448', '--room-version', '12', '--application-service-file', file];
    const speaking = ['--revision', 'delayed-events', '--wire', 'W4', '--max-delay', '5000'];
    const args = [...called, ...speaking, '--reading', 'Q-KEEP=finished'];
    const look = async (url: string): Promise<void> => {
      const auth = { type: 'm.login.dummy' };
      const alice = await post(url, '/register', { username: 'alice', password: 'x', auth });
      expect(alice).toMatchObject({ user_id: '@alice:hs.example:8448' });
      const room = await post(url, '/createRoom', {}, alice['access_token'] as string);
      expect(room).toEqual({ room_id: expect.stringMatching(/^![\w-]{43}$/) as unknown });

      const headers = { authorization: 'Bearer as-secret' };
      const who = await fetch(`${url}/_matrix/client/v3/account/whoami`, { headers });
      expect(await who.json()).toMatchObject({ user_id: '@bridge:hs.example:8448' });

      const { unstable_features: features } = (await versionsOf(url)) as { unstable_features: Record<string, boolean> };
      expect(features).toMatchObject({ 'org.matrix.msc4140': true });
      expect(features).not.toHaveProperty(['io.element.futures']);
      expect(features).not.toHaveProperty(['org.matrix.msc4140.stable']);
    };
    expect(await served(args, look, 'SIGINT')).toBe(0);
  });

  test('it speaks everything unless it is told what, and ends in order on SIGTERM', async () => {
    const look = async (url: string): Promise<void> => {
      const features = { 'org.matrix.msc4140': true, 'io.element.futures': true };
      expect(await versionsOf(url)).toMatchObject({ unstable_features: features });
    };
    expect(await served([], look, 'SIGTERM')).toBe(0);
  });

  test('it knows no two application services with one token', async () => {
    const file = join(command.folder, 'twice.yaml');
    writeFileSync(file, 'as_token: as-secret\nsender_localpart: bridge\n');
    const twice = ['--application-service-file', file, '--application-service-file', file];
    const { code, err } = await command.tell('serve', ...twice);
    expect(code).toBe(3);
    expect(err).toMatch(/^serve: every application service takes a token of its own\.$/m);
    expect(err).not.toContain('as-secret');
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

describe.concurrent('whatever becomes of what it prints, and of what it is built into', () => {
  test('a reader that goes away ends the printing, not the run', async () => {
    const report = join(command.folder, 'unread.json');
    const child = command.start('run', '--only', 'RESP-4', '--report', report);
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, trace: TRACE.test(err) }).toEqual({ code: 0, trace: false });
    expect(reportSchema.parse(JSON.parse(readFileSync(report, 'utf8'))).conclusion).toBe('conformant');
  });

  test('what has not been built says so', async () => {
    const unbuilt = join(command.folder, 'unbuilt');
    mkdirSync(join(unbuilt, 'scripts'), { recursive: true });
    copyFileSync(join(ROOT, 'scripts/launch.mjs'), join(unbuilt, 'scripts/launch.mjs'));
    const failed = await promisify(execFile)(process.execPath, [join(unbuilt, 'scripts/launch.mjs')]).catch(
      (error: unknown) => error as { code: number; stderr: string },
    );
    expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('npm run build') as string });
  });
});
