import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { MalformedFile } from './malformed-file.js';
import { readYaml } from './read-yaml.js';

const schema = z.strictObject({
  colour: z.enum(['red', 'green']).optional(),
  tokens: z.array(z.string()).optional(),
  'tokens-file': z.string().optional(),
  people: z.array(z.strictObject({ name: z.string(), password: z.string() })).optional(),
});

function read(text: string): unknown {
  return readYaml('a.yaml', text, schema.optional(), (path) => (path[0] === 'colour' ? 'red or green' : undefined))
    .value;
}

function mistakeIn(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof MalformedFile) return error.message;
    throw error;
  }
  return 'none';
}

describe('readYaml', () => {
  test('gives what is well formed', () => {
    expect(read('colour: red')).toEqual({ colour: 'red' });
    expect(read('# nothing yet\n')).toBeUndefined();
  });

  test('names the place of a mistake, quotes the line, and suggests the mend', () => {
    expect(mistakeIn('tokens-file: t\ncolur: red\n')).toBe(
      ['a.yaml:2:1: unknown key: "colur".', '  2 | colur: red', '    | ^', 'Did you mean colour?'].join('\n'),
    );
    expect(mistakeIn('colour: blue')).toBe(
      ['a.yaml:1:1: colour does not fit.', '  1 | colour: blue', '    | ^', 'Expected red or green.'].join('\n'),
    );
  });

  test('finds a mistake deep inside, and a thing that is missing', () => {
    expect(mistakeIn('people:\n  - name: anna')).toContain('a.yaml:2:5: password is missing');
  });

  test('takes a misspelt key for the reason why another one is missing', () => {
    const message = mistakeIn('people:\n  - nam: anna\n    password: x');
    expect(message).toContain('a.yaml:2:5: unknown key: "nam"');
    expect(message).toContain('Did you mean name?');
  });

  test.each([
    ['a tab', 'colour:\n\tred', 'a.yaml:2:1'],
    ['two of a kind', 'colour: red\ncolour: green', 'a.yaml:2:1: Map keys must be unique'],
    ['no map at all', '- red', 'a.yaml:1:1: the file has the wrong form'],
    ['an alias', 'colour: *red', 'a.yaml:1:9: aliases are not understood here'],
    ['a tag', 'colour: !red x', 'a.yaml:1:9'],
  ])('is loud about %s', (_, text, message) => {
    expect(mistakeIn(text)).toContain(message);
  });

  test.each([
    ['as a value of the wrong kind', 'tokens: SECRET'],
    ['below a key', 'tokens:\n  SECRET: x'],
    ['on a line of its own', 'tokens:\nSECRET'],
    ['behind a misspelt key', 'token: SECRET'],
    ['behind a key without a colon', 'tokens SECRET\ncolour: red'],
    ['inside braces', '{ tokens: SECRET }'],
    ['like an alias', 'tokens: [*SECRET]'],
    ['like a tag', 'tokens: !SECRET'],
    ['in a quote that does not end', 'tokens: ["SECRET]'],
    ['in the place of a key', 'people:\n  - { name: anna, password: x, SECRET: 3 }'],
    ['beside a mistake', 'people:\n  - { name: anna, password: SECRET, age: 3 }'],
  ])('shows no secret that stands %s', (_, text) => {
    const message = mistakeIn(text);
    expect(message).toMatch(/^a\.yaml:\d/);
    expect(message).not.toContain('SECRET');
  });
});
