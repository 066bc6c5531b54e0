#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Lets the heap grow by a third of what lives at a time. Unless told so, V8 lets it grow to a multiple of that where a machine has
// much memory.
setFlagsFromString('--heap-growing-percent=33');

// Starts the command. What the compiler writes has no run bit; this file has one, and so runs however the rest was built.
const built = new URL('../dist/scripts/futures-conformance.js', import.meta.url);

try {
  await import(built);
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('futures-conformance.js')) throw error;
  process.stderr.write('The command has not been built yet: run `npm run build` first.\n');
  process.exitCode = 3;
}
