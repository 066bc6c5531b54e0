import { isRecord } from './matrix-json.js';

/** Fields of request and answer bodies whose values open doors. */
const SECRET_FIELD = /(^|_)(token|password)$|^(delay_id|session)$/;

/**
 * Knows the secrets that came by and replaces them with names, so that evidence shows which token was used without
 * showing the token: `‹alice.access_token›`, `‹send_token-2›`.
 */
export class Secrets {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** Remembers a secret under a name of its own. */
  learn(secret: string, name: string): void {
    // A shorter one would tear words apart, and guards nothing.
    if (secret.length >= 6 && !this.#names.has(secret)) this.#names.set(secret, `‹${name}›`);
  }

  /** Remembers every secret in a body that came or went, given as text. */
  learnFrom(text: string | undefined): void {
    if (text === undefined) return;
    try {
      this.#search(JSON.parse(text));
    } catch {
      // No JSON, no fields, no secrets that could be told apart.
    }
  }

  /** A text with every known secret replaced, in plain and in percent-encoded form. */
  mask(text: string): string {
    let masked = text;
    for (const [secret, name] of this.#names) {
      masked = masked.replaceAll(secret, name);
      const encoded = encodeURIComponent(secret);
      if (encoded !== secret) masked = masked.replaceAll(encoded, name);
    }
    return masked;
  }

  #search(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.#search(item);
    else if (isRecord(value)) for (const [field, item] of Object.entries(value)) this.#consider(field, item);
  }

  #consider(field: string, value: unknown): void {
    if (typeof value !== 'string') return this.#search(value);
    if (!SECRET_FIELD.test(field) || this.#names.has(value)) return;
    const count = (this.#counts.get(field) ?? 0) + 1;
    this.#counts.set(field, count);
    this.learn(value, `${field}-${count}`);
  }
}
