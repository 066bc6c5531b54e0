import type { ExchangeEntry } from '../../../suites/kit/checks/evidence.js';
import { parsed } from './captures.js';
import { isRecord } from '../../../suites/kit/rooms/matrix-json.js';
import type { NumberedExchange } from './repro-story.js';

/** The fields and parameters that say after how long something is due. */
const DURATION = /(?:^|[._])(?:delay(?:_ms)?|timeout)$/;

/** Fewer than this may be seconds. */
const MOST_SECONDS = 1_000;

const MAKES_A_ROOM = /\/createRoom(\?|$)/;
const COMES_AND_GOES = /\/(?:join|invite|leave)(?:[/?]|$)/;
const PLAIN_SEND = /\/rooms\/[^/]+\/send\//;

/** Something that may be due: so many milliseconds after a request. */
export interface Moment {
  /** The number of the request. */
  readonly after: number;
  readonly ms: number;
  /** Milliseconds in the story. */
  readonly at: number;
}

/** After how many milliseconds a request asks something to be done; a small number may stand for seconds, too. */
export function durationsIn({ method, path, requestBody }: ExchangeEntry): number[] {
  if (method === 'GET') return [];
  const query = new URLSearchParams(path.split('?')[1] ?? '');
  const told = [...query].flatMap(([name, value]) => (DURATION.test(name) ? [Number(value)] : []));
  const search = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) search(item);
    else if (isRecord(value)) {
      for (const [name, item] of Object.entries(value)) {
        if (typeof item === 'number' && DURATION.test(name)) told.push(item);
        else search(item);
      }
    }
  };
  search(parsed(requestBody));
  return told
    .filter((number) => Number.isFinite(number) && number > 0)
    .flatMap((number) => (number < MOST_SECONDS ? [number, number * 1_000] : [number]));
}

/**
 * Whether it does not matter when a request is made: it makes a room, lets people in, sends an ordinary event or only
 * looks.
 */
export function isHarmless(entry: ExchangeEntry): boolean {
  const { method, path } = entry;
  if (method === 'GET' || MAKES_A_ROOM.test(path) || COMES_AND_GOES.test(path)) return true;
  return PLAIN_SEND.test(path) && durationsIn(entry).length === 0;
}

/**
 * All that may be due after some requests, whatever they do: every one of them may start anything anew. Those that do not
 * matter start nothing.
 */
export function momentsAfter(exchanges: readonly NumberedExchange[]): Moment[] {
  const durations = new Set<number>();
  return exchanges.flatMap(({ number, entry }) => {
    for (const duration of durationsIn(entry)) durations.add(duration);
    return isHarmless(entry) ? [] : [...durations].map((ms) => ({ after: number, ms, at: entry.at + ms }));
  });
}

/**
 * What has to be still to come at some moment of a story, for it to be the same one: for each request the first thing, but
 * for those that another one vouches for.
 */
export function pendingAt(moments: readonly Moment[], at: number): Moment[] {
  const first = new Map<number, Moment>();
  for (const moment of moments) {
    if (moment.at <= at || (first.get(moment.after)?.at ?? Infinity) <= moment.at) continue;
    first.set(moment.after, moment);
  }
  // The later a request was, the less there was since then that can have taken too long.
  return [...first.values()]
    .toSorted((one, other) => one.after - other.after)
    .filter((moment, index, all) => !all.slice(0, index).some((earlier) => earlier.at <= moment.at));
}
