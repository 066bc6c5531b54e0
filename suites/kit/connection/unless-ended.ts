/**
 * Waits for some work, but no longer than until a signal is aborted.
 *
 * @param ended - the signal; without one the work is simply waited for
 * @throws the signal's reason when it is aborted first; the work then goes on unobserved
 */
export async function unlessEnded<T>(ended: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (ended === undefined) return work;
  let stopListening: (() => void) | undefined;
  const ending = new Promise<never>((_, reject) => {
    const give = (): void => reject(ended.reason);
    if (ended.aborted) return give();
    ended.addEventListener('abort', give, { once: true });
    stopListening = () => ended.removeEventListener('abort', give);
  });
  try {
    return await Promise.race([work, ending]);
  } finally {
    stopListening?.();
    // What is not waited for any more must not be an unhandled rejection in the end.
    work.catch(() => undefined);
  }
}
