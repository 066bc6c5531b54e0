import { spawn } from 'node:child_process';

/** Where and how a command is called, and what is expected of it. */
export interface Call {
  readonly cwd: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** The exit code; 0 unless given. */
  readonly code?: number;
  /** What it has to say among other things. */
  readonly says?: RegExp;
}

/**
 * Calls a command, and prints whether it did what was expected, and how long it took; where it did not, all that it said.
 *
 * @returns whether it did
 */
export async function shown(what: string, command: readonly [string, ...string[]], call: Call): Promise<boolean> {
  const { cwd, environment = process.env, code: expected = 0, says = /(?:)/ } = call;
  const began = performance.now();
  const [file, ...args] = command;
  const child = spawn(file, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const isFine = code === expected && says.test(said);
  console.log(`${isFine ? '✓' : '✗'} ${what}: ${seconds} s`);
  if (!isFine) console.log(`${command.join(' ')} ended with ${code} instead of ${expected}:\n${said}`);
  return isFine;
}
