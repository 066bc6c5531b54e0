import { type Arbitrary, array, constantFrom, integer, oneof } from 'fast-check';

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

/**
 * Any character at all, but for halves of surrogate pairs, which no UTF-8 can carry. fast-check's own units of text map
 * all of Unicode first, which takes every run most of a second.
 */
const anyCharacter: Arbitrary<string> = oneof(
  integer({ min: 0, max: 0x7f }),
  integer({ min: 0x80, max: 0xd7ff }),
  integer({ min: 0xe000, max: 0x10ffff }),
).map((codePoint) => String.fromCodePoint(codePoint));

/** Text in which anything may occur that has ever made trouble, and now and then any other character at all. */
export const oddText: Arbitrary<string> = array(
  oneof(
    { weight: 4, arbitrary: constantFrom(...PIECES) },
    { weight: 1, arbitrary: array(anyCharacter, { maxLength: 10 }).map((characters) => characters.join('')) },
  ),
  { maxLength: 4 },
).map((pieces) => pieces.join(''));

/** The same for names, where a null character is more than many databases take. */
export const oddName: Arbitrary<string> = oddText.map((text) => text.replaceAll('\u0000', ''));
