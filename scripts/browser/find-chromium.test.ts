import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { findChromium } from './find-chromium.testkit.js';

const folder = mkdtempSync(join(tmpdir(), 'fc-'));
const program = join(folder, 'google-chrome');
writeFileSync(program, '#!/bin/sh\n');
chmodSync(program, 0o755);

afterAll(() => rmSync(folder, { recursive: true }));

test('Chromium is found where it is named, or by a well-known name', () => {
  expect(findChromium({ CHROMIUM: process.execPath, PATH: folder })).toBe(process.execPath);
  expect(findChromium({ CHROMIUM: '', PATH: `/nowhere:${folder}` })).toBe(program);
});

test('where there is none a sentence says what to do', () => {
  expect(() => findChromium({ CHROMIUM: join(folder, 'none'), PATH: folder })).toThrow('CHROMIUM names');
  if (process.platform === 'linux')
    expect(() => findChromium({ PATH: '/nowhere' })).toThrow('apt-get install chromium');
});
