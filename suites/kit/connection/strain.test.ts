import { expect, test } from 'vitest';

import { Strain } from './strain.js';

function after(took: (index: number) => number, most = 16): number {
  const strain = new Strain(most);
  for (let index = 0; index < 300; index += 1) strain.answered('GET /x', took(index));
  return strain.bearable;
}

test('a server that answers as quickly as ever is asked for as much as is allowed, however far away it is', () => {
  expect(after(() => 180)).toBe(16);
  expect(after(() => 1)).toBe(16);
});

test('one that answers ever more slowly is asked for little at a time', () => {
  expect(after((index) => 20 + index * 5)).toBe(3);
});

test('a slow answer now and then does no harm', () => {
  expect(after((index) => (index % 10 === 0 ? 900 : 50))).toBeGreaterThan(10);
});

test('what takes longer by nature is compared with its like', () => {
  const strain = new Strain(16);
  for (let index = 0; index < 300; index += 1) {
    strain.answered('GET /x', 10);
    strain.answered('POST /y', 100);
  }
  expect(strain.bearable).toBe(16);
});

test('nobody is asked for more than is allowed', () => {
  expect(after(() => 10, 1)).toBe(1);
  expect(after((index) => 20 + index * 5, 1)).toBe(1);
});

test('what a busy machine of our own may take is no strain', () => {
  expect(after((index) => (index === 0 ? 1 : 25))).toBe(16);
  expect(after((index) => (index === 0 ? 1 : 60))).toBe(3);
});
