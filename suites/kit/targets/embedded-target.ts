import { faultCalled, faultsOf } from '../../../fixtures/faults/faults-of.js';
import { answerWithoutSocket } from '../../../reference/http/bridge.js';
import { createHomeserver, type HomeserverOptions } from '../../../reference/homeserver.js';
import { virtualClock } from '../../../reference/time/virtual-clock.js';
import type { Needs } from '../checks/needs.js';
import { directTransport } from '../connection/direct-transport.js';
import { inProcessTarget, movableClock } from './in-process-target.js';
import type { Target } from './stage.js';

/** How the embedded homeserver is set up: as the reference, or with a fault of the catalogue. */
export interface EmbeddedOptions extends HomeserverOptions {
  /** The name of a fault; see `fixtures/faults`. */
  readonly fault?: string;
}

/**
 * The reference homeserver, started anew in this process for every check, in virtual time.
 *
 * @param options - how to set it up, for example with other readings
 * @throws RangeError when there is no such fault
 */
export function embeddedTarget(options: EmbeddedOptions = {}): Target {
  const { fault, ...plain } = options;
  const full = fault === undefined ? plain : laidOver(plain, faultyOptions(fault));
  return inProcessTarget('embedded', (needs) => {
    const clock = virtualClock();
    const set = referenceOptions(full, needs);
    const server = createHomeserver({ ...set, clock });
    return {
      transport: directTransport('localhost', (request, signal) => answerWithoutSocket(server.app, request, signal)),
      clock: movableClock(clock, server),
      asToken: set.applicationServices?.[0]?.asToken,
      close: () => server.close(),
    };
  });
}

/** The options of a run together with what one check needs; where both speak, the check has its way. */
export function referenceOptions(options: HomeserverOptions, { embedded = {} }: Needs): HomeserverOptions {
  return laidOver(options, embedded);
}

function faultyOptions(id: string): HomeserverOptions {
  const { revision, fault } = faultCalled(id);
  return faultsOf(revision).options({ rules: fault.rules });
}

/** Options with others laid over them, field by field: what is not said there stays as it was. */
function laidOver(options: object, others: object): object {
  const merged = new Map(Object.entries(options) as [string, unknown][]);
  for (const [name, value] of Object.entries(others) as [string, unknown][]) {
    const before = merged.get(name);
    if (isPlain(before) && isPlain(value)) merged.set(name, laidOver(before, value));
    else if (value !== undefined) merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
