import { expect, test } from 'vitest';

import { pathSpelled, SPELLINGS, spelled } from './spellings.js';

test.each(Object.keys(SPELLINGS))('a name that is written %s means what it meant', (spelling) => {
  for (const name of ['plain', 'a b', '@a:b', 'é/%41', '\u{1f642}']) {
    expect(decodeURIComponent(spelled(name, spelling))).toBe(name);
  }
});

test('only the names that are meant are spelled otherwise, and only where they are whole parts', () => {
  const path = '/rooms/!a%3Ab/send/type/type2';
  expect(pathSpelled(path, ['!a:b', 'type'], 'in nothing but escapes')).toBe(
    '/rooms/%21%61%3A%62/send/%74%79%70%65/type2',
  );
});
