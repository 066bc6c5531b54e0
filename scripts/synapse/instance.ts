import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Setup } from './homeserver-configuration.js';

/** Where everything about Synapse is kept; not under version control. */
const HOME = '.synapse';

/** A Synapse that somebody has asked for: one version, set up in one way. */
export class Instance {
  readonly folder: string;
  readonly environment: string;

  constructor(
    readonly version: string,
    readonly setup: Setup,
    home = resolve(HOME),
  ) {
    this.environment = join(home, version, 'environment');
    this.folder = join(home, version, setup);
  }

  /** What it is called, for people. */
  get name(): string {
    const how = { tuned: '', 'default-limits': ' with its default limits', 'switched-off': ' without delayed events' };
    return `Synapse ${this.version}${how[this.setup]}`;
  }

  get configurationFile(): string {
    return join(this.folder, 'homeserver.yaml');
  }

  get logConfigurationFile(): string {
    return join(this.folder, 'log.yaml');
  }

  get entryPointFile(): string {
    return join(this.folder, 'start.py');
  }

  get logFile(): string {
    return join(this.folder, 'homeserver.log');
  }

  get signingKeyFile(): string {
    return join(this.folder, 'signing.key');
  }

  /** The process and the port of its last start. */
  get started(): { readonly pid: number; readonly port: number } | undefined {
    if (!existsSync(this.#startFile)) return undefined;
    const [pid, port] = readFileSync(this.#startFile, 'utf8').split(/\s+/).map(Number);
    return pid === undefined || port === undefined ? undefined : { pid, port };
  }

  /** Writes down that it was started. */
  noteStart(pid: number, port: number): void {
    writeFileSync(this.#startFile, `${pid} ${port}\n`);
  }

  /** Writes down that it has ended. */
  noteEnd(): void {
    rmSync(this.#startFile, { force: true });
  }

  /** Makes the folder; with `fresh`, without anything that earlier runs have left in it. */
  prepare(fresh: boolean): void {
    if (fresh) rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }

  get #startFile(): string {
    return join(this.folder, 'started.txt');
  }
}
