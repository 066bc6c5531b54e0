import type { FuturesContext } from '../words/futures-context.js';

/**
 * Whether a request that was refused has left a future behind: whether Alice's listing has something in it that no other
 * request has.
 *
 * @param unique - what nothing else is called
 */
export async function isStored(t: FuturesContext, unique: string): Promise<boolean> {
  const { ok, text } = await t.tryList(t.alice);
  return ok && text.includes(unique);
}
