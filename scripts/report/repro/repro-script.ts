import type { ExchangeEntry } from '../../../suites/kit/checks/evidence.js';
import { printable } from '../render/printable.js';
import { capturesIn } from './captures.js';
import type { NumberedExchange, ReproStory } from './repro-story.js';
import { FUNCTIONS, HEAD, USAGE } from './shell-functions.js';
import { aliasesIn, bodyWord, pathWord, quoted } from './shell-word.js';
import { isHarmless, momentsAfter, type Moment, pendingAt } from './story-moments.js';
import { type Telling, tellingOf } from './telling.js';
import { verdictLines } from './verdict-lines.js';
import { whyNoScript } from './why-no-script.js';

/** By how much a pause is longer than it was where something is due in it, in milliseconds: it is over then. */
const GRACE_MS = 100;

/** How much later than in the run the script looks in the end, in milliseconds. */
const LAST_GRACE_MS = 300;

/** How much later a request may be than in the story at the least, for a script to be made of it, in milliseconds. */
const LEAST_LEEWAY_MS = 300;

/** Shorter pauses are none: they were only the time that something took. */
const LEAST_PAUSE_MS = 20;

/** Requests that overlap by no more than this came one after the other, by the clock's rounding. */
const ROUNDING_MS = 2;

/** What a story cannot do without. */
const GIVEN_OUT = /^(room|send|cancel|refresh|delay|group)\d+$/;

/** The endpoint that makes a room: who asked sees what is in it. */
const CREATES_ROOM = /\/createRoom(\?|$)/;

/** A script; or why there is none, as a part of a sentence. */
export type ReproScript = { readonly script: string } | { readonly why: string };

/**
 * A shell script that does once more what was recorded, against a server that knows nothing of it, and says whether the
 * fault shows. It makes every request with curl at its time, those beside each other that were, and takes ids and tokens from
 * the answers.
 */
export function reproScript(story: ReproStory): ReproScript {
  const why = whyNoScript(story);
  if (why !== undefined) return { why };
  const all = exchangesOf(story);
  const telling = tellingOf(story, all);
  if ('why' in telling) return telling;
  // What comes after an answer that tells it changes nothing.
  const exchanges = telling.by === 'answer' ? all.slice(0, telling.answer.number) : all;
  const batches = batchesOf(exchanges);
  if (batches.some(isRace)) return { why: 'requests race in it' };
  const told = new Teller(story, telling, exchanges).tell(batches);
  if ('why' in told) return told;
  const lines = [
    ...HEAD,
    ...comment([...story.about, '', ...USAGE]),
    ...FUNCTIONS,
    '',
    ...told.lines,
    ...conclusion(story),
  ];
  const script = `${lines.join('\n')}\n`;
  return printable(script) === script ? { script } : { why: 'the answers hold signs that a terminal would act on' };
}

/** Puts the lines of a story together. */
class Teller {
  readonly #lines: string[] = [];
  readonly #known: Set<string>;
  readonly #seers = new Map<string, string>();
  readonly #people: readonly string[];
  readonly #moments: readonly Moment[];
  /** The requests whose own time counts. */
  readonly #marked = new Set<number>();
  /** How much longer than in the run the script had paused before each request, in milliseconds. */
  readonly #graces = new Map<number, number>();
  #grace = 0;
  #clock: number;
  #leeway = Infinity;

  constructor(
    readonly story: ReproStory,
    readonly telling: Telling,
    readonly exchanges: readonly NumberedExchange[],
  ) {
    this.#people = [...new Set(exchanges.flatMap(({ entry }) => peopleIn(entry)))];
    this.#known = new Set(['run', ...this.#people.flatMap((name) => [name, `${name}_token`])]);
    this.#moments = momentsAfter(exchanges);
    this.#clock = exchanges[0]?.entry.at ?? 0;
  }

  tell(batches: readonly Batch[]): { readonly lines: readonly string[] } | { readonly why: string } {
    let done = 0;
    for (const batch of batches) {
      this.#makeRequests(batch);
      done += batch.length;
      this.#keepWhatIsNeeded(batch, this.exchanges.slice(done));
    }
    if (this.telling.by !== 'answer') this.#wait(this.#end, LAST_GRACE_MS);
    this.#lines.push('', 'shows=', ...verdictLines({ telling: this.telling, known: this.#known, seers: this.#seers }));
    // Any later it might have been due.
    if (this.telling.by === 'unwanted') this.#requirePending();
    const used = new Set(this.exchanges.flatMap(({ entry }) => aliasesOf(entry)));
    const unknown = [...used, ...this.#namesInVerdict()].filter(
      (name) => GIVEN_OUT.test(name) && !this.#known.has(name),
    );
    if (unknown.length > 0) return { why: `it stands on ${unknown.join(', ')}, which was made before` };
    if (this.#leeway < LEAST_LEEWAY_MS) return { why: 'it hangs on moments that are too close to each other' };
    const marked = (line: string): string[] => {
      const number = Number(/^call (\d+) /.exec(line)?.[1]);
      return this.#marked.has(number) ? [`mark ${number}`, line] : [line];
    };
    const people = this.#people.map((name) => `person ${name} ${name.toUpperCase()}_TOKEN`);
    return { lines: [...people, '', ...this.#lines.flatMap(marked)] };
  }

  #makeRequests(batch: Batch): void {
    for (const each of batch) {
      this.#wait(each.entry.at);
      this.#graces.set(each.number, this.#grace);
      this.#lines.push(callLine(each, this.#known) + (batch.length > 1 ? ' &' : ''));
    }
    if (batch.length > 1) this.#lines.push('wait');
    this.#clock = Math.max(...batch.map(({ entry }) => entry.at + entry.took));
    if (batch.some((each) => this.#hasItsTime(each))) this.#requirePending();
  }

  /** Whether it matters when a request is made. */
  #hasItsTime(exchange: NumberedExchange): boolean {
    const isTelling = this.telling.by === 'answer' && this.telling.answer.number === exchange.number;
    return isTelling || !isHarmless(exchange.entry);
  }

  /** Waits until a moment of the story, where that is later than what was done before. */
  #wait(at: number, least = 0): void {
    const isDueMeanwhile = this.#moments.some((moment) => moment.at > this.#clock - GRACE_MS && moment.at <= at);
    const grace = Math.max(least, isDueMeanwhile ? GRACE_MS : 0);
    const pause = Math.max(0, at - this.#clock) + least;
    if (pause >= LEAST_PAUSE_MS) {
      this.#lines.push(`pause ${Math.round(Math.max(0, at - this.#clock) + grace)}`);
      this.#grace += grace;
    }
    this.#clock = Math.max(this.#clock, at);
  }

  /** Makes sure that what is still to come in the story is so in the script, too. */
  #requirePending(): void {
    const asked = new Set(this.#graces.keys());
    for (const { after, ms, at } of pendingAt(
      this.#moments.filter((moment) => asked.has(moment.after)),
      this.#clock,
    )) {
      this.#leeway = Math.min(this.#leeway, at - this.#clock - (this.#grace - (this.#graces.get(after) ?? 0)));
      this.#marked.add(after);
      this.#lines.push(`before ${after} ${Math.round(ms)}`);
    }
  }

  /** Takes from the answers what is used later. */
  #keepWhatIsNeeded(batch: Batch, later: readonly NumberedExchange[]): void {
    const wanted = new Set([...later.flatMap(({ entry }) => aliasesOf(entry)), ...this.#namesInVerdict()]);
    for (const { number, entry } of batch) {
      if (entry.role === 'stage') this.#lines.push(`expect_ok ${number}`);
      const captures = capturesIn(entry.responseBody, wanted);
      const rooms = roomsMadeBy(entry).map((name) => ({ name, filter: '.room_id' }));
      for (const { name, filter } of [...captures, ...rooms]) {
        if (this.#known.has(name)) continue;
        this.#lines.push(
          `${name}=$(get ${number} ${quoted(filter)}) || untold "the answer to request ${number} has no such field"`,
        );
        this.#known.add(name);
        if (CREATES_ROOM.test(entry.path)) this.#seers.set(name, variableOf(entry.by) ?? '-');
      }
    }
  }

  #namesInVerdict(): string[] {
    const { scene } = this.story;
    const events = this.telling.by === 'answer' ? [] : (scene?.events ?? []);
    const is = this.telling.by === 'answer' ? this.telling.right.fields?.is : undefined;
    return [
      ...events.flatMap(({ room, type, stateKey = '', label }) => aliasesIn(`${room} ${type} ${stateKey} ${label}`)),
      ...(typeof is === 'object' ? [is.variable] : []),
    ];
  }

  get #end(): number {
    return this.story.scene?.at ?? this.#clock;
  }
}

/** What is said in the end. */
function conclusion({ expected, seen }: ReproStory): string[] {
  const told = [
    ...(expected === undefined ? [] : [`Expected: ${expected}`]),
    ...(seen === undefined ? [] : [`Seen then: ${seen}`]),
  ];
  const words = told.map((line) => quoted(line.replaceAll(/\s+/g, ' ')));
  return [
    ...(words.length === 0 ? [] : [`printf '%s\\n' ${words.join(' ')}`]),
    'case $shows in',
    '  yes) echo "The fault shows."; exit 1 ;;',
    '  no) echo "The fault does not show." ;;',
    '  *) untold "it is neither as it has to be nor as it was" ;;',
    'esac',
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

/** Requests that were under way at the same time. */
type Batch = readonly NumberedExchange[];

function batchesOf(exchanges: readonly NumberedExchange[]): Batch[] {
  const batches: Batch[] = [];
  for (let done = 0; done < exchanges.length; done += batches.at(-1)?.length ?? 1) {
    batches.push(togetherFrom(exchanges, done));
  }
  return batches;
}

/** Whether some of them are about the same thing, so that it counts which one is taken in first. */
function isRace(batch: Batch): boolean {
  const about = batch
    .filter(({ entry }) => !isHarmless(entry))
    .map(({ entry }) => aliasesOf(entry).filter((name) => GIVEN_OUT.test(name) && !name.startsWith('room')));
  return about.some((names, index) => names.some((name) => about.slice(index + 1).some((more) => more.includes(name))));
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

function comment(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => `# ${line}`.trimEnd());
}
