import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { countsUpOrDown, varyingBits } from '../../chance/predictability.js';
import { areRelated, tellingFeature } from './token-patterns.js';

const SIZE = 16;

function sample(make: (index: number) => string, size = SIZE): string[] {
  return Array.from({ length: size }, (_, index) => make(index));
}

/** Time first and randomness after it, like version-7 UUIDs. */
const sorted = (index: number): string =>
  `0190${(0x1000_0000 + index).toString(16)}-7${randomBytes(9).toString('hex').slice(0, 18)}`;

const GOOD = {
  base64url: () => randomBytes(18).toString('base64url'),
  base64: () => randomBytes(18).toString('base64'),
  hex: () => randomBytes(16).toString('hex'),
  uuid: () => randomUUID(),
  prefixed: () => `futures_v1_${randomBytes(16).toString('base64url')}`,
  sorted,
  hashed: (index: number) => createHash('sha256').update(`secret ${index}`).digest('hex'),
  long: () => randomBytes(150).toString('base64url'),
};

describe.each(Object.entries(GOOD))('%s tokens', (_, make) => {
  it('are not told apart by kind', () => {
    for (let round = 0; round < 10; round += 1) expect(tellingFeature(sample(make), sample(make))).toBeUndefined();
  });

  it('are no counter, though they may be sorted', () => {
    expect(countsUpOrDown(sample(make))).toBe(false);
  });

  it('vary enough', () => {
    expect(varyingBits(sample(make, 4 * SIZE))).toBeGreaterThan(70);
  });

  it('are not related', () => {
    expect(
      areRelated(
        sample(make),
        sample((index) => make(index + SIZE)),
      ),
    ).toBe(false);
  });
});

describe('areRelated', () => {
  it('does not mind a time that tokens of one answer share', () => {
    const times = sample((index) => `0190${(0x1000_0000 + 0x1_2345 * index).toString(16)}-7`);
    const kind = (): string[] => times.map((time) => time + randomBytes(9).toString('hex'));
    expect(areRelated(kind(), kind())).toBe(false);
  });
});

describe('tellingFeature', () => {
  const plain = sample(GOOD.hex);

  it.each([
    ['a prefix', sample((index) => `send_${GOOD.hex()}${index}`)],
    ['the length', sample(() => `${GOOD.hex()}00`)],
    ['the last character', sample(() => `${GOOD.hex().slice(1)}s`)],
    [
      'some last characters',
      sample((index) => `${GOOD.base64url().slice(1)}${'sS5'[index % 3]}`),
      sample((index) => `${GOOD.base64url().slice(1)}${'rR7'[index % 3]}`),
    ],
    ['the case', sample(() => GOOD.hex().toUpperCase())],
  ])('finds %s', (_, tokens, others = plain) => {
    expect(tellingFeature(tokens, others)).toBeDefined();
    expect(tellingFeature(others, tokens)).toBeDefined();
  });
});

describe('countsUpOrDown', () => {
  it.each([
    ['small numbers', sample((index) => String(index + 5))],
    ['a hidden counter', sample((index) => `f3a9c0${(0xabc0 + 3 * index).toString(16)}`)],
    ['microseconds', sample((index) => String(1_700_000_000_000_000 + 1_234 * index + (index % 3)))],
    ['a countdown', sample((index) => String(900 - index))],
  ])('finds %s', (_, tokens) => {
    expect(countsUpOrDown(tokens)).toBe(true);
  });
});

describe('areRelated', () => {
  it.each([
    ['backwards', (token: string) => [...token].toReversed().join('')],
    ['in another case', (token: string) => token.toUpperCase()],
    ['with a letter more', (token: string) => `${token}r`],
  ])('finds tokens that are each other %s', (_, change) => {
    const tokens = sample(GOOD.hex);
    expect(areRelated(tokens, tokens.map(change))).toBe(true);
  });
});
