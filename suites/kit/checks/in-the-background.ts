/**
 * Lets work go on beside other work. What goes wrong with it is heard of where somebody waits for it; until then it is
 * nobody's unhandled rejection, which would end the process.
 *
 * @returns the same work, to be waited for in the end
 */
export function inTheBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
