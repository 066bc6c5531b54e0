/** A path without what all of them have in common, and with long ids cut short: for people, who have to find their way in it. */
export function shortPath(path: string): string {
  return shortText(decoded(path).replace(/^\/_matrix\/client\//, ''));
}

/** A text with the names that a run gives, and the ids that a server gives, cut short. */
export function shortText(text: string): string {
  return text
    .replaceAll('$run-', '')
    .replaceAll(/([!$])([\w-]{4})[\w-]{16,}(?::[\w.:-]+)?/g, '$1$2…')
    .replaceAll(/(@[\w.=/-]{1,40}):[\w.-]+(?::\d+)?/g, '$1');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
