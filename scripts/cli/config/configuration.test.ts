import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { UsageError } from '../usage-error.js';
import { type Configuration, type Places, configure } from './configuration.js';
import { CONFIG_FILE } from './config-file.js';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'futures-conformance-config-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Writes a file into a folder of its own, or into the given one; answers with that folder. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(directory, 'case-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function configured(places: Partial<Places> = {}): Configuration {
  return configure({ flags: {}, environment: {}, directory: folderWith({}), ...places });
}

function mistakeOf(places: Partial<Places>): string {
  try {
    configured(places);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'none';
}

describe('precedence', () => {
  test('where nothing is set, the defaults hold', () => {
    const { plan, maxInconclusive, settings } = configured();
    expect(plan).toMatchObject({
      target: 'embedded',
      only: [],
      maxWait: 30_000,
      concurrency: 16,
      keep: false,
      pins: {},
    });
    expect(maxInconclusive).toEqual({ percent: 5 });
    expect(settings.target).toEqual({ value: 'embedded', origin: 'default' });
  });

  test('the file goes before the defaults, the environment before the file, flags before all', () => {
    const folder = folderWith({ [CONFIG_FILE]: 'max-wait: 1\nsilence: 1\nconcurrency: 1\n' });
    const environment = { FUTURES_CONFORMANCE_SILENCE: '2', FUTURES_CONFORMANCE_CONCURRENCY: '2' };
    const { plan, settings } = configured({ directory: folder, environment, flags: { concurrency: 3 } });
    expect(plan).toMatchObject({ maxWait: 1_000, silence: 2_000, concurrency: 3 });
    expect([settings['max-wait'], settings.silence, settings.concurrency].map((setting) => setting?.origin)).toEqual([
      CONFIG_FILE,
      'FUTURES_CONFORMANCE_SILENCE',
      '--concurrency',
    ]);
  });

  test('headers and pins are laid over each other name by name', () => {
    const folder = folderWith({ [CONFIG_FILE]: 'pins: { Q-CANCEL: own, Q-GONE: 410 }\nheaders: { A: file, B: file }' });
    const { plan } = configured({
      directory: folder,
      environment: { FUTURES_CONFORMANCE_HEADERS: 'B: variable\nC: variable: with a colon' },
      flags: { pin: { 'Q-CANCEL': 'group' } },
    });
    expect(plan.pins).toEqual({ 'Q-CANCEL': 'group', 'Q-GONE': '410' });
    expect(plan.headers).toEqual({ A: 'file', B: 'variable', C: 'variable: with a colon' });
  });

  test('a file with a secret replaces a secret that was given further down, and the other way round', () => {
    const folder = folderWith({
      [CONFIG_FILE]: 'tokens-file: tokens.txt\nshared-secret: from-the-file',
      'tokens.txt': '# ours\nfirst\n\nsecond\n',
      'secret.txt': 'from-elsewhere\n',
    });
    const environment = { FUTURES_CONFORMANCE_SHARED_SECRET_FILE: join(folder, 'secret.txt') };
    expect(configured({ directory: folder, environment }).plan.accounts).toMatchObject({
      tokens: ['first', 'second'],
      sharedSecret: 'from-elsewhere',
    });
    const service = configured({ flags: { asTokenFile: join(folder, 'secret.txt') } });
    expect(service.plan.accounts.asToken).toBe('from-elsewhere');
    const direct = { FUTURES_CONFORMANCE_TOKENS: 'third, fourth' };
    expect(configured({ directory: folder, environment: direct }).plan.accounts.tokens).toEqual(['third', 'fourth']);
  });

  test('another file can be named, and the files that it names lie beside it', () => {
    const folder = folderWith({ 'other.yaml': 'report: report.json', [CONFIG_FILE]: 'concurrency: 1' });
    const named = configured({ flags: { config: join(folder, 'other.yaml') } });
    expect(named.outputs.report).toBe(join(folder, 'report.json'));
    expect(
      configured({ environment: { FUTURES_CONFORMANCE_CONFIG: join(folder, 'other.yaml') } }).plan.concurrency,
    ).toBe(16);
  });
});

describe('what a plan is made of', () => {
  test('what is known of a server need not be found out', () => {
    const flags = { prefix: '/_matrix/client/unstable', tokenMethod: 'PUT', unit: 's' };
    expect(configured({ flags }).plan.dialect).toEqual({
      futures: { prefix: '/_matrix/client/unstable', method: 'PUT', unit: 's' },
    });
  });

  test('a named set of pins is taken over, beside single ones', () => {
    const { plan } = configured({ flags: { pinSet: 'reference-defaults', pin: { 'Q-CANCEL': 'own' } } });
    expect(plan).toMatchObject({ pinSet: 'reference-defaults', pins: { 'Q-CANCEL': 'own' } });
  });

  test('which revisions to judge is left to the server unless they are named', () => {
    expect(configured().plan.revisions).toBeUndefined();
    expect(configured({ flags: { revision: 'auto' } }).plan.revisions).toBeUndefined();
    expect(configured({ flags: { revision: ['futures'] } }).plan.revisions).toEqual(['futures']);
    const folder = folderWith({ [CONFIG_FILE]: 'revision: [futures]' });
    expect(configured({ directory: folder }).plan.revisions).toEqual(['futures']);
  });

  test.each([
    ['http://127.0.0.1:8008/', 'http://127.0.0.1:8008'],
    ['https://hs.example/below/', 'https://hs.example/below'],
    ['https://hs.example/_matrix/client/versions', 'https://hs.example'],
  ])('the target %s', (target, meant) => {
    expect(configured({ flags: { target } }).plan.target).toBe(meant);
  });
});

describe('mistakes', () => {
  test.each<[string, Partial<Places>, string]>([
    ['a target that is no URL', { flags: { target: 'hs.example' } }, '--target: hs.example: give the homeserver'],
    ['a target of another kind', { flags: { target: 'ftp://hs.example' } }, '--target'],
    [
      'a variable that nobody knows',
      { environment: { FUTURES_CONFORMANCE_TOKEN: 'x' } },
      'did you mean FUTURES_CONFORMANCE_TOKENS?',
    ],
    [
      'a variable that does not fit',
      { environment: { FUTURES_CONFORMANCE_KEEP: 'perhaps' } },
      'FUTURES_CONFORMANCE_KEEP: expected true or false',
    ],
    ['a way to accounts without its material', { flags: { accounts: 'tokens' } }, 'set FUTURES_CONFORMANCE_TOKENS'],
    ['a file that is not there', { flags: { config: 'nowhere.yaml' } }, 'there is no such file'],
    [
      'a name that no check answers to',
      { environment: { FUTURES_CONFORMANCE_ONLY: 'TOKEN-99' } },
      'no such area, requirement or check',
    ],
    [
      'an id of another revision than the one named',
      { flags: { revision: ['futures'], only: ['DE-SCHED-1'] } },
      'no such area, requirement',
    ],
    [
      'ids of one revision and pins of another',
      { flags: { only: ['TOKEN-3'], pin: { 'Q-KEEP': 'scheduled' } } },
      '--pin Q-KEEP: futures has nothing of the kind.',
    ],
    [
      'ids of one revision and a dialect of another',
      { flags: { only: ['DE-SCHED-1'], unit: 's' } },
      '--unit: delayed-events has nothing of the kind.',
    ],
    [
      'two ways at once',
      { environment: { FUTURES_CONFORMANCE_TOKENS: 'x', FUTURES_CONFORMANCE_TOKENS_FILE: 'y' } },
      'FUTURES_CONFORMANCE_TOKENS and FUTURES_CONFORMANCE_TOKENS_FILE: give one',
    ],
  ])('%s', (_, places, message) => {
    expect(mistakeOf(places)).toContain(message);
  });

  test.each([
    ['pins:\n  Q-CANCLE: own', 'futures-conformance.config.yaml:2:3: there is no open question called "Q-CANCLE"'],
    ['pins:\n  Q-CANCEL: ouwn', 'Did you mean own?'],
    ['tokens: [a]\ntokens-file: b', 'futures-conformance.config.yaml:2:1: it stands beside tokens'],
    ['unit: minutes', 'Expected ms or s.'],
    ['max-inconclusive: 101%', 'futures-conformance.config.yaml:1:1: max-inconclusive does not fit'],
  ])('in a file: %j', (text, message) => {
    expect(mistakeOf({ directory: folderWith({ [CONFIG_FILE]: text }) })).toContain(message);
  });

  test('credentials in a URL are refused without being repeated', () => {
    const message = mistakeOf({ flags: { target: 'https://me:hunter2@hs.example' } });
    expect(message).toContain('there are credentials in this URL');
    expect(message).not.toContain('hunter2');
  });

  test('files with secrets are not read aloud', () => {
    const folder = folderWith({ 'users.yaml': '- alice: hunter2', 'tokens.txt': 'a token hunter2', 'empty.txt': '\n' });
    for (const [variable, file] of [
      ['CREDENTIALS_FILE', 'users.yaml'],
      ['TOKENS_FILE', 'tokens.txt'],
      ['REGISTRATION_TOKEN_FILE', 'empty.txt'],
    ]) {
      const message = mistakeOf({ environment: { [`FUTURES_CONFORMANCE_${variable}`]: join(folder, file ?? '') } });
      expect(message).toContain(file);
      expect(message).not.toContain('hunter2');
    }
  });
});
