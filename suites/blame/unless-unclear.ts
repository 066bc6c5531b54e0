import { TransportFailure } from '../kit/connection/transport.js';
import { Inconclusive, NotApplicable, Violation } from '../kit/checks/verdict.js';

/**
 * What a closer look at a violation finds; nothing where the look does not come to its end for whatever reason, and the
 * violation stands as it is.
 */
export async function unlessUnclear<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const isUnclear = [Violation, Inconclusive, NotApplicable, TransportFailure].some((kind) => error instanceof kind);
    if (isUnclear) return undefined;
    throw error;
  }
}
