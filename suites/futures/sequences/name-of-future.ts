import type { Future } from '../model/world.js';

/** What a future is called in stories. */
export function nameOfFuture({ id, content }: Future): string {
  return `future ${id + 1} ('${content}')`;
}
