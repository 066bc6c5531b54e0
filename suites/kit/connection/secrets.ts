import { isRecord } from '../rooms/matrix-json.js';

/** Fields of request and answer bodies whose values open doors. */
const SECRET_FIELD = /token|password|secret|^(?:delay_id|session|nonce|mac)$/i;

/** A text in which no field of this kind can be, however it is written, need not be read as JSON. */
const MAY_HOLD_SECRETS = /token|password|secret|delay_id|session|nonce|mac|\\/i;

/** A shorter secret would tear words apart, and guards nothing. */
const LEAST_LENGTH = 6;

/** A string in JSON that has something escaped in it. */
const ESCAPED_STRING = /"(?:[^"\\]*\\.)+[^"\\]*"/gs;

/** What stands where a text was cut off. */
const CUT = '…';

/**
 * Knows the secrets that came by and replaces them with names, so that evidence shows which token was used without
 * showing the token: `‹alice.access_token›`, `‹send_token-2›`.
 */
export class Secrets {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** Remembers a secret under a name of its own. */
  learn(secret: string, name: string): void {
    if (secret.length >= LEAST_LENGTH && !this.#names.has(secret)) this.#names.set(secret, `‹${name}›`);
  }

  /** Remembers every secret in a body that came or went, given as text. */
  learnFrom(text: string | undefined): void {
    if (text === undefined || !MAY_HOLD_SECRETS.test(text)) return;
    try {
      this.#search(JSON.parse(text));
    } catch {
      // No JSON, no fields, no secrets that could be told apart.
    }
  }

  /** A text with every known secret replaced: in plain, percent-encoded, escaped in JSON, or cut off in the middle. */
  mask(text: string): string {
    if (this.#names.size === 0) return text;
    const masked = this.#maskWhole(text.replaceAll(ESCAPED_STRING, (string) => this.#maskEscaped(string)));
    return masked.includes(CUT) ? this.#maskCut(masked) : masked;
  }

  #maskWhole(text: string): string {
    // The longer ones first: one secret may be the beginning of another.
    const byLength = [...this.#names].toSorted(([a], [b]) => b.length - a.length);
    return byLength.reduce((masked, [secret, name]) => masked.replaceAll(inAnyEncoding(secret), () => name), text);
  }

  /** Servers may escape more than they have to, such as `\/` or `\u002b`: a string is looked at as it is meant. */
  #maskEscaped(string: string): string {
    try {
      const meant = JSON.parse(string) as string;
      const masked = this.#maskWhole(meant);
      return masked === meant ? string : JSON.stringify(masked);
    } catch {
      return string;
    }
  }

  #maskCut(text: string): string {
    const [first = '', ...rest] = text.split(CUT);
    return [first, ...rest]
      .map((part, index) => (index === rest.length ? part : this.#withoutBeginning(part)))
      .join(CUT);
  }

  /** The text without the beginning of a secret that it ends with. */
  #withoutBeginning(text: string): string {
    for (const [secret, name] of this.#names) {
      for (let length = secret.length - 1; length >= LEAST_LENGTH; length -= 1) {
        if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + name;
      }
    }
    return text;
  }

  #search(value: unknown, field = ''): void {
    if (Array.isArray(value)) for (const item of value) this.#search(item, field);
    else if (isRecord(value)) {
      // Where a server has put its tokens into a field of their own, all that is in there is one.
      for (const [name, item] of Object.entries(value)) this.#search(item, isSecret(field) ? field : name);
    } else if (typeof value === 'string') this.#consider(field, value);
  }

  #consider(field: string, value: string): void {
    if (!isSecret(field) || this.#names.has(value)) return;
    const count = (this.#counts.get(field) ?? 0) + 1;
    this.#counts.set(field, count);
    this.learn(value, `${field}-${count}`);
  }
}

/** Whether the values of a field are secrets, going by its name; servers that misname a field have one all the same. */
function isSecret(field: string): boolean {
  return SECRET_FIELD.test(field);
}

/** Finds a secret in plain and with any of its characters percent-encoded, as a path may show it. */
function inAnyEncoding(secret: string): RegExp {
  const characters = [...secret].map((character) => {
    if (/^[A-Za-z0-9_-]$/.test(character)) return character;
    const bytes = [...new TextEncoder().encode(character)];
    const encoded = bytes.map((byte) => `%${anyCase(byte.toString(16).padStart(2, '0'))}`).join('');
    return `(?:${character.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}|${encoded})`;
  });
  return new RegExp(characters.join(''), 'g');
}

function anyCase(hex: string): string {
  return hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
