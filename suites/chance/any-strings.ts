import { type Arbitrary, array, constantFrom, oneof, string } from 'fast-check';

/** What careless servers trim, fold, normalise, decode or cut. */
const PIECES = [
  'a',
  'B',
  ' ',
  'e\u0301',
  '\u00e9',
  '\u212b',
  '\ufb01',
  '\u0130\u00df',
  '\u{1f642}',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\u202e\u2069',
  '\ufeff',
  '\u00a0',
  '\t',
  '\r\n',
  '%41',
  '%2F',
  '%',
  '+',
  '&=',
  '#?',
  '/../',
  '\\',
  '"',
  `'`,
  '<b>&amp;',
  '${x}',
  '\u007f',
  '0',
  'x'.repeat(40),
] as const;

/** Text in which anything may occur that has ever made trouble, and now and then any other character at all. */
export const oddText: Arbitrary<string> = array(
  oneof({ weight: 4, arbitrary: constantFrom(...PIECES) }, { weight: 1, arbitrary: string({ unit: 'binary' }) }),
  { maxLength: 4 },
).map((pieces) => pieces.join(''));

/** The same for names, where a null character is more than many databases take. */
export const oddName: Arbitrary<string> = oddText.map((text) => text.replaceAll('\u0000', ''));
