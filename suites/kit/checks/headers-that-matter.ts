/** The headers that an answer, or how it has to be read, hangs on; what opens doors is never among them. */
const MATTER = /^(origin|access-control-request-.*|allow|location|retry-after|content-type)$/;

/** Those that matter where other websites ask, too. */
const OF_OTHER_WEBSITES = /^access-control-/;

/** What nearly every request and answer says, so that it tells nothing. */
const USUAL = /^application\/json(; *charset=utf-8)?$/i;

/** How long the value of a header may be, in characters. */
const LONGEST = 200;

/**
 * Of some headers those that matter, by lower-case name; `undefined` where none does.
 *
 * @param crossOrigin - whether it is about what other websites may ask for
 */
export function headersThatMatter(
  headers: Readonly<Record<string, string>>,
  crossOrigin = false,
): Record<string, string> | undefined {
  const telling = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name]) => MATTER.test(name) || (crossOrigin && OF_OTHER_WEBSITES.test(name)))
    .filter(([name, value]) => !(name === 'content-type' && USUAL.test(value)))
    .map(([name, value]) => [name, value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value]);
  return telling.length === 0 ? undefined : (Object.fromEntries(telling) as Record<string, string>);
}
