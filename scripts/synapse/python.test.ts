import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { findPython } from './python.js';

const folder = mkdtempSync(join(tmpdir(), 'pythons-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that answers as a Python does that is asked for its version. */
function answering(name: string, words: string, code = 0): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${words}"\nexit ${code}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('the first Python that is young enough and can make virtual environments is taken', async () => {
  const old = answering('old', '3 9');
  const bare = answering('bare', 'No module named ensurepip', 1);
  const fit = answering('fit', '3 12');
  await expect(findPython([join(folder, 'none'), old, bare, fit])).resolves.toBe(fit);
});

test('where there is none, a sentence says what is needed', async () => {
  await expect(findPython([join(folder, 'none'), answering('two', '2 7')])).rejects.toThrow(
    /needs Python 3\.10 or later with its venv module, and none was found/,
  );
});
