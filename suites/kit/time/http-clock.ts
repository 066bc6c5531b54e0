import type { HttpRequest, Transport } from '../connection/transport.js';
import { dig } from '../rooms/matrix-json.js';
import { Inconclusive } from '../checks/verdict.js';
import type { MovableClock } from './virtual-time.js';

/** Where a server that lives in virtual time lets its clock be read and moved. */
const PATH = '/_clock';

interface Reading {
  readonly now: number;
  readonly nextWakeAt: number | undefined;
  readonly parkedRequests: number;
}

/**
 * The clock of a homeserver in virtual time on the other side of a socket, as `futures-conformance serve --clock
 * virtual` offers it. Nobody else may move it at the same time.
 *
 * @returns `undefined` where the server has no such clock
 */
export async function httpClock(transport: Transport): Promise<MovableClock | undefined> {
  const first = await read(transport, { method: 'GET', path: PATH, headers: {} });
  if (first === undefined) return undefined;
  let { now } = first;
  const ask = async (request: Omit<HttpRequest, 'path'>): Promise<Reading> => {
    const reading = await read(transport, { ...request, path: PATH });
    if (reading === undefined) throw new Inconclusive('the clock of the server does not answer any more');
    ({ now } = reading);
    return reading;
  };
  const get = (): Promise<Reading> => ask({ method: 'GET', headers: {} });
  return {
    now: () => now,
    nextWakeAt: async () => (await get()).nextWakeAt,
    parkedRequests: async () => (await get()).parkedRequests,
    advanceTo: async (at) => {
      const body = JSON.stringify({ advance_to: at });
      // What the move sets off may be answered before the move itself is.
      now = at;
      await ask({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
    },
  };
}

async function read(transport: Transport, request: HttpRequest): Promise<Reading | undefined> {
  const { status, text } = await transport.send(request);
  if (status !== 200) return undefined;
  let reading: unknown;
  try {
    reading = JSON.parse(text);
  } catch {
    return undefined;
  }
  const [now, next, parked] = ['now', 'next_wake_at', 'parked_requests'].map((field) => dig(reading as never, field));
  if (typeof now !== 'number' || typeof parked !== 'number') return undefined;
  return { now, nextWakeAt: typeof next === 'number' ? next : undefined, parkedRequests: parked };
}
