import { isRecord } from '../rooms/matrix-json.js';

/** Fields of request and answer bodies whose values open doors. */
const SECRET_FIELD = /token|password|secret|^(?:delay_id|session|nonce|mac)$/i;

/** A text in which no field of this kind can be, however it is written, need not be read as JSON. */
const MAY_HOLD_SECRETS = /token|password|secret|delay_id|session|nonce|mac|\\/i;

/** A shorter secret would tear words apart, and guards nothing. */
const LEAST_LENGTH = 6;

/** A string in JSON that has something escaped in it. */
const ESCAPED_STRING = /"(?:[^"\\]*\\.)+[^"\\]*"/gs;

/** A field that holds a text, wherever it stands. */
const FIELD_WITH_TEXT = /"((?:[^"\\]|\\.){1,80})"\s*:\s*"((?:[^"\\]|\\.)*)/g;

/** How deep a body is looked into: no homeserver's goes deeper, and one that does is not to exhaust us. */
const DEEPEST = 100;

/** What stands where a text was cut off. */
const CUT = '…';

/**
 * Knows the secrets that came by and replaces them with names, so that evidence shows which token was used without
 * showing the token: `‹alice.access_token›`, `‹send_token-2›`.
 */
export class Secrets {
  readonly #names = new Map<string, { readonly name: string; readonly core: string; readonly spelled: RegExp }>();
  readonly #counts = new Map<string, number>();

  /** Remembers a secret under a name of its own. */
  learn(secret: string, name: string): void {
    if (secret.length < LEAST_LENGTH || this.#names.has(secret)) return;
    this.#names.set(secret, { name: this.shown(name), core: coreOf(secret), spelled: inAnyEncoding(secret) });
  }

  /** Whether there may be a secret in a text at all. */
  protected mayTeach(text: string): boolean {
    return MAY_HOLD_SECRETS.test(text);
  }

  /** How a name stands in a text. */
  protected shown(name: string): string {
    return `‹${name}›`;
  }

  /** What the n-th secret in fields of a name is called. */
  protected nameOf(field: string, count: number): string {
    return `${field}-${count}`;
  }

  /** Remembers every secret in a body that came or went, given as text. */
  learnFrom(text: string | undefined): void {
    if (text === undefined || !this.mayTeach(text)) return;
    try {
      this.#search(JSON.parse(text));
    } catch {
      // No JSON, but perhaps the beginning of some, or something around it.
      for (const [, field = '', value = ''] of text.matchAll(FIELD_WITH_TEXT)) this.consider(field, value);
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
    return byLength.reduce(
      (masked, [, { name, core, spelled }]) =>
        masked.includes(core) ? masked.replaceAll(spelled, () => name) : masked,
      text,
    );
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
    for (const [secret, { name }] of this.#names) {
      for (let length = secret.length - 1; length >= LEAST_LENGTH; length -= 1) {
        if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + name;
      }
    }
    return text;
  }

  #search(value: unknown, field = '', depth = 0): void {
    if (depth > DEEPEST) return;
    if (Array.isArray(value)) for (const item of value) this.#search(item, field, depth + 1);
    else if (isRecord(value)) {
      for (const [name, item] of Object.entries(value)) {
        this.considerName(name);
        // Where a server has put its tokens into a field of their own, all that is in there is one.
        this.#search(item, isSecret(field) ? field : name, depth + 1);
      }
    } else if (typeof value === 'string') this.consider(field, value);
  }

  /** Looks at the name of a field. */
  protected considerName(_name: string): void {
    // Nobody puts a secret there.
  }

  /** Looks at the text in a field. */
  protected consider(field: string, value: string): void {
    if (isSecret(field)) this.number(field, value);
  }

  /** Remembers a secret as the next one of its kind. */
  protected number(kind: string, value: string): void {
    if (value.length < LEAST_LENGTH || this.#names.has(value)) return;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.learn(value, this.nameOf(kind, count));
  }
}

/** Whether the values of a field are secrets, going by its name; servers that misname a field have one all the same. */
function isSecret(field: string): boolean {
  return SECRET_FIELD.test(field);
}

/** The longest part of a secret that looks the same however it is encoded. */
function coreOf(secret: string): string {
  return secret.split(/[^A-Za-z0-9_-]+/).reduce((longest, part) => (part.length > longest.length ? part : longest), '');
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
