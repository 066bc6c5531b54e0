/** How many characters at either end of a token are looked at one by one. */
const DEPTH = 80;

/** So few different values among sixteen random characters come about by chance once in millions of samples. */
const FEW_VALUES = 4;

/**
 * What tells one kind of token from another: a feature of which one kind has but a few values, none of which the other
 * kind has, such as a length or a last character. With sixteen random tokens of each kind that does not happen by chance.
 *
 * @returns the feature in words, or `undefined` when there is none
 */
export function tellingFeature(one: readonly string[], other: readonly string[]): string | undefined {
  for (const [kind, rest] of [
    [one.map(featuresOf), other.map(featuresOf)],
    [other.map(featuresOf), one.map(featuresOf)],
  ] as const) {
    for (const name of kind[0]?.keys() ?? []) {
      const values = new Set(kind.map((features) => features.get(name)));
      const apart = rest.every((features) => !values.has(features.get(name)));
      if (values.size <= FEW_VALUES && apart) return `${name}: ${[...values].join(' or ')}`;
    }
  }
  return undefined;
}

/**
 * Whether tokens that were issued together contain the better half of each other, also backwards or in another case.
 * What tokens of different answers have in common too does not count, such as a constant prefix.
 *
 * @param one - tokens of one kind
 * @param other - tokens of another kind, from the same answers in the same order
 */
export function areRelated(one: readonly string[], other: readonly string[]): boolean {
  for (const change of [(token: string) => token, backwards]) {
    const together = one.map((token, index) => sharedStretch(token, change(other[index] ?? '')));
    const apart = one.slice(1).map((token, index) => sharedStretch(token, change(other[index] ?? '')));
    const half = Math.max(...one.map(({ length }) => length)) / 2;
    if (Math.min(...together) > Math.max(half, Math.max(...apart) + 6)) return true;
  }
  return false;
}

function featuresOf(token: string): ReadonlyMap<string, string> {
  const features = new Map([['length', String(token.length)]]);
  for (const [name, pattern] of CLASSES) features.set(`contains ${name}`, pattern.test(token) ? 'yes' : 'no');
  for (let position = 1; position <= Math.min(DEPTH, token.length); position += 1) {
    for (const [side, index] of [
      ['beginning', position - 1],
      ['end', -position],
    ] as const) {
      const character = token.at(index) ?? '';
      const place = `character ${position} from the ${side}`;
      features.set(place, character);
      features.set(`kind of ${place}`, CLASSES.find(([, pattern]) => pattern.test(character))?.[0] ?? 'other');
    }
  }
  return features;
}

const CLASSES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a digit', /[0-9]/u],
  ['a small letter', /[a-z]/u],
  ['a capital letter', /[A-Z]/u],
  ['a sign', /[^0-9A-Za-z]/u],
];

/** The length of the longest stretch that two texts share, whatever their case. */
function sharedStretch(one: string, other: string): number {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  let longest = 0;
  for (let start = 0; start + longest < first.length; start += 1) {
    while (start + longest < first.length && second.includes(first.slice(start, start + longest + 1))) longest += 1;
  }
  return longest;
}

function backwards(token: string): string {
  return [...token].toReversed().join('');
}

/** Tokens by what they do; those of action futures send, too. */
export interface TokensByKind {
  readonly send: readonly string[];
  readonly refresh: readonly string[];
  readonly cancel: readonly string[];
  readonly action: readonly string[];
}

/** Every two kinds of tokens that nobody may be able to tell apart (RESP-6), and what telling them apart is called. */
export function kindsToTell({
  send,
  refresh,
  cancel,
  action,
}: TokensByKind): readonly (readonly [one: readonly string[], other: readonly string[], name: string])[] {
  return [
    [send, refresh, 'send from refresh tokens'],
    [send, cancel, 'send from cancel tokens'],
    [refresh, cancel, 'refresh from cancel tokens'],
    [action, refresh, "action futures' tokens from refresh tokens"],
    [action, cancel, "action futures' tokens from cancel tokens"],
  ];
}
