// Copies what the compiler leaves behind into the build: the style and the script of the pages.
import { copyFileSync } from 'node:fs';

for (const name of ['page.css', 'page.js']) {
  const file = `scripts/report/render/html/${name}`;
  copyFileSync(new URL(`../${file}`, import.meta.url), new URL(`../dist/${file}`, import.meta.url));
}
