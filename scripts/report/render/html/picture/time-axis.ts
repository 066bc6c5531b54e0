import { scaleLinear } from 'd3-scale';

import { timeInWords } from './time-in-words.js';

/** How time is laid out in a picture: evenly, but for long times in which nothing happens, which are cut out. */
export interface TimeAxis {
  /** Where a moment is, in pixels. */
  x(at: number): number;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  /** Where time was cut out, and how much. */
  readonly cuts: readonly { readonly from: number; readonly to: number; readonly label: string }[];
}

/** How many pixels the finest difference that matters has to take. */
const FINEST_PX = 28;

/** How many pixels it takes at the most where time was cut out. */
const COARSEST_PX = 140;

/** How many pixels a cut takes at the least. */
const CUT_PX = 48;

/** The least difference that has to be seen where there is none that something depends on, in milliseconds. */
const FINEST_MS = 500;

/** What is off by less than this is not worth a cut, in milliseconds. */
const LEAST_DIFFERENCE_MS = 50;

/** How much longer than others a time has to be in which nothing happens, for it to be cut out. */
const OUTLIER = 4;

/** How far ticks are apart, in pixels. */
const TICK_PX = 84;

interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * Lays out time so that the differences that matter are seen, whether the rest takes seconds or days.
 *
 * @param moments - whatever happens, in milliseconds
 * @param room - from where to where, in pixels
 * @param differences - by how much something came early or late, in milliseconds; none where nothing did
 */
export function timeAxis(
  moments: readonly number[],
  room: readonly [number, number],
  differences: readonly number[],
): TimeAxis {
  const sorted = [...new Set(moments)].toSorted((a, b) => a - b);
  const [first = 0] = sorted;
  const last = Math.max(sorted.at(-1) ?? 0, first + 1);
  const width = room[1] - room[0];
  const finest = Math.max(LEAST_DIFFERENCE_MS, Math.min(FINEST_MS, ...differences));
  const cuts = gapsToCut(sorted, last - first, width, finest, differences.length > 0);
  const kept = last - first - lengthOf(cuts);
  const perMs = Math.min((width - cuts.length * CUT_PX) / kept, cuts.length === 0 ? width : COARSEST_PX / finest);
  const cutPx = cuts.length === 0 ? 0 : (width - kept * perMs) / cuts.length;

  // One straight line for each stretch of time, and one for each cut.
  const points: [at: number, x: number][] = [[first, room[0]]];
  const add = (at: number, x: number): void => {
    if (at > (points.at(-1)?.[0] ?? at)) points.push([at, x]);
  };
  let x = room[0];
  let at = first;
  for (const { from, to } of cuts) {
    x += (from - at) * perMs;
    add(from, x);
    x += cutPx;
    add(to, x);
    at = to;
  }
  add(last, room[1]);
  const scale = scaleLinear(
    points.map((point) => point[0]),
    points.map((point) => point[1]),
  );
  return {
    x: (moment) => scale(moment),
    ticks: ticksIn([first, ...cuts.flatMap(({ from, to }) => [from, to]), last], scale),
    cuts: cuts.map(({ from, to }) => ({ from: scale(from), to: scale(to), label: inShort(to - from) })),
  };
}

/**
 * The longest times in which nothing happens, as many as it takes, in the order of time.
 *
 * @param isAsked - whether there is a difference that has to be seen; if not, only times are cut that are much longer than
 *   others
 */
function gapsToCut(sorted: readonly number[], whole: number, width: number, finest: number, isAsked: boolean): Gap[] {
  const gaps = sorted.slice(1).map((to, index): Gap => ({ from: sorted[index] ?? to, to }));
  const long = gaps.filter((gap) => lengthOf([gap]) > finest).toSorted((a, b) => lengthOf([b]) - lengthOf([a]));
  const usual = isAsked ? finest : medianOf([finest, ...long.map((gap) => lengthOf([gap]))]);
  const cuts: Gap[] = [];
  const isFine = (): boolean =>
    ((width - cuts.length * CUT_PX) / (whole - lengthOf(cuts))) * finest >= FINEST_PX ||
    (cuts.length + 1) * CUT_PX > width / 2;
  for (const gap of long.filter((each) => lengthOf([each]) > OUTLIER * usual)) {
    const [before] = cuts.slice(-1);
    // Times of the same length are treated alike.
    const isAlike = before !== undefined && lengthOf([gap]) > 0.8 * lengthOf([before]);
    if (isFine() && !isAlike) break;
    // All that is left may be a single moment, which takes no room.
    if (lengthOf(cuts) + lengthOf([gap]) < whole && (cuts.length + 1) * CUT_PX < width) cuts.push(gap);
  }
  return cuts.toSorted((a, b) => a.from - b.from);
}

/** The middle one, or the lower one of the two in the middle. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** A length of time where seconds do not matter beside minutes. */
function inShort(ms: number): string {
  return timeInWords(ms < 60_000 ? ms : Math.round(ms / 1_000) * 1_000);
}

function lengthOf(gaps: readonly Gap[]): number {
  return gaps.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Round moments in each stretch of time, none too near to another. */
function ticksIn(ends: readonly number[], scale: (at: number) => number): TimeAxis['ticks'] {
  const ticks: { x: number; label: string }[] = [];
  for (let index = 0; index + 1 < ends.length; index += 2) {
    const [from = 0, to = 0] = ends.slice(index, index + 2);
    const count = Math.max(1, Math.floor((scale(to) - scale(from)) / TICK_PX));
    const round = from === to ? [from] : scaleLinear([from, to], [0, 1]).ticks(count);
    for (const at of round.length === 0 ? [from] : round) {
      const x = scale(at);
      if (x - (ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY) > TICK_PX / 2) ticks.push({ x, label: timeInWords(at) });
    }
  }
  return ticks;
}
