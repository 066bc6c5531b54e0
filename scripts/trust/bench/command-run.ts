import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What a run of the command has taken, all of its threads together. */
export interface RunFigures {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The most memory that it had, in MB. */
  readonly memoryMb: number;
}

const COMMAND = fileURLToPath(new URL('../../../../scripts/launch.mjs', import.meta.url));
const NOTE_USAGE = new URL('./note-usage.js', import.meta.url).href;

/**
 * Runs the command in a process of its own, and tells what that has taken.
 *
 * @param args - what to run
 * @throws Error when it could not judge: the time of such a run says nothing
 */
export async function commandRun(args: readonly string[]): Promise<RunFigures> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', NOTE_USAGE, COMMAND, 'run', ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { ...process.env, NOTE_USAGE: '1' },
  });
  let written = '';
  // The streams of a child are typed for the usual three.
  (child.stdio[3] as Readable).on('data', (chunk: Buffer) => (written += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0 && code !== 1) throw new Error(`the run ended with ${code}: ${args.join(' ')}`);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(written) as NodeJS.ResourceUsage;
  return {
    wallMs: performance.now() - startedAt,
    cpuMs: (userCPUTime + systemCPUTime) / 1_000,
    memoryMb: maxRSS / 1_024,
  };
}

/** Runs something against a homeserver that the command serves in a process of its own. */
export async function whileServed<T>(args: readonly string[], use: (url: string) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    return await use(await urlSaidBy(child.stdout));
  } finally {
    child.kill();
  }
}

async function urlSaidBy(output: Readable): Promise<string> {
  let said = '';
  for await (const chunk of output) {
    said += String(chunk);
    const url = /http:\/\/\S+?:\d+/.exec(said)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`the homeserver did not start: ${said}`);
}
