import { isRecord } from '../../../suites/kit/rooms/matrix-json.js';

/** Where in an answer the value of a variable is found. */
export interface Capture {
  readonly name: string;
  /** As jq reads it, such as `getpath(["room_id"])`. */
  readonly filter: string;
}

/**
 * The variables that an answer gives their values, of those that are wanted.
 *
 * @param body - of the answer that was recorded, under aliases
 */
export function capturesIn(body: string | undefined, wanted: ReadonlySet<string>): Capture[] {
  const found = new Map<string, string>();
  const search = (value: unknown, path: readonly (string | number)[]): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) search(item, [...path, index]);
    else if (isRecord(value)) for (const [name, item] of Object.entries(value)) search(item, [...path, name]);
    else if (typeof value === 'string' && value.startsWith('$')) {
      const name = value.slice(1);
      if (wanted.has(name) && !found.has(name)) found.set(name, `getpath(${JSON.stringify(path)})`);
    }
  };
  search(parsed(body), []);
  return [...found].map(([name, filter]) => ({ name, filter }));
}

/** A body read as JSON; `undefined` when it is none. */
export function parsed(body: string | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
