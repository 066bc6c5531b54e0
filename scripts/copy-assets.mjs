// Copies what the compiler leaves behind into the build: the styles, the scripts and the frames of the pages.
import { copyFileSync } from 'node:fs';

const ASSETS = [
  'scripts/report/render/html/page.css',
  'scripts/report/render/html/page.js',
  'scripts/served-page/page.css',
  'scripts/served-page/page.html',
  'scripts/served-page/page.js',
];

for (const file of ASSETS)
  copyFileSync(new URL(`../${file}`, import.meta.url), new URL(`../dist/${file}`, import.meta.url));
