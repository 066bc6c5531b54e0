import { InvalidArgumentError } from 'commander';

import type { Fault } from '../../fixtures/faults/fault.js';
import { futuresFaults } from '../../fixtures/faults/futures/index.js';
import { closeMatch } from './close-match.js';

/**
 * The faulty homeserver that somebody names on a command line.
 *
 * @throws InvalidArgumentError when there is none of that name, with the one that was perhaps meant
 */
export function faultCalled(name: string): Fault {
  const fault = futuresFaults.find(({ id }) => id === name);
  if (fault !== undefined) return fault;
  const close = closeMatch(
    name,
    futuresFaults.map(({ id }) => id),
  );
  const hint = close === undefined ? 'fixtures/faults lists them all.' : `Did you mean ${close}?`;
  throw new InvalidArgumentError(`There is no fault called ${name}. ${hint}`);
}
