/** Ways to write a name as a part of a path. They all mean the same name. */
export const SPELLINGS: Readonly<Record<string, (name: string) => string>> = {
  'as usual': encodeURIComponent,
  // All that may stand in a part of a path as it is.
  'as it is where that is allowed': (name) =>
    encodeURIComponent(name).replaceAll(/%(?:24|26|2B|2C|3B|3D|3A|40)/g, (escape) => decodeURIComponent(escape)),
  'in lower-case escapes': (name) => encodeURIComponent(name).replaceAll(/%../g, (escape) => escape.toLowerCase()),
  'in nothing but escapes': (name) =>
    Array.from(new TextEncoder().encode(name), (byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(
      '',
    ),
};

/** A name as a part of a path, in one of the {@link SPELLINGS}. */
export function spelled(name: string, spelling: string): string {
  return SPELLINGS[spelling]?.(name) ?? encodeURIComponent(name);
}

/** A path in which some names are spelled otherwise wherever they are a whole part of it. */
export function pathSpelled(path: string, names: readonly string[], spelling: string): string {
  return path
    .split('/')
    .map((part) => {
      const name = decodeURIComponent(part);
      return names.includes(name) ? spelled(name, spelling) : part;
    })
    .join('/');
}
