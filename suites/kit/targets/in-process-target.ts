import { randomBytes } from 'node:crypto';

import type { Account } from '../accounts/account.js';
import { Answer } from '../connection/answer.js';
import type { Needs } from '../checks/needs.js';
import { ServerClock } from '../time/server-clock.js';
import { Lateness } from '../time/lateness.js';
import { registerByStages } from '../accounts/register.js';
import { newRunName } from './run-name.js';
import { RunRemarks } from './run-remarks.js';
import { VIRTUAL_TIME_SETTINGS } from './settings.js';
import type { Stage, Target } from './stage.js';
import { SyncLoop } from '../rooms/sync-loop.js';
import type { HttpAnswer, HttpRequest, Transport } from '../connection/transport.js';
import { type MovableClock, virtualTime } from '../time/virtual-time.js';

/** A homeserver of its own for one run of one check, in virtual time. */
export interface PrivateServer {
  readonly clock: MovableClock;
  readonly transport: Transport;
  /** The access token of an application service that it knows. */
  readonly asToken?: string | undefined;
  close(): void;
}

/** The clock of a server in this process, as virtual time wants it. */
export function movableClock(
  clock: { now(): number; nextWakeAt(): number | undefined; advanceTo(at: number): void },
  server: { parkedRequests(): number },
): MovableClock {
  return {
    now: () => clock.now(),
    nextWakeAt: () => Promise.resolve(clock.nextWakeAt()),
    advanceTo: (at) => Promise.resolve(clock.advanceTo(at)),
    parkedRequests: () => Promise.resolve(server.parkedRequests()),
  };
}

/**
 * A target whose every check gets a server and a clock of its own, so that nothing disturbs anything and hours cost
 * nothing.
 *
 * @param kind - what it is called
 * @param start - starts a server, set up as the check needs it
 */
export function inProcessTarget(kind: 'embedded' | 'mock', start: (needs: Needs) => PrivateServer): Target {
  return {
    name: kind,
    kind,
    settings: VIRTUAL_TIME_SETTINGS,
    lateness: new Lateness(),
    serverClock: new ServerClock(),
    remarks: new RunRemarks(),
    runName: newRunName(),
    open: (needs) => openStage(start(needs), needs),
    apart: (work) => work(),
    close: () => Promise.resolve({ left: [], throttledMs: 0 }),
  };
}

/** Registers the accounts that a check needs on a server, whose time is moved from here alone. */
export async function openStage(server: PrivateServer, needs: Needs): Promise<Stage> {
  let inFlight = 0;
  let asked = 0;
  const transport: Transport = {
    async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
      inFlight += 1;
      asked += 1;
      try {
        return await server.transport.send(request, signal);
      } finally {
        inFlight -= 1;
      }
    },
    close: () => server.transport.close(),
  };
  const time = virtualTime(server.clock, () => inFlight);
  const send = async (request: HttpRequest): Promise<Answer> => {
    const sentAt = time.now();
    const answer = await transport.send(request);
    return new Answer(answer, { sentAt, answeredAt: time.now() });
  };
  const loops = new Map<Account, SyncLoop>();
  const names = ['alice', 'bob', 'carol'].slice(0, needs.accounts ?? 1);
  const accounts: Account[] = [];
  // One after the other, so that the server sees the same history in every run.
  try {
    for (const name of names) {
      const username = `${name}-${randomBytes(3).toString('hex')}`;
      accounts.push(await registerByStages(send, name, username, { 'm.login.dummy': {} }));
    }
  } catch (error) {
    transport.close();
    server.close();
    throw error;
  }

  return {
    send,
    time,
    waitForLimit: (ms) => time.waitUntil(time.now() + ms),
    accounts,
    asToken: server.asToken,
    asked: () => asked,
    adopt: () => undefined,
    joined: () => undefined,
    sharesRooms: () => undefined,
    leftWaiting: () => undefined,
    noLongerWaiting: () => undefined,
    syncOf(account) {
      let loop = loops.get(account);
      if (loop === undefined) loops.set(account, (loop = new SyncLoop(account, transport, time)));
      return loop;
    },
    async close() {
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
      transport.close();
      server.close();
    },
  };
}
