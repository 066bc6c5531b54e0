// Bundles the mock with the whole reference for browsers: `futures-conformance/mock/browser`. msw stays the page's own.
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { nodeModulesPolyfillPlugin } from 'esbuild-plugins-node-modules-polyfill';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INSTEAD_OF_NODE = `${ROOT}reference/mock/browser/`;

/**
 * Modules of Node are replaced by our own, which know just what Express and the reference ask of them; what sends files stays away,
 * for there are none.
 */
const own = {
  name: 'own-modules',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(?:send|serve-static)$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
    onResolve({ filter: /^(?:node:)?(?:http|crypto|util)$/ }, ({ path, importer }) => {
      const file = `${INSTEAD_OF_NODE}${path.replace('node:', '')}.ts`;
      return importer === file ? undefined : { path: file };
    });
  },
};

const [outfile = `${ROOT}dist/reference/mock/browser.js`] = process.argv.slice(2);
await build({
  entryPoints: [`${ROOT}reference/mock/mock-homeserver.ts`],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  minify: true,
  keepNames: true,
  external: ['msw'],
  logLevel: 'warning',
  plugins: [
    own,
    nodeModulesPolyfillPlugin({
      globals: { Buffer: true, process: true },
      // Express asks for these when it is loaded; nothing of the reference uses them.
      modules: {
        fs: 'empty',
        zlib: 'empty',
        net: 'empty',
        async_hooks: 'empty',
        diagnostics_channel: 'empty',
        buffer: true,
        events: true,
        stream: true,
        path: true,
        url: true,
        querystring: true,
        string_decoder: true,
        util: true,
        tty: 'empty',
      },
      fallback: 'empty',
    }),
  ],
});
