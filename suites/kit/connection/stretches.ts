/** How many characters in a row of a secret are too many to be shown. */
const LONGEST_SHOWN = 12;

/** What may hold a stretch of a secret. */
const WORD = /[\w-]{12,}/g;

/** Finds words that have a long stretch in common with a secret, in whatever letters and from either end: they would tell most of it. */
export class Stretches {
  readonly #names = new Map<string, string>();

  /**
   * Remembers every stretch of a secret.
   *
   * @param name - what words with such a stretch are replaced by
   */
  add(secret: string, name: string): void {
    const forwards = secret.toLowerCase();
    const backwards = [...forwards].toReversed().join('');
    for (const stretch of [forwards, backwards].flatMap(stretchesOf)) {
      if (!this.#names.has(stretch)) this.#names.set(stretch, name);
    }
  }

  /** A text with all such words replaced. */
  replace(text: string): string {
    if (this.#names.size === 0) return text;
    return text.replaceAll(WORD, (word) => this.#nameOf(word) ?? word);
  }

  #nameOf(word: string): string | undefined {
    const known = stretchesOf(word.toLowerCase()).find((stretch) => this.#names.has(stretch));
    return known === undefined ? undefined : this.#names.get(known);
  }
}

function stretchesOf(text: string): string[] {
  const stretches: string[] = [];
  for (let at = 0; at + LONGEST_SHOWN <= text.length; at += 1) stretches.push(text.slice(at, at + LONGEST_SHOWN));
  return stretches;
}
