/** How long a sentence in a result may be, in characters: a server may have put in as much as it likes. */
const LONGEST = 2_000;

/** A text, or its beginning where it is far too long to be read. */
export function cutText(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`;
}
