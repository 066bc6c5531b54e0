import { type Command, InvalidArgumentError, Option } from 'commander';

import { type FaultOfRevision, faultsOf } from '../../fixtures/faults/faults-of.js';
import { type RevisionName, revisionNames } from '../../fixtures/requirements/catalogue.js';
import { type WireName, wireForms } from '../../reference/delayed-events/http/wire/wire-forms.js';
import {
  type ApplicationService,
  type Homeserver,
  type HomeserverOptions,
  createHomeserver,
} from '../../reference/homeserver.js';
import { listen } from '../../reference/http/listen.js';
import { DEFAULT_ROOM_VERSION, type RoomVersionName, ROOM_VERSIONS } from '../../reference/matrix/room-version.js';
import { isServerName } from '../../reference/matrix/server-name.js';
import { virtualClock } from '../../reference/time/virtual-clock.js';
import { listenerFor } from '../served-page/served-page.js';
import { ServedHomeserver, type ServedSettings } from '../served-page/served-homeserver.js';
import { faultCalled } from '../catalogue/fault-called.js';
import { type Limit, limit, limitOf } from './limit-flag.js';
import { applicationServiceIn } from './application-service-file.js';
import { servedReadings, type WantedReading, wantedReading } from './served-readings.js';
import { UsageError } from './usage-error.js';

interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly serverName: string;
  readonly roomVersion: RoomVersionName;
  readonly applicationServiceFile?: readonly ApplicationService[];
  readonly revision?: readonly RevisionName[];
  readonly reading?: readonly WantedReading[];
  readonly maxTimeout?: Limit;
  readonly clock: 'system' | 'virtual';
  readonly reuseSendEndpoints?: true;
  readonly batchSend?: true;
  readonly wire?: readonly WireName[];
  readonly maxDelay?: Limit;
  readonly maxScheduled?: Limit;
  readonly listDelayedEvents?: true;
  readonly fault?: FaultOfRevision;
  readonly page: boolean;
}

/** Defines `serve`, which runs the reference homeserver alone until it is told to stop. */
export function defineServe(command: Command): void {
  command
    .option('--port <number>', 'the port to listen on; 0 for a free one', portNumber, 8008)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--server-name <name>', 'the part of user ids after the colon', serverName, 'localhost')
    .addOption(
      new Option('--room-version <version>', 'the version of rooms whose maker names none')
        .choices(Object.keys(ROOM_VERSIONS))
        .default(DEFAULT_ROOM_VERSION),
    )
    .option(
      '--application-service-file <file>',
      'the registration of an application service, in YAML or JSON; may be given several times',
      applicationService,
    )
    .option('--revision <name>', 'a revision to speak, or several; all of them unless set', revision)
    .option('--reading <question=reading>', 'how to read an open question; may be given several times', reading)
    .addOption(new Option('--clock <kind>', 'whose time it lives in').choices(['system', 'virtual']).default('system'))
    .option('--max-timeout <ms>', 'the longest future_timeout that is accepted, in milliseconds, or `off`', maxTimeout)
    .option('--reuse-send-endpoints', 'offer the alternative of futures on the ordinary send and state endpoints')
    .option('--batch-send', 'offer the alternative of sending a whole group in one request')
    .option('--wire <name>', 'a wire form of delayed events to speak, such as w4, or several', wire)
    .option('--max-delay <ms>', 'the longest delay, in milliseconds; 0 switches delayed events off, or `off`', limit)
    .option('--max-scheduled <number>', 'how many delayed events a user may have waiting, or `off`', limit)
    .option('--list-delayed-events', 'offer the list of delayed events of MSC4486')
    .option('--fault <name>', 'break one rule: be the faulty homeserver of this name', faultCalled)
    .option('--no-page', 'have no page at / that shows what goes on; there is one on the loopback interface only')
    .addHelpText(
      'after',
      '\nWith --clock virtual, POST /_clock {"advance_to": ms} moves time and GET /_clock tells it.',
    )
    .action(serve);
}

async function serve(flags: ServeFlags): Promise<void> {
  const virtual = flags.clock === 'virtual';
  const faulty = flags.fault === undefined ? {} : optionsOf(flags.fault);
  const { revision: revisions = revisionNames } = flags;
  const readings = servedReadings(flags.reading ?? [], revisions);
  const start = ({ revisions, readings }: ServedSettings): Homeserver =>
    createHomeserver({
      ...faulty,
      serverName: flags.serverName,
      roomVersion: flags.roomVersion,
      applicationServices: flags.applicationServiceFile ?? [],
      ...(virtual ? { clock: virtualClock(), clockControl: true } : {}),
      revisions,
      futures: {
        ...faulty.futures,
        readings: readings.get('futures'),
        maxTimeout: limitOf(flags.maxTimeout),
        reuseSendEndpoints: flags.reuseSendEndpoints,
        batchSend: flags.batchSend,
      },
      delayedEvents: {
        ...faulty.delayedEvents,
        readings: readings.get('delayed-events'),
        wire: flags.wire,
        maxDelay: limitOf(flags.maxDelay),
        maxScheduled: limitOf(flags.maxScheduled),
        list: flags.listDelayedEvents,
      },
    });
  const served = servedWith(start, { revisions, readings, wire: flags.wire?.[0] });
  const hasPage = flags.page && isLoopback(flags.host);
  const listening = await listen(listenerFor(served, hasPage), { port: flags.port, host: flags.host }).catch(
    (error: unknown) => {
      served.current.close();
      throw new UsageError(
        `Cannot listen on ${flags.host}:${flags.port}: ${error instanceof Error ? error.message : String(error)}.`,
      );
    },
  );
  const breaking = flags.fault === undefined ? '' : `, which breaks ${flags.fault.fault.breaks.join(' and ')}`;
  process.stdout.write(`reference homeserver listening on ${listening.url}${breaking}\n`);
  if (hasPage) process.stdout.write(`look at it in a browser of this machine: ${listening.url}/\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  served.current.close();
  await listening.close();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function optionsOf({ revision, fault }: FaultOfRevision): HomeserverOptions {
  return faultsOf(revision).options({ rules: fault.rules });
}

function servedWith(start: (settings: ServedSettings) => Homeserver, settings: ServedSettings): ServedHomeserver {
  try {
    return new ServedHomeserver(start, settings);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`serve: ${error.message}.`) : error;
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return port;
}

function serverName(text: string): string {
  if (!isServerName(text)) throw new InvalidArgumentError('Give a host name, perhaps with a port, such as hs.example.');
  return text;
}

function applicationService(file: string, earlier: readonly ApplicationService[] = []): ApplicationService[] {
  return [...earlier, applicationServiceIn(file, '--application-service-file')];
}

function maxTimeout(text: string): Limit {
  if (text === 'off') return text;
  const ms = Number(text);
  if (!/^\d+$/.test(text) || ms === 0)
    throw new InvalidArgumentError('Give a number of milliseconds, such as 604800000, or `off`.');
  return ms;
}

function reading(text: string, earlier: readonly WantedReading[] = []): WantedReading[] {
  return [...earlier, wantedReading(text)];
}

function revision(text: string, earlier: readonly RevisionName[] = []): RevisionName[] {
  const name = revisionNames.find((known) => known === text);
  if (name === undefined) throw new InvalidArgumentError(`The revisions are ${revisionNames.join(', ')}.`);
  return [...earlier, name];
}

function wire(text: string, earlier: readonly WireName[] = []): WireName[] {
  const form = wireForms.find(({ name }) => name === text.toLowerCase());
  if (form !== undefined) return [...earlier, form.name];
  throw new InvalidArgumentError(`The wire forms are ${wireForms.map(({ name }) => name).join(', ')}.`);
}
