/**
 * A text from outside made safe to show: whatever could move the cursor, colour or erase something, or turn the
 * direction of writing, or is half of a character, is shown as its code point. Line breaks stay.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
