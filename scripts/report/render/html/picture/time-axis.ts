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

/** How often time is cut out at the most. */
const MOST_CUTS = 6;

/** How far ticks are apart, in pixels. */
const TICK_PX = 84;

interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * Lays out time so that the finest difference that matters is seen, whether the rest takes seconds or days.
 *
 * @param moments - whatever happens, in milliseconds
 * @param room - from where to where, in pixels
 * @param finest - the least difference that has to be seen, in milliseconds
 */
export function timeAxis(moments: readonly number[], room: readonly [number, number], finest: number): TimeAxis {
  const sorted = [...new Set(moments)].toSorted((a, b) => a - b);
  const [first = 0] = sorted;
  const last = Math.max(sorted.at(-1) ?? 0, first + 1);
  const width = room[1] - room[0];
  const cuts = gapsToCut(sorted, last - first, width, finest);
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
    cuts: cuts.map(({ from, to }) => ({ from: scale(from), to: scale(to), label: timeInWords(to - from) })),
  };
}

/** The longest times in which nothing happens, as many as it takes, in the order of time. */
function gapsToCut(sorted: readonly number[], whole: number, width: number, finest: number): Gap[] {
  const gaps = sorted.slice(1).map((to, index): Gap => ({ from: sorted[index] ?? to, to }));
  const longest = gaps.filter((gap) => lengthOf([gap]) > 4 * finest).toSorted((a, b) => lengthOf([b]) - lengthOf([a]));
  const cuts: Gap[] = [];
  const isFine = (): boolean =>
    ((width - cuts.length * CUT_PX) / (whole - lengthOf(cuts))) * finest >= FINEST_PX || cuts.length === MOST_CUTS;
  for (const gap of longest) {
    if (isFine()) break;
    // All that is left may be a single moment, which takes no room.
    if (lengthOf(cuts) + lengthOf([gap]) < whole) cuts.push(gap);
  }
  return cuts.toSorted((a, b) => a.from - b.from);
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
