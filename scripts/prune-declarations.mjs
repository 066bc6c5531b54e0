// Removes the declarations from the build that nobody can import: all but those which the package exports, and what they
// lead to. That is half of the package's files.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const kept = new Set();
const keep = (file) => {
  if (kept.has(file)) return;
  kept.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from |import |import\()['"](\.[^'"]+)\.js['"]/g)) {
    keep(join(dirname(file), `${specifier}.d.ts`));
  }
};
for (const { types } of Object.values(exports)) if (types !== undefined) keep(join(root, types));

for (const name of readdirSync(dist, { recursive: true })) {
  const file = join(dist, name);
  if (file.endsWith('.d.ts') && !kept.has(file)) rmSync(file);
}
