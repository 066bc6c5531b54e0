import type { EvidenceEntry, ExchangeEntry } from '../checks/evidence.js';

/** What a script tells. */
export interface ScriptStory {
  /** What happened, under aliases. */
  readonly entries: readonly EvidenceEntry[];
  /** Who took part, by the names that the entries know them by. */
  readonly people: readonly { readonly name: string }[];
  /** Said at the top: what the script shows. */
  readonly about: readonly string[];
  /** Said at the end: what was expected, and what came. */
  readonly moral: readonly string[];
}

/**
 * By how much every pause is longer than it was, in milliseconds: what is due at its very end is over then, though curl
 * and the server take their time.
 */
const GRACE_MS = 100;

/** Values shorter than this stand in requests by chance. */
const LEAST_LENGTH = 4;

/** What a variable stands for: a value of the run that was recorded, which will be another one when it is run again. */
interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Where in an answer a value is found. */
interface Capture extends Variable {
  readonly field: string;
  /** Which of the fields of that name, counted from 1. */
  readonly place: number;
}

/**
 * A shell script that does once more what was recorded, against a server that knows nothing of it: it registers the
 * users, makes every request with curl at its time, and takes ids and tokens from the answers. It needs nothing but a
 * shell, curl, sed and od.
 */
export function curlScript({ entries, people, about, moral }: ScriptStory): string {
  const users = people.map(({ name }) => ({
    name: `${shellName(name)}_ID`,
    value: `$${name.replaceAll(/\W+/g, '_')}`,
  }));
  const known: Variable[] = [{ name: 'RUN', value: '$run' }, ...users];
  const lines = [
    ...HEAD,
    ...comment(['', ...about]),
    ...SETTINGS,
    ...FUNCTIONS,
    '',
    ...people.map(({ name }) => `register ${name}`),
  ];
  let before = entries.find(isExchange)?.at ?? 0;
  for (const [index, entry] of entries.entries()) {
    if (entry.kind === 'note') {
      lines.push(...comment([entry.text]));
      continue;
    }
    if (entry.at > before) {
      lines.push('', `pause ${Math.round(entry.at - before) + GRACE_MS}`);
    }
    before = entry.at;
    lines.push(requestLine(entry, known));
    const later = entries.slice(index + 1).filter(isExchange);
    for (const { name, value, field, place } of capturesFrom(entry, known, later)) {
      lines.push(`${name}=$(field ${field} ${place})`);
      known.push({ name, value });
    }
  }
  return `${[...lines, '', ...comment(moral)].join('\n')}\n`;
}

const HEAD = [
  '#!/bin/sh',
  '# Replays what a conformance check did, against a homeserver that allows registration by m.login.dummy:',
  '#   sh this-script.sh http://127.0.0.1:8008',
];

const SETTINGS = [
  'set -eu',
  'BASE=${1:-http://127.0.0.1:8008}',
  'RUN=$(date +%s)-$$',
  'ANSWER=$(mktemp)',
  'trap \'rm -f "$ANSWER"\' EXIT',
  '',
];

const FUNCTIONS = [
  '# Waits so many milliseconds.',
  'pause() {',
  '  printf \'%s ms pass\\n\' "$1"',
  '  sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"',
  '}',
  '# Percent-encodes a value for a path.',
  "enc() { printf %s \"$1\" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g'; }",
  '# The string in the n-th field of a name in the last answer.',
  'field() {',
  '  tr -d \'\\n\' <"$ANSWER" | grep -o "\\"$1\\" *: *\\"[^\\"]*\\"" | sed -n "$2p" |',
  "    sed -e 's/^[^:]*: *\"//' -e 's/\"$//' -e 's#\\\\/#/#g'",
  '}',
  '# Makes a request: who asks (- for nobody), method, path, body.',
  'call() {',
  '  set -- "$1" "$2" "$3" "${4-}" -sS -X "$2" -o "$ANSWER" -w \'%{http_code}\'',
  '  who=$1 method=$2 path=$3 body=$4',
  '  shift 4',
  '  if [ "$who" != - ]; then',
  '    eval "token=\\$${who}_token"',
  '    set -- "$@" -H "Authorization: Bearer $token"',
  '  fi',
  '  if [ -n "$body" ]; then set -- "$@" -H \'Content-Type: application/json\' --data-binary "$body"; fi',
  '  status=$(curl "$@" "$BASE$path")',
  '  printf \'%s %s %s\\n  -> %s %s\\n\' "$who" "$method" "$path" "$status" "$(cat "$ANSWER")"',
  '}',
  '# Registers a user, and remembers the access token.',
  'register() {',
  '  wish="\\"username\\":\\"$1-$RUN\\",\\"password\\":\\"a-long-password-$RUN\\""',
  '  call - POST /_matrix/client/v3/register "{$wish}"',
  '  if [ "$status" = 401 ]; then',
  '    call - POST /_matrix/client/v3/register "{$wish,\\"auth\\":{\\"type\\":\\"m.login.dummy\\",\\"session\\":\\"$(field session 1)\\"}}"',
  '  fi',
  '  eval "$1_token=\\$(field access_token 1) $(printf %s "$1" | tr a-z A-Z)_ID=\\$(field user_id 1)"',
  '}',
];

function isExchange(entry: EvidenceEntry): entry is ExchangeEntry {
  return entry.kind === 'exchange';
}

function requestLine({ by, method, path, requestBody }: ExchangeEntry, known: readonly Variable[]): string {
  const words = ['call', by ?? '-', method, inShell(path, known, inPath)];
  return [...words, ...(requestBody === undefined ? [] : [inShell(requestBody, known, inBody)])].join(' ');
}

/** The values in an answer that later requests use. */
function capturesFrom(entry: ExchangeEntry, known: readonly Variable[], later: readonly ExchangeEntry[]): Capture[] {
  const places = new Map<string, number>();
  const captures: Capture[] = [];
  for (const [, field = '', text = ''] of (entry.responseBody ?? '').matchAll(
    /"([A-Za-z_][\w.]*)"\s*:\s*"((?:[^"\\]|\\.)*)"/g,
  )) {
    const place = (places.get(field) ?? 0) + 1;
    places.set(field, place);
    const value = JSON.parse(`"${text}"`) as string;
    const isKnown = [...known, ...captures].some((other) => other.value === value);
    if (isKnown || value.length < LEAST_LENGTH || !later.some((one) => isUsedIn(one, value))) continue;
    const count = [...known, ...captures].filter(({ name }) => name.startsWith(`${shellName(field)}_`)).length + 1;
    captures.push({ name: `${shellName(field)}_${count}`, value, field, place });
  }
  return captures;
}

function isUsedIn({ path, requestBody = '' }: ExchangeEntry, value: string): boolean {
  return spellings(value).some((spelling) => path.includes(spelling)) || requestBody.includes(inJson(value));
}

/** How a value may stand in a path: as it is, and percent-encoded as a part of the path or of the query. */
function spellings(value: string): string[] {
  const inQuery = new URLSearchParams({ '': value }).toString().slice(1);
  return [...new Set([encodeURIComponent(value), inQuery, value])];
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** How a variable's value is looked for in a text, and how it is put into a shell word instead. */
interface Placing {
  readonly spelled: (value: string) => readonly string[];
  readonly put: (name: string) => string;
}

const inPath: Placing = { spelled: spellings, put: (name) => `"$(enc "$${name}")"` };
const inBody: Placing = { spelled: (value) => [inJson(value)], put: (name) => `"$${name}"` };

/** A text as one word of the shell, with variables in place of the values that are different every time. */
function inShell(text: string, known: readonly Variable[], { spelled, put }: Placing): string {
  // The longer values first: one may be the beginning of another.
  const byLength = known.toSorted((a, b) => b.value.length - a.value.length);
  let parts: readonly (string | Variable)[] = [text];
  for (const variable of byLength) {
    for (const spelling of spelled(variable.value)) {
      parts = parts.flatMap((part) => (typeof part === 'string' ? splitBy(part, spelling, variable) : [part]));
    }
  }
  return parts.map((part) => (typeof part === 'string' ? quoted(part) : put(part.name))).join('') || "''";
}

function splitBy(text: string, spelling: string, variable: Variable): (string | Variable)[] {
  return text
    .split(spelling)
    .flatMap((part, index) => (index === 0 ? [part] : [variable, part]))
    .filter((part) => part !== '');
}

function quoted(text: string): string {
  return /^[\w/.,:=@%+?&-]+$/.test(text) && !/[&?]/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function shellName(name: string): string {
  return name.replaceAll(/\W/g, '_').toUpperCase();
}

function comment(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => `# ${line}`.trimEnd());
}
