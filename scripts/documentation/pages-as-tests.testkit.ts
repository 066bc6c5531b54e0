import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { Plugin } from 'vitest/config';

import { codeBlocksOf } from './code-blocks.testkit.js';

/** Pages whose code is executed: what there is to know about the code in them is that it works as it stands there. */
export const PAGES = ['README.md', 'docs/client-mock.md', 'docs/cookbook.md'];

/**
 * Lets Vitest take a page for a file of tests. Each block is a module of the name in its first line, which the others can
 * import; those called `*.test.ts` are tests. Their lines keep their numbers, so that failures point into the page.
 */
export function pagesAsTests(): Plugin {
  return {
    name: 'pages-as-tests',
    enforce: 'pre',
    resolveId(source, importer) {
      if (isBlock(source)) return source;
      if (importer === undefined || !isBlock(importer) || !source.startsWith('./')) return undefined;
      return join(dirname(importer), source.replace(/\.js$/, '.ts'));
    },
    load(id) {
      if (PAGES.some((page) => id.endsWith(`/${page}`))) return pageAt(id);
      return isBlock(id) ? blockAt(id) : undefined;
    },
  };
}

/** Blocks are called as if their page were a folder. */
function isBlock(id: string): boolean {
  return id.includes('.md/') && id.endsWith('.ts');
}

function pageAt(path: string): string {
  const tests = codeBlocksOf(readFileSync(path, 'utf8'))
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.test.ts'));
  return [
    `import { describe } from 'vitest';`,
    ...tests.map((name) => {
      const block = JSON.stringify(`${path}/${name}`);
      return `describe(${JSON.stringify(name)}, async () => { await import(${block}); });`;
    }),
  ].join('\n');
}

function blockAt(id: string): string {
  const found = codeBlocksOf(readFileSync(dirname(id), 'utf8')).find(({ name }) => name === basename(id));
  if (found === undefined) throw new Error(`there is no code called ${basename(id)} in ${dirname(id)}`);
  return '\n'.repeat(found.line - 1) + found.code;
}
