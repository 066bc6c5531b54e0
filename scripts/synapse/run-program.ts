import { spawn } from 'node:child_process';

/** What came of a program that was run to its end. */
export interface Ended {
  /** Its exit code; `undefined` where there is no such program, or it was killed. */
  readonly code: number | undefined;
  /** All that it has said, on either stream. */
  readonly output: string;
}

/** Runs a program to its end. That there is none of that name is an outcome, too. */
export function runProgram(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const listen = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', (error) => resolve({ code: undefined, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? undefined, output }));
  });
}
