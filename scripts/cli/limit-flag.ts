import { InvalidArgumentError } from 'commander';

/** A limit as a person says it. */
export type Limit = number | 'off';

/**
 * Reads a limit as a person writes it. Commander takes null for no value at all, so `off` stays a word until it is used.
 *
 * @throws InvalidArgumentError when it is neither a whole number nor `off`
 */
export function limit(text: string): Limit {
  if (text === 'off') return text;
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Give a whole number, or `off` for no limit.');
  return Number(text);
}

/** A limit as homeservers have it: null is none, and `undefined` the usual one. */
export function limitOf(said: Limit | undefined): number | null | undefined {
  return said === 'off' ? null : said;
}
