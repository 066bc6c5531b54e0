import { type Document, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import type { z } from 'zod';

import { closeMatch } from '../../catalogue/close-match.js';
import { MalformedFile } from './malformed-file.js';

/** A file that was read, with a way to speak of places in it. */
export interface YamlFile<T> {
  readonly value: T;
  /** A mistake at a place in the file, to be thrown. */
  mistakeAt(path: readonly PropertyKey[], mistake: string, mend?: string): MalformedFile;
}

/** How to speak of a mistake that the schema has found at some place; nothing where there is no better way to say it. */
export type Expected = (path: readonly PropertyKey[]) => string | undefined;

/**
 * Reads YAML that a person wrote.
 *
 * @param file - its name, for messages
 * @param text - what is in it
 * @param schema - what it has to be
 * @param expected - what has to stand at a place, in words
 * @param allSecret - whether nothing in the file may be shown
 * @throws MalformedFile at the first mistake
 */
export function readYaml<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  expected: Expected,
  allSecret = false,
): YamlFile<T> {
  const mistakeAtOffset = (offset: number, mistake: string, mend?: string): MalformedFile =>
    new MalformedFile(file, text, offset, mistake, mend, allSecret);
  const document = parseDocument(text, { prettyErrors: false });
  const [syntax] = [...document.errors, ...document.warnings];
  if (syntax !== undefined) throw mistakeAtOffset(syntax.pos[0], firstLine(syntax.message));
  visit(document, {
    Alias(_, alias) {
      // Nobody needs them in files this small, and an alias may be a password that begins with an asterisk.
      const mend = 'Where a text begins with an asterisk, put it in quotes.';
      throw mistakeAtOffset(alias.range?.[0] ?? 0, 'aliases are not understood here', mend);
    },
  });
  const mistakeAt = (path: readonly PropertyKey[], mistake: string, mend?: string): MalformedFile =>
    mistakeAtOffset(offsetOf(document, path), mistake, mend);
  const outcome = schema.safeParse(document.toJS() ?? undefined);
  if (outcome.success) return { value: outcome.data, mistakeAt };

  const { issues } = outcome.error;
  // A misspelt key is the better explanation of one that is missing.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw mistakeAt([], 'it does not fit');
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = keysOf(schema, issue.path);
    const meant = closeMatch(key, known);
    const mend = meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean ${meant}?`;
    throw mistakeAt([...issue.path, key], `unknown key: ${JSON.stringify(key)}`, mend);
  }
  const { path } = issue;
  const missing = issue.code === 'invalid_type' && document.getIn(path) === undefined && path.length > 0;
  const what = expected(path);
  const name = String(path.findLast((part) => typeof part === 'string') ?? '');
  if (missing) throw mistakeAt(path.slice(0, -1), `${name} is missing`, what && `Give ${what}.`);
  throw mistakeAt(
    path,
    name === '' ? 'the file has the wrong form' : `${name} does not fit`,
    what && `Expected ${what}.`,
  );
}

/** Where something begins: a value, or the key of one where it is the key that is meant or the value is empty. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (isMap(parent) && typeof key === 'string') {
    const pair = parent.items.find((item) => (isScalar(item.key) ? String(item.key.value) : '') === key);
    if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}

/** The keys that a schema knows at some place. */
function keysOf(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const part of path) at = typeof part === 'number' ? inner(at, 'element') : inner(inner(at, 'shape'), part);
  return Object.keys((inner(at, 'shape') as object | undefined) ?? {});
}

/** A part of a schema, through whatever is wrapped around it. */
function inner(schema: unknown, key: PropertyKey): unknown {
  for (let at = schema; typeof at === 'object' && at !== null;) {
    if (key in at && key !== 'unwrap') return (at as Record<PropertyKey, unknown>)[key];
    at = 'unwrap' in at && typeof at.unwrap === 'function' ? (at.unwrap as () => unknown)() : undefined;
  }
  return undefined;
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/\.$/, '');
}
