/** How many fields are taken from a body. */
const MOST = 2_000;

/** How long a value is that may be an id or a token, in characters. */
const LONGEST = 1_000;

const FIELD = /"((?:[^"\\]|\\.){1,80})"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

/**
 * What a body teaches about secrets and ids, as a small JSON text: its fields that hold a text of ordinary length. For bodies
 * that are not kept as a whole.
 */
export function lessonOf(body: string): string {
  const fields: string[] = [];
  for (const [, name = '', value = ''] of body.matchAll(FIELD)) {
    if (value.length > 0 && value.length <= LONGEST) fields.push(`{"${name}":"${value}"}`);
    if (fields.length === MOST) break;
  }
  return `[${fields.join(',')}]`;
}
