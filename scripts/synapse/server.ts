import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

import { ENTRY_POINT } from './entry-point.js';
import { homeserverConfiguration, logConfiguration } from './homeserver-configuration.js';
import type { Instance } from './instance.js';
import { endProcess, isOwn } from './own-process.js';
import { runProgram } from './run-program.js';
import { SynapseTrouble } from './trouble.js';
import { virtualEnvironment } from './virtual-environment.js';

/** How long it may take until it serves, and how often it is asked, in milliseconds. */
const START_LIMIT_MS = 90_000;
const ASK_EVERY_MS = 100;

/** How much of its log a person is shown when it does not start. */
const LINES_SHOWN = 8;

/** What a start can be told. */
export interface StartOptions {
  /** Where to listen; unset, where it listened last, or any free port. */
  readonly port?: number | undefined;
  /** Forgets what earlier runs have left. */
  readonly fresh?: boolean | undefined;
}

/** Where an instance serves; `undefined` where it does not run. */
export async function runningUrl(instance: Instance): Promise<string | undefined> {
  const { started } = instance;
  if (started === undefined || !(await isOwn(started.pid, instance.configurationFile))) return undefined;
  return urlOf(started.port);
}

/**
 * Sets an instance up and starts it; what is there already is left as it is.
 *
 * @returns its URL, when it serves
 * @throws SynapseTrouble where it cannot be set up or does not start
 */
export async function start(
  instance: Instance,
  { port: wanted, fresh = false }: StartOptions,
  say: (sentence: string) => void,
): Promise<string> {
  const running = await runningUrl(instance);
  if (running !== undefined && !fresh && (wanted === undefined || running === urlOf(wanted))) return running;
  const lastPort = instance.started?.port;
  if (running !== undefined) await stop(instance);
  const python = await virtualEnvironment(instance.environment, instance.version, say);
  const port = wanted ?? (await freePort(lastPort));
  instance.prepare(fresh);
  writeFileSync(instance.configurationFile, homeserverConfiguration(instance.folder, port, instance.setup));
  writeFileSync(instance.logConfigurationFile, logConfiguration());
  writeFileSync(instance.entryPointFile, ENTRY_POINT);
  const command = [instance.entryPointFile, '-c', instance.configurationFile];
  if (!existsSync(instance.signingKeyFile)) {
    const { code, output } = await runProgram(python, [...command, '--generate-keys']);
    if (code !== 0) throw new SynapseTrouble(`${instance.name} made no keys: ${lastLines(output)}`);
  }
  const log = openSync(instance.logFile, 'w');
  const child = spawn(python, command, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () =>
      reject(
        new SynapseTrouble(`${instance.name} ended as soon as it was started: ${lastLines(read(instance.logFile))}`),
      ),
    );
  });
  ended.catch(() => undefined);
  if (child.pid === undefined) throw new SynapseTrouble(`${instance.name} could not be started with ${python}.`);
  instance.noteStart(child.pid, port);
  const url = urlOf(port);
  await Promise.race([untilServing(url, instance), ended]);
  child.removeAllListeners('exit');
  child.unref();
  return url;
}

/** Stops an instance by its own process; whether there was one. */
export async function stop(instance: Instance): Promise<boolean> {
  const { started } = instance;
  const isRunning = started !== undefined && (await isOwn(started.pid, instance.configurationFile));
  if (isRunning) await endProcess(started.pid);
  instance.noteEnd();
  return isRunning;
}

async function untilServing(url: string, instance: Instance): Promise<void> {
  for (let waited = 0; waited < START_LIMIT_MS; waited += ASK_EVERY_MS) {
    const answer = await fetch(`${url}/_matrix/client/versions`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((later) => setTimeout(later, ASK_EVERY_MS));
  }
  throw new SynapseTrouble(
    `${instance.name} did not serve within ${START_LIMIT_MS / 1_000} s; see ${instance.logFile}.`,
  );
}

/** A port that nobody listens on, the wanted one where that is so. */
function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort())));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : wanted));
    });
  });
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-LINES_SHOWN).join('\n');
}
