import { isRecord } from '../../../suites/kit/rooms/matrix-json.js';
import type { Scene } from '../../../suites/kit/checks/scene.js';
import { parsed } from './captures.js';
import { bodyWord, quoted } from './shell-word.js';
import type { NumberedExchange, ReproStory } from './repro-story.js';

/** How many fields of an answer are compared. */
const MOST_FIELDS = 60;

/** Whole numbers above this are times, or as good as. */
const LARGEST_SETTLED = 1_000;

/** What a script needs to know to say whether the fault shows. */
export interface Ending {
  readonly story: ReproStory;
  readonly exchanges: readonly NumberedExchange[];
  /** The variables that have their values by then. */
  readonly known: ReadonlySet<string>;
  /** Who can see each room, by the room's variable. */
  readonly seers: ReadonlyMap<string, string>;
}

/**
 * The lines at the end of a script that tell whether the fault shows: whether the answer that was wrong is wrong again,
 * whether what must not come has come, or whether all there is to be seen is as it was. They set `shows` to yes or no.
 */
export function verdictLines(ending: Ending): string[] {
  const { story, exchanges } = ending;
  const { scene, expected } = story;
  const wrong = exchanges.find(({ index }) => index === scene?.exchange);
  if (wrong !== undefined) return answerLines(wrong, expected);
  if (scene === undefined) return sameLines(exchanges.at(-1));
  const unexpected = scene.events.filter((event) => event.unexpected === true);
  if (unexpected.length > 0) return eventLines(ending, unexpected, 'any');
  const last = exchanges.at(-1);
  const looksAtLast = last !== undefined && story.symptom !== 'missing' && story.symptom !== 'early';
  return [...eventLines(ending, scene.events, 'all'), ...(looksAtLast ? sameLines(last, true) : [])];
}

function answerLines(wrong: NumberedExchange, expected: string | undefined): string[] {
  const status = /^(\d{3})$/.exec(expected ?? '')?.[1] ?? /^a refusal with (\d{3})\b/.exec(expected ?? '')?.[1];
  const isRight = (condition: string): string[] => [`shows=yes; if ${condition}; then shows=no; fi`];
  const told = `"$(status ${wrong.number})"`;
  if (status !== undefined) return isRight(`[ ${told} = ${status} ]`);
  if (expected === 'a refusal with 4xx') return isRight(`case ${told} in 4??) true ;; *) false ;; esac`);
  if (expected === 'a refusal with errcode and error') {
    const filter = quoted('(.errcode | type) == "string" and (.error | type) == "string"');
    return isRight(`jq -e ${filter} "$DIR/${wrong.number}.body" >/dev/null 2>&1`);
  }
  return sameLines(wrong);
}

/** Whether an answer is as it was recorded, but for what is another one in every run. */
function sameLines(exchange: NumberedExchange | undefined, also = false): string[] {
  if (exchange === undefined) return also ? [] : ['untold "nothing was asked"'];
  const { number, entry } = exchange;
  const filter = sameFilter(parsed(entry.responseBody));
  const conditions = [
    `[ "$(status ${number})" = ${entry.status ?? '000'} ]`,
    ...(filter === undefined ? [] : [`jq -e ${quoted(filter)} "$DIR/${number}.body" >/dev/null 2>&1`]),
  ];
  return [...(also ? [] : ['shows=yes']), `if ! { ${conditions.join(' && ')}; }; then shows=no; fi`];
}

function sameFilter(body: unknown): string | undefined {
  if (!isRecord(body) && !Array.isArray(body)) return undefined;
  const leaves: string[] = [];
  let count = 0;
  const search = (value: unknown, path: readonly (string | number)[]): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) search(item, [...path, index]);
    else if (isRecord(value)) for (const [name, item] of Object.entries(value)) search(item, [...path, name]);
    else {
      count += 1;
      const at = JSON.stringify(path);
      if (at.includes('$')) return;
      leaves.push(
        isSettled(value)
          ? `getpath(${at}) == ${JSON.stringify(value)}`
          : `(getpath(${at}) | type) == "${value === null ? 'null' : typeof value}"`,
      );
    }
  };
  search(body, []);
  const all = '([paths(type | . != "object" and . != "array")] | length)';
  return [`${all} == ${count}`, ...leaves.slice(0, MOST_FIELDS)].join(' and ');
}

/** Whether a value is the same one in every run. */
function isSettled(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('$') && value.length < 200;
  return typeof value !== 'number' || (Number.isInteger(value) && Math.abs(value) <= LARGEST_SETTLED);
}

/** Whether any of these events, or just all of them, are in the rooms. */
function eventLines({ known, seers }: Ending, events: Scene['events'], which: 'any' | 'all'): string[] {
  const rooms = [...seers].filter(([room]) => known.has(room));
  const listed = rooms.map(([room, seer]) => `events ${seer} "$${room}" | sed "s/^/${room} /"`);
  const wanted = events
    .filter(({ room }) => known.has(room.slice(1)))
    .map(({ room, type, stateKey = '-', label }) => bodyWord(`${room.slice(1)} ${type} ${stateKey} ${label}`, known));
  if (rooms.length === 0) return ['untold "there is no room to look into"'];
  return [
    `{ ${listed.join('; ')}; } | sort >"$DIR/now"`,
    wanted.length === 0 ? ': >"$DIR/then"' : `printf '%s\\n' ${wanted.join(' ')} | sort >"$DIR/then"`,
    'printf "In the rooms now:\\n"; cat "$DIR/now"',
    which === 'any'
      ? 'if grep -qxFf "$DIR/then" "$DIR/now"; then shows=yes; else shows=no; fi'
      : 'if cmp -s "$DIR/then" "$DIR/now"; then shows=yes; else shows=no; fi',
  ];
}
