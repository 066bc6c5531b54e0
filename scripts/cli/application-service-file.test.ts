import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { applicationServiceIn } from './application-service-file.js';

let folder: string;

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'application-service-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string): ReturnType<typeof applicationServiceIn> {
  const file = join(folder, 'registration.yaml');
  writeFileSync(file, text);
  return applicationServiceIn(file, '--application-service-file');
}

const REGISTRATION = `
id: bridge
url: http://localhost:9000
as_token: as-secret
hs_token: hs-secret
sender_localpart: bridge
rate_limited: false
namespaces:
  users:
    - exclusive: true
      regex: '@bridge_.*'
    - regex: '@other:localhost'
  aliases: []
  rooms: []
`;

test('reads what the homeserver heeds of a registration', () => {
  const { userNamespace, ...rest } = read(REGISTRATION);
  expect(rest).toEqual({ asToken: 'as-secret', senderLocalpart: 'bridge', isExclusive: true });
  const covered = ['@bridge_bob:localhost', '@other:localhost', '@alice:localhost', '@x@bridge_:localhost'];
  expect(covered.filter((userId) => userId.search(userNamespace ?? /$^/) === 0)).toEqual(covered.slice(0, 2));
});

test('reads JSON, and registrations without users', () => {
  expect(read('{"as_token": "a", "sender_localpart": "b"}')).toEqual({
    asToken: 'a',
    senderLocalpart: 'b',
    isExclusive: false,
  });
  expect(read('{"as_token": "a", "sender_localpart": "b", "namespaces": {"users": []}}')).not.toHaveProperty(
    'userNamespace',
  );
});

test.each([
  ['sender_localpart: b', /as_token is missing.*access token/s],
  ['as_token: a', /sender_localpart is missing/],
  ['as_token: 1\nsender_localpart: b', /as_token does not fit/],
  ['as_token: a\nsender_localpart: b\nnamespaces: {users: [{exclusive: true}]}', /regex is missing/],
  ["as_token: a\nsender_localpart: b\nnamespaces: {users: [{regex: '('}]}", /no regular expression/],
  ['- as_token', /wrong form/],
  ['as_token: [', /registration\.yaml/],
])('says what is wrong with another, and shows nothing of it: %j', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('says that a file is not there', () => {
  expect(() => applicationServiceIn(join(folder, 'none.yaml'), '--application-service-file')).toThrow(
    /--application-service-file: cannot read .*none\.yaml: there is no such file/,
  );
});
