// Copies what the compiler leaves behind into the build, or into another one that is named: the styles, the scripts and the
// frames of the pages.
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const ASSETS = [
  'scripts/report/render/html/page.css',
  'scripts/report/render/html/page.js',
  'scripts/served-page/page.css',
  'scripts/served-page/page.html',
  'scripts/served-page/page.js',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = process.argv[2] ?? join(root, 'dist');

for (const file of ASSETS) copyFileSync(join(root, file), join(dist, file));
