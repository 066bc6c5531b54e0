import { type ChildProcess, type ChildProcessWithoutNullStreams, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache');
const execute = promisify(execFile);

/** What a command line has come to. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * The command as it is installed: built, in a package below `node_modules`. It has a build of its own, so that neither an old
 * one is taken for current nor a current one is taken away from somebody who uses it.
 */
export class InstalledCommand {
  /** An empty folder to call it in, so that no configuration lies around. */
  readonly folder = mkdtempSync(join(tmpdir(), 'futures-conformance-'));
  readonly #package: string;
  /** One process that is told one command line after the other. */
  readonly #process: ChildProcess;
  /** The last outcome in it. */
  #last: Promise<unknown>;
  /** Rejects when that process ends. */
  readonly #gone: Promise<never>;

  private constructor(installed: string) {
    this.#package = installed;
    const program = join(installed, 'dist/scripts/cli/program.js');
    const { folder: cwd } = this;
    this.#process = fork(join(ROOT, 'scripts/told-process.testkit.mjs'), [program], { cwd, env: plainEnvironment() });
    this.#gone = once(this.#process, 'exit').then(() => Promise.reject(new Error('the told process has ended')));
    this.#gone.catch(() => undefined);
    this.#last = Promise.race([once(this.#process, 'message'), this.#gone]);
    this.#last.catch(() => undefined);
  }

  /** Builds and installs it. */
  static async install(): Promise<InstalledCommand> {
    mkdirSync(CACHE, { recursive: true });
    const installed = mkdtempSync(join(CACHE, 'futures-conformance-'));
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const build = ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(installed, 'dist')];
    // Whether the types are right is another command's question.
    await execute(process.execPath, [compiler, ...build, '--noCheck'], { cwd: ROOT });
    await execute(process.execPath, [join(ROOT, 'scripts/copy-assets.mjs'), join(installed, 'dist')]);
    mkdirSync(join(installed, 'scripts'));
    for (const file of ['package.json', 'scripts/launch.mjs']) copyFileSync(join(ROOT, file), join(installed, file));
    return new InstalledCommand(installed);
  }

  /** Calls it as a person does, in a process of its own. */
  async call(...args: readonly string[]): Promise<Outcome> {
    return this.#callFrom(this.#package, args);
  }

  /** As {@link call}, installed in a folder below `node_modules` that has this path there. */
  async callIn(path: string, ...args: readonly string[]): Promise<Outcome> {
    const there = mkdtempSync(join(CACHE, 'futures-conformance-in-'));
    try {
      cpSync(this.#package, join(there, path), { recursive: true });
      return await this.#callFrom(join(there, path), args);
    } finally {
      rmSync(there, { recursive: true, force: true });
    }
  }

  /**
   * Does what a command line asks for in the one process that is there for many of them: to start a process for each takes far
   * longer than most of what is asked for.
   */
  tell(...args: readonly string[]): Promise<Outcome> {
    const outcome = this.#last.then(async () => {
      this.#process.send(args);
      const [message] = (await Promise.race([once(this.#process, 'message'), this.#gone])) as [Outcome];
      return message;
    });
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  /** Starts it, with its output to be read, and lets it run. */
  start(...args: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [launcherIn(this.#package), ...args], { cwd: this.folder, env: plainEnvironment() });
  }

  /**
   * Waits for the process that was told command lines to end by itself.
   *
   * @returns its exit code
   */
  async ended(): Promise<number> {
    await this.#last;
    const ended = once(this.#process, 'exit') as Promise<[number]>;
    this.#process.disconnect();
    return (await ended)[0];
  }

  /** Removes it, and whatever it has written into its folder. */
  remove(): void {
    this.#process.kill();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.#package, { recursive: true, force: true });
  }

  async #callFrom(installed: string, args: readonly string[]): Promise<Outcome> {
    const options = { cwd: this.folder, env: plainEnvironment(), maxBuffer: 2 ** 26 };
    try {
      const { stdout, stderr } = await execute(process.execPath, [launcherIn(installed), ...args], options);
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  }
}

function launcherIn(installed: string): string {
  return join(installed, 'scripts/launch.mjs');
}

/** An environment with nothing in it that would be meant for Vitest or for the command. */
function plainEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
