/** How many characters in a row of a secret are too many to be shown. */
const LONGEST_SHOWN = 12;

/** What may hold a stretch of a secret. */
const WORD = /[\w-]{12,}/g;

/** What stands between secrets where they are written one after the other: no word has it. */
const BETWEEN = '\n';

/** Finds words that have a long stretch in common with a secret, in whatever letters and from either end: they would tell most of it. */
export class Stretches {
  readonly #secrets: { readonly text: string; readonly name: string }[] = [];
  /** All of them in one text, since it takes long to look into many; put together when somebody asks. */
  #all: string | undefined;

  /**
   * Remembers a secret.
   *
   * @param name - what words with such a stretch are replaced by
   */
  add(secret: string, name: string): void {
    if (secret.length < LONGEST_SHOWN) return;
    const forwards = secret.toLowerCase();
    const backwards = [...forwards].toReversed().join('');
    this.#secrets.push({ text: forwards + BETWEEN + backwards, name });
    this.#all = undefined;
  }

  /** A text with all such words replaced. */
  replace(text: string): string {
    if (this.#secrets.length === 0) return text;
    this.#all ??= this.#secrets.map((secret) => secret.text).join(BETWEEN);
    return text.replaceAll(WORD, (word) => this.#nameOf(word, this.#all ?? '') ?? word);
  }

  #nameOf(word: string, all: string): string | undefined {
    const lower = word.toLowerCase();
    for (let at = 0; at + LONGEST_SHOWN <= lower.length; at += 1) {
      const stretch = lower.slice(at, at + LONGEST_SHOWN);
      if (all.includes(stretch)) return this.#secrets.find(({ text }) => text.includes(stretch))?.name;
    }
    return undefined;
  }
}
