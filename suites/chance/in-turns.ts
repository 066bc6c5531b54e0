/** Makes attempts wait for one another, where they would be in each other's way: each begins when the one before is over. */
export function inTurns<T, R>(attempt: (value: T) => Promise<R>): (value: T) => Promise<R> {
  let turn: Promise<unknown> = Promise.resolve();
  return (value) => {
    const next = turn.then(() => attempt(value));
    turn = next.catch(() => undefined);
    return next;
  };
}
