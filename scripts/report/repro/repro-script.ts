import type { ExchangeEntry } from '../../../suites/kit/checks/evidence.js';
import { capturesIn } from './captures.js';
import type { NumberedExchange, ReproStory } from './repro-story.js';
import { FUNCTIONS, HEAD, USAGE } from './shell-functions.js';
import { aliasesIn, bodyWord, pathWord, quoted } from './shell-word.js';
import { verdictLines } from './verdict-lines.js';

/** By how much every pause is longer than it was, in milliseconds: what is due at its very end is over then. */
const GRACE_MS = 100;

/** How much later than in the run the script looks in the end, in milliseconds. */
const LAST_GRACE_MS = 400;

/**
 * How much later than in the run the script looks for what came early, and how long that may take, in milliseconds: both
 * together are no more than any script's event is early by.
 */
const EARLY_GRACE_MS = 300;

/** Shorter pauses are none: they were only the time that something took. */
const LEAST_PAUSE_MS = 20;

/** Requests that overlap by no more than this came one after the other, by the clock's rounding. */
const ROUNDING_MS = 2;

/** What a story cannot do without. */
const GIVEN_OUT = /^(room|send|cancel|refresh|delay|group)\d+$/;

/** The endpoint that makes a room: who asked sees what is in it. */
const CREATES_ROOM = /\/createRoom(\?|$)/;

/**
 * A shell script that does once more what was recorded, against a server that knows nothing of it, and says whether the
 * fault shows. It makes every request with curl at its time, those beside each other that were, and takes ids and tokens from
 * the answers.
 *
 * @returns the script, and what it would need that no answer in the story gives
 */
export function reproScript(story: ReproStory): { readonly script: string; readonly unknown: readonly string[] } {
  const exchanges = exchangesOf(story);
  const people = [...new Set(exchanges.flatMap(({ entry }) => peopleIn(entry)))];
  const known = new Set(['run', ...people.flatMap((name) => [name, `${name}_token`])]);
  const lines = [...HEAD, ...comment([...story.about, '', ...USAGE]), ...FUNCTIONS, ''];
  lines.push(...people.map((name) => `person ${name} ${name.toUpperCase()}_TOKEN`), '', 'start=$(now_ms)');
  const seers = new Map<string, string>();
  let done = 0;
  const start = exchanges[0]?.entry.at ?? 0;
  let clock = start;
  let graces = 0;
  /** Waits until a moment of the story, where that is later than what was done before. */
  const wait = (at: number, grace = GRACE_MS): void => {
    if (at - clock >= LEAST_PAUSE_MS) {
      lines.push(`in_time ${Math.round(clock - start) + graces}`, `pause ${Math.round(at - clock) + grace}`);
      graces += grace;
    }
    clock = Math.max(clock, at);
  };
  while (done < exchanges.length) {
    const beside = togetherFrom(exchanges, done);
    const [first] = beside;
    if (first === undefined) break;
    wait(first.entry.at);
    for (const each of beside) {
      if (each !== first) wait(each.entry.at);
      lines.push(callLine(each, known) + (beside.length > 1 ? ' &' : ''));
    }
    if (beside.length > 1) lines.push('wait');
    clock = Math.max(...beside.map(({ entry }) => entry.at + entry.took));
    done += beside.length;
    const wanted = new Set(exchanges.slice(done).flatMap(({ entry }) => aliasesOf(entry)));
    for (const event of story.scene?.events ?? []) wanted.add(event.room.slice(1));
    for (const { number, entry } of beside) {
      if (entry.role === 'stage') lines.push(`expect_ok ${number}`);
      for (const { name, filter } of capturesIn(entry.responseBody, wanted)) {
        if (known.has(name)) continue;
        lines.push(
          `${name}=$(get ${number} ${quoted(filter)}) || untold "the answer to request ${number} has no such field"`,
        );
        known.add(name);
        if (CREATES_ROOM.test(entry.path)) seers.set(name, variableOf(entry.by) ?? '-');
      }
      for (const name of roomsMadeBy(entry)) {
        if (known.has(name)) continue;
        lines.push(`${name}=$(get ${number} ${quoted('.room_id')}) || untold "no room was made"`);
        known.add(name);
        seers.set(name, variableOf(entry.by) ?? '-');
      }
    }
  }
  const end = story.scene?.at ?? lastMoment(story);
  if (story.symptom === 'early') {
    lines.push(`pause ${Math.round(Math.max(0, end - clock)) + EARLY_GRACE_MS}`);
    graces += EARLY_GRACE_MS;
  } else wait(end, LAST_GRACE_MS);
  lines.push('', ...verdictLines({ story, exchanges, known, seers }));
  // Seen any later it may have been due.
  if (story.symptom === 'early') lines.push(`in_time ${Math.round(end - start) + graces} ${EARLY_GRACE_MS}`);
  lines.push(...CONCLUSION(story));
  const used = new Set(exchanges.flatMap(({ entry }) => aliasesOf(entry)));
  const unknown = [...used].filter((name) => GIVEN_OUT.test(name) && !known.has(name));
  return { script: `${lines.join('\n')}\n`, unknown };
}

/** What is said in the end. */
function CONCLUSION({ expected, seen }: ReproStory): string[] {
  const told = [
    ...(expected === undefined ? [] : [`Expected: ${expected}`]),
    ...(seen === undefined ? [] : [`Seen then: ${seen}`]),
  ];
  const words = told.map((line) => quoted(line.replaceAll(/\s+/g, ' ')));
  return [
    ...(words.length === 0 ? [] : [`printf '%s\\n' ${words.join(' ')}`]),
    'if [ "$shows" = yes ]; then echo "The fault shows."; exit 1; fi',
    'echo "The fault does not show."',
  ];
}

/** The requests of a story in the order in which they were made; the harness's own looks are left out. */
function exchangesOf({ evidence, scene }: ReproStory): NumberedExchange[] {
  return evidence
    .slice(0, scene?.entries)
    .flatMap((entry, index) => (entry.kind === 'exchange' && entry.role !== 'look' ? [{ index, entry }] : []))
    .toSorted((one, other) => one.entry.at - other.entry.at || one.index - other.index)
    .map((each, at) => ({ ...each, number: at + 1 }));
}

/** From a request on, those that were under way at the same time. */
function togetherFrom(exchanges: readonly NumberedExchange[], from: number): readonly NumberedExchange[] {
  let to = from + 1;
  let end = endOf(exchanges[from]);
  for (; to < exchanges.length; to += 1) {
    const next = exchanges[to];
    if (next === undefined || next.entry.at + ROUNDING_MS >= end) break;
    end = Math.max(end, endOf(next));
  }
  return exchanges.slice(from, to);
}

function endOf(exchange: NumberedExchange | undefined): number {
  return exchange === undefined ? 0 : exchange.entry.at + exchange.entry.took;
}

function callLine({ number, entry }: NumberedExchange, known: ReadonlySet<string>): string {
  const { by, method, path, requestBody, requestHeaders = {} } = entry;
  const headers = Object.entries(requestHeaders).flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)]);
  const body = requestBody === undefined ? [] : [bodyWord(requestBody, known)];
  return [
    `call ${number} ${variableOf(by) ?? '-'} ${method} ${pathWord(path, known)}`,
    ...(body.length === 0 && headers.length > 0 ? ["''"] : body),
    ...headers,
  ].join(' ');
}

function peopleIn({ by, path, requestBody = '' }: ExchangeEntry): string[] {
  const named = aliasesIn(`${path} ${requestBody}`).filter((name) => /^(alice|bob|carol)$/.test(name));
  const asking = variableOf(by);
  return [...(asking === undefined ? [] : [asking]), ...named];
}

function variableOf(name: string | undefined): string | undefined {
  return name?.replaceAll(/\W+/g, '_');
}

function aliasesOf({ path, requestBody = '' }: ExchangeEntry): string[] {
  return aliasesIn(`${path} ${requestBody}`);
}

/** The variables of rooms that an answer names as made, where that was cut away or is no JSON. */
function roomsMadeBy({ path, status, responseBody }: ExchangeEntry): string[] {
  if (!CREATES_ROOM.test(path) || status !== 200) return [];
  const name = /"room_id"\s*:\s*"\$(room\d+)"/.exec(responseBody ?? '')?.[1];
  return name === undefined ? [] : [name];
}

/** When the story has come to its end, where nobody has said so. */
function lastMoment({ evidence }: ReproStory): number {
  return Math.max(0, ...evidence.map(({ at }) => at));
}

function comment(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => `# ${line}`.trimEnd());
}
