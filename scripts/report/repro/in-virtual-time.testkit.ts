import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { createHomeserver, type HomeserverOptions } from '../../../reference/homeserver.js';
import { virtualClock } from '../../../reference/time/virtual-clock.js';

/** The path below which tools of the same name stand for those that tell time or let it pass. */
const TOOLS = {
  // Lets the homeserver's time pass, in seconds.
  sleep: [
    '#!/bin/sh',
    'now=$(curl -sS "$CLOCK/_clock" | jq .now)',
    'to=$(jq -n "$now + $1 * 1000 | round")',
    'curl -sS -H "Content-Type: application/json" -d "{\\"advance_to\\":$to}" "$CLOCK/_clock" >/dev/null',
  ],
  // Tells the homeserver's time where a script asks for the time.
  jq: [
    '#!/bin/sh',
    'case "$*" in',
    '  "-n now * 1000 | floor") curl -sS "$CLOCK/_clock" | "$JQ" ".now | floor" ;;',
    '  *) exec "$JQ" "$@" ;;',
    'esac',
  ],
};

/** How a script ended, and what it said. */
export interface ScriptRun {
  readonly code: number;
  readonly output: string;
}

/**
 * Runs a script against a homeserver on a port whose time passes only when the script lets it: what comes of it hangs on no
 * machine's speed.
 *
 * @param file - the script
 * @param folder - where the tools are put that it gets
 * @param options - how to set the homeserver up, for example with a broken rule
 */
export async function runInVirtualTime(
  file: string,
  folder: string,
  options: HomeserverOptions = {},
): Promise<ScriptRun> {
  const tools = join(folder, 'tools');
  await mkdir(tools, { recursive: true });
  for (const [name, lines] of Object.entries(TOOLS)) {
    await writeFile(join(tools, name), `${lines.join('\n')}\n`);
    await chmod(join(tools, name), 0o755);
  }
  const server = createHomeserver({ ...options, clock: virtualClock(), clockControl: true });
  const listening = await server.listen();
  const { PATH = '' } = process.env;
  const env = { ...process.env, PATH: [tools, PATH].join(delimiter), CLOCK: listening.url, JQ: await pathOf('jq') };
  try {
    return await new Promise((resolve) => {
      execFile('sh', [file, listening.url], { env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}`.trim() });
      });
    });
  } finally {
    server.close();
    await listening.close();
  }
}

function pathOf(tool: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', `command -v ${tool}`], (error, stdout) =>
      error === null ? resolve(stdout.trim()) : reject(new Error(`there is no ${tool}`)),
    );
  });
}

/** As {@link runInVirtualTime}; answers with the exit code of a script and what it said last: whether the fault shows. */
export async function saidLast(
  file: string,
  folder: string,
  options: HomeserverOptions,
): Promise<readonly [code: number, last: string]> {
  const { code, output } = await runInVirtualTime(file, folder, options);
  return [code, output.split('\n').at(-1) ?? ''];
}
