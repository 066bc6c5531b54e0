import { InvalidArgumentError } from 'commander';

import { allFaults, type FaultOfRevision } from '../../fixtures/faults/faults-of.js';
import { closeMatch } from './close-match.js';

/**
 * The faulty homeserver that somebody names on a command line.
 *
 * @throws InvalidArgumentError when there is none of that name, with the one that was perhaps meant
 */
export function faultCalled(name: string): FaultOfRevision {
  const found = allFaults.find(({ fault }) => fault.id === name);
  if (found !== undefined) return found;
  const close = closeMatch(
    name,
    allFaults.map(({ fault }) => fault.id),
  );
  const hint = close === undefined ? 'fixtures/faults lists them all.' : `Did you mean ${close}?`;
  throw new InvalidArgumentError(`There is no fault called ${name}. ${hint}`);
}
