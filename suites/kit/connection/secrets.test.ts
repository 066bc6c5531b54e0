import { describe, expect, test } from 'vitest';

import { Secrets } from './secrets.js';

function knowing(...secrets: readonly string[]): Secrets {
  const known = new Secrets();
  for (const [index, secret] of secrets.entries()) known.learn(secret, `secret-${index + 1}`);
  return known;
}

describe('learning from bodies', () => {
  test('every field that holds a token is known by its name and number', () => {
    const secrets = new Secrets();
    const body = { send_token: 'sssssss', nested: [{ response: { cancel_token: 'ccccccc' } }], token: 'ttttttt' };
    secrets.learnFrom(JSON.stringify(body));
    secrets.learnFrom(JSON.stringify({ send_token: 'SSSSSSS' }));
    expect(secrets.mask('sssssss ccccccc ttttttt SSSSSSS')).toBe(
      '‹send_token-1› ‹cancel_token-1› ‹token-1› ‹send_token-2›',
    );
  });

  test('all that is in a field of tokens is one', () => {
    const secrets = new Secrets();
    secrets.learnFrom(JSON.stringify({ tokens: { send: 'ssssssss', more: ['mmmmmmmm', { deep: 'dddddddd' }] } }));
    expect(secrets.mask('ssssssss mmmmmmmm dddddddd')).toBe('‹tokens-1› ‹tokens-2› ‹tokens-3›');
  });

  test('the same secret keeps its first name', () => {
    const secrets = knowing('aaaaaaaa');
    secrets.learnFrom(JSON.stringify({ access_token: 'aaaaaaaa' }));
    expect(secrets.mask('aaaaaaaa')).toBe('‹secret-1›');
  });

  test.each([
    'password',
    'new_password',
    'sendToken',
    'RefreshToken',
    'token_to_send',
    'delay_id',
    'session',
    'registration_shared_secret',
    'mac',
    'nonce',
  ])('a field called %s holds a secret', (field) => {
    const secrets = new Secrets();
    secrets.learnFrom(JSON.stringify({ [field]: 'hush-hush' }));
    expect(secrets.mask('hush-hush')).not.toContain('hush-hush');
  });

  test.each(['body', 'room_id', 'event_id', 'future_group_id', 'next_batch', 'errcode'])(
    'a field called %s holds none',
    (field) => {
      const secrets = new Secrets();
      secrets.learnFrom(JSON.stringify({ [field]: 'plain-to-see' }));
      expect(secrets.mask('plain-to-see')).toBe('plain-to-see');
    },
  );

  test.each(['', 'no JSON', '{"send_token": ', '{"send_token": 7}', 'null', '[]'])('%j teaches nothing', (text) => {
    const secrets = new Secrets();
    secrets.learnFrom(text);
    secrets.learnFrom(undefined);
    expect(secrets.mask('7 null')).toBe('7 null');
  });
});

describe('masking', () => {
  test('a secret that begins with another one is replaced as a whole, whichever was learned first', () => {
    for (const order of [
      ['abcdefgh', 'abcdefghijkl'],
      ['abcdefghijkl', 'abcdefgh'],
    ]) {
      expect(knowing(...order).mask('abcdefghijkl abcdefgh')).not.toMatch(/[a-h]{6}|ijkl/);
    }
  });

  test.each([
    ['plain', 'a+b/c=d~e'],
    ['percent-encoded', encodeURIComponent('a+b/c=d~e')],
    ['percent-encoded in small letters', 'a%2bb%2fc%3dd~e'],
    ['percent-encoded by halves', 'a+b%2Fc=d~e'],
    ['percent-encoded more than need be', 'a%2Bb%2Fc%3Dd%7Ee'],
    ['escaped in JSON', String.raw`{"token":"a+b\/c=d~e"}`],
    ['escaped in JSON as code points', String.raw`{"error":"no token a\u002bb/c\u003dd~e here"}`],
  ])('a secret is found when it is %s', (_, text) => {
    const masked = knowing('a+b/c=d~e').mask(text);
    expect(masked).toContain('‹secret-1›');
    expect(masked).not.toMatch(/[bcd](?:=|%3d|\\)/i);
  });

  test('quotes and backslashes in a secret are found in JSON', () => {
    const secret = 'with"quote\\and€uro';
    expect(knowing(secret).mask(JSON.stringify({ error: `unknown: ${secret}` }))).toBe(
      '{"error":"unknown: ‹secret-1›"}',
    );
  });

  test('text around a secret stays as it is, escapes included', () => {
    const text = String.raw`{"body":"line\nbreak","path":"\/plain","n":1}`;
    expect(knowing('something-else').mask(text)).toBe(text);
  });

  test('the beginning of a secret before a cut is replaced too', () => {
    const secrets = knowing('abcdefghijklmnop');
    expect(secrets.mask('200 {"send_token":"abcdefghij…')).toBe('200 {"send_token":"‹secret-1›…');
    expect(secrets.mask('x…abcdefgh… and …')).toBe('x…‹secret-1›… and …');
    expect(secrets.mask('abcdefghij without a cut')).toBe('abcdefghij without a cut');
  });

  test('signs that mean something to a pattern mean nothing in a secret or a name', () => {
    const secrets = new Secrets();
    secrets.learn('a.b*c(d[e', '$& and $1');
    expect(secrets.mask('a.b*c(d[e aXb*c(d[e')).toBe('‹$& and $1› aXb*c(d[e');
  });

  test('what is too short to be a secret is left alone', () => {
    expect(knowing('abc').mask('abc abcdef')).toBe('abc abcdef');
  });
});
