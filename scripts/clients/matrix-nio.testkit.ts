// Shows the reference homeserver to matrix-nio: `tsx scripts/clients/matrix-nio.testkit.ts PYTHON`, with a Python that has it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { createHomeserver } from '../../reference/homeserver.js';

const [, , python = 'python3'] = process.argv;
const homeserver = createHomeserver();
const listening = await homeserver.listen();
const client = spawn(python, [join(import.meta.dirname, 'matrix_nio.py'), listening.url], { stdio: 'inherit' });
const [code] = (await once(client, 'exit')) as [number | null];
homeserver.close();
await listening.close();
process.exitCode = code ?? 1;
