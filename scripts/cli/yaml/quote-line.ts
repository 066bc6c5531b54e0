/** What stands where a secret may be. */
const HIDDEN = '‹hidden›';

/** A key at the beginning of a line, up to its colon. */
const KEY = /^(\s*(?:- +)?["']?)([\w-]+)(["']?\s*:)/;

/** What keys are called whose values may be secrets: somewhere in a line, or at its beginning though the colon is missing. */
const SECRET_WORD = '[\\w-]*(?:token|secret|passw|credential|header|auth|cookie|user)[\\w-]*';
const SECRET_KEY = new RegExp(`(${SECRET_WORD})["']?\\s*:|^\\s*(?:- +)?["']?(${SECRET_WORD})`, 'i');

/** What is called like a secret and is none. */
const HARMLESS = /^token-method$|-file$/;

/**
 * Quotes a line of a file below its number, with a mark below the place that is meant. Where the line, or the block that
 * it stands in, may hold a secret, nothing is shown but its key: files with mistakes are read aloud in logs.
 *
 * @param line - its number, from 1
 * @param column - where the mark goes, from 1
 * @param secret - whether the line may hold a secret
 */
export function quoteLine(text: string, line: number, column: number, secret: boolean): string {
  const whole = text.split(/\r?\n/)[line - 1] ?? '';
  const shown = secret ? withoutValue(whole) : whole;
  const number = `  ${line} | `;
  const mark = column <= shown.length + 1 ? `\n${' '.repeat(number.length - 2)}| ${' '.repeat(column - 1)}^` : '';
  return `${number}${shown}${mark}`;
}

/** Whether a line, by its number, may hold a secret, by its own words or by the key of the block that it stands in. */
export function isSecret(text: string, number: number): boolean {
  const lines = text.split(/\r?\n/);
  const index = number - 1;
  if (speaksOfSecrets(lines[index] ?? '')) return true;
  for (let above = index; above >= 0; above -= 1) {
    const line = lines[above] ?? '';
    if (/^["'\w]/.test(line) && KEY.test(line)) return speaksOfSecrets(line);
  }
  return false;
}

function speaksOfSecrets(line: string): boolean {
  const [, key, word] = SECRET_KEY.exec(line) ?? [];
  const name = key ?? word;
  return name !== undefined && !HARMLESS.test(name);
}

function withoutValue(line: string): string {
  const [, before = '', key = '', after = ''] = KEY.exec(line) ?? [];
  if (key !== '')
    return line.length > `${before}${key}${after}`.trimEnd().length ? `${before}${key}${after} ${HIDDEN}` : line;
  return `${/^\s*(?:- +)?/.exec(line)?.[0] ?? ''}${HIDDEN}`;
}
