/** How deep JSON may be nested; far deeper than any event, and far from what exhausts the stack of those who walk it. */
const MAX_NESTING = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Whether a JSON text is nested too deep to be handled. */
export function isNestedTooDeep(json: Uint8Array): boolean {
  // Every level takes at least two bytes, so there is no need to look at short texts.
  if (json.length <= 2 * MAX_NESTING) return false;
  let depth = 0;
  let isInText = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index] as number;
    if (isInText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isInText = false;
    } else if (byte === QUOTE) isInText = true;
    else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    if (depth > MAX_NESTING) return true;
  }
  return false;
}
