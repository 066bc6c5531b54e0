import { InvalidArgumentError } from 'commander';

/**
 * Reads a whole number above 0 from the command line.
 *
 * @throws InvalidArgumentError when it is none
 */
export function positiveNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return number;
}
