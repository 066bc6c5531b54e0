/** What stands for something that is another one in every run. */
const ALIAS = /\$([a-z]\w*~?)/g;

/** A text as one word of a shell, in single quotes. */
export function quoted(text: string): string {
  return /^[\w/.,:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The aliases in a text, without their signs. */
export function aliasesIn(text: string): string[] {
  return [...decoded(text).matchAll(ALIAS)].map(([, name = '']) => name);
}

/** The path of a request as one word of a shell, in which every variable is percent-encoded. */
export function pathWord(path: string, known: ReadonlySet<string>): string {
  return word(decodedAliases(path), known, (name) => (name === 'run' ? '"$run"' : `"$(enc "$${name}")"`));
}

/** A body as one word of a shell, with variables in place of what is another one in every run. */
export function bodyWord(body: string, known: ReadonlySet<string>): string {
  return word(body, known, (name) => `"$${name}"`);
}

function word(text: string, known: ReadonlySet<string>, put: (name: string) => string): string {
  const parts: string[] = [];
  let done = 0;
  for (const match of text.matchAll(ALIAS)) {
    const [whole, alias = ''] = match;
    const name = nameIn(alias, known);
    if (name === undefined) continue;
    const before = text.slice(done, match.index);
    if (before !== '') parts.push(quoted(before));
    parts.push(put(name));
    done = match.index + 1 + name.length;
    // What follows within the same word is text again.
    if (whole.length === 1 + name.length) continue;
  }
  const rest = text.slice(done);
  if (rest !== '') parts.push(quoted(rest));
  return parts.join('') || "''";
}

/** The variable that an alias names; one that nobody knows is text. */
function nameIn(alias: string, known: ReadonlySet<string>): string | undefined {
  return known.has(alias) ? alias : undefined;
}

/** Aliases are shown in paths as they are, but for those whose sign was encoded together with what stands around it. */
function decodedAliases(path: string): string {
  return path.replaceAll(/%24(?=[a-z]\w*)/gi, '$');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
