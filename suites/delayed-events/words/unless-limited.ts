import { NoAccount } from '../../kit/accounts/account-from-answer.js';
import { Inconclusive, NotApplicable, TooCoarse } from '../../kit/checks/verdict.js';

/**
 * Looks at something that takes many requests, at the end of a story. Where the server limits how fast they come, so that it
 * cannot be told, the rest of the story stands.
 */
export async function unlessLimited(look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    const isOfLimit =
      error instanceof NotApplicable ||
      error instanceof NoAccount ||
      (error instanceof Inconclusive && !(error instanceof TooCoarse));
    if (!isOfLimit) throw error;
  }
}
