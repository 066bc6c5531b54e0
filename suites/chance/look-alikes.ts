/** Ways in which two names are alike: what makes them, from something that they have in common. */
export type LookAlikes = Readonly<Record<string, (stem: string) => readonly [string, string]>>;

/** What two names differ in that a careless server takes for the same. */
export const NAME_LOOK_ALIKES: LookAlikes = {
  'a space after it': (name) => [name, `${name} `],
  'a space before it': (name) => [name, ` ${name}`],
  case: (name) => [`${name}a`, `${name}A`],
  'case beyond ASCII': (name) => [`${name}\u00e4`, `${name}\u00c4`],
  'its normalisation form': (name) => [`${name}\u00e9`, `${name}e\u0301`],
  'a compatible character': (name) => [`${name}\ufb01`, `${name}fi`],
  'an invisible character': (name) => [name, `${name}\u200b`],
  'percent-encoding': (name) => [`${name}%41`, `${name}A`],
  'a plus sign for a space': (name) => [`${name}+a`, `${name} a`],
  'its last character': (name) => [`${name}a`, `${name}b`],
};
