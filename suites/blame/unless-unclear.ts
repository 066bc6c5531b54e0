import { Inconclusive, Violation } from '../kit/checks/verdict.js';

/** What a closer look at a violation finds; nothing where the look does not come to its end, and the violation stands as it is. */
export async function unlessUnclear<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Violation || error instanceof Inconclusive) return undefined;
    throw error;
  }
}
