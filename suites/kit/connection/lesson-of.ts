/** How many fields are taken from a body. */
const MOST = 2_000;

/** How long a value is that may be an id or a token, in characters. */
const LONGEST = 1_000;

/** No longer than anything is looked at: what repeats without an end exhausts the stack in a huge value, and time in many. */
const FIELD = new RegExp(String.raw`"((?:[^"\\]|\\.){1,80})"\s{0,20}:\s{0,20}"((?:[^"\\]|\\.){1,${LONGEST}})"`, 'g');

/**
 * What a body teaches about secrets and ids, as a small JSON text: its fields that hold a text of ordinary length. For bodies
 * that are not kept as a whole.
 */
export function lessonOf(body: string): string {
  const fields: string[] = [];
  for (const [, name = '', value = ''] of body.matchAll(FIELD)) {
    if (value.length <= LONGEST) fields.push(`{"${name}":"${value}"}`);
    if (fields.length === MOST) break;
  }
  return `[${fields.join(',')}]`;
}
