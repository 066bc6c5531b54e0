import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** What a script has come to. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * A machine of a service that runs jobs, as far as a test needs one: a folder to work in, and scripts that run there. What
 * they start in the background lives until the machine is closed.
 */
export class JobMachine {
  /** Below `node_modules`, where the command finds what it needs. */
  readonly folder: string;
  /** The command as it is here, from its sources. */
  readonly command: string;
  readonly #started: ChildProcess[] = [];

  constructor() {
    const cache = join(ROOT, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    this.folder = mkdtempSync(join(cache, 'job-machine-'));
    this.command = this.#write('action/scripts/launch.mjs', FROM_SOURCES);
    this.#write('bin/npx', NPX, 0o755);
    mkdirSync(join(this.folder, 'action/dist'));
  }

  /** Where the action lies, as if it was built. */
  get action(): string {
    return join(this.folder, 'action');
  }

  /** Makes the action a checkout that nothing was built in yet, with these files, by their paths, beside the command. */
  checkout(files: Readonly<Record<string, string>>): void {
    rmSync(join(this.action, 'dist'), { recursive: true });
    for (const [path, text] of Object.entries(files)) this.#write(join('action', path), text, 0o755);
  }

  /** Puts a program where it is found before all others. */
  program(name: string, script: string): void {
    this.#write(`bin/${name}`, `#!/usr/bin/env bash\n${script}\n`, 0o755);
  }

  /** Runs a script as the services do: it ends with the first command that fails. */
  async run(script: string, environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const file = this.#write('script.sh', script);
    const { PATH = '', HOME = '' } = process.env;
    const base = { PATH: `${join(this.folder, 'bin')}:${PATH}`, HOME, LAUNCH: this.command, RUNNER_TEMP: this.folder };
    // What goes on in the background keeps its output open: files, unlike pipes, are complete when the script has ended.
    const turn = this.#started.length;
    const [out, err] = [join(this.folder, `stdout-${turn}`), join(this.folder, `stderr-${turn}`)] as const;
    const [outFile, errFile] = [openSync(out, 'w'), openSync(err, 'w')];
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
      cwd: this.folder,
      env: { ...base, ...environment },
      detached: true,
      stdio: ['ignore', outFile, errFile],
    });
    closeSync(outFile);
    closeSync(errFile);
    this.#started.push(child);
    const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
    return { code: code ?? -1, out: readFileSync(out, 'utf8'), err: readFileSync(err, 'utf8') };
  }

  /** Ends all that scripts have started, and takes the folder away. */
  close(): void {
    for (const { pid } of this.#started) {
      try {
        if (pid !== undefined) process.kill(-pid, 'SIGTERM');
      } catch {
        // Nothing of it is left.
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #write(name: string, text: string, mode = 0o644): string {
    const file = join(this.folder, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  }
}

const FROM_SOURCES = `import { register } from 'tsx/esm/api';
register();
await import(${JSON.stringify(join(ROOT, 'scripts/futures-conformance.ts'))});
`;

/** Has the package at hand, and asks no registry. */
const NPX = `#!/usr/bin/env bash
[ "$1 $2" = '--yes futures-conformance' ] || { echo "npx has no $*" >&2; exit 1; }
shift 2
exec node "$LAUNCH" "$@"
`;

/** A port of the loopback interface that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
