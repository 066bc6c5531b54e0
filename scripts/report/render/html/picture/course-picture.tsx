import type { JSX } from 'preact';

import { shortText } from '../../short-exchange.js';
import { courseInWords, expectationInWords, isIntruder, punctuality, shortEndpoint } from './course-in-words.js';
import type { CourseReport, ExpectationReport } from './course-report.js';
import { inRows } from './rows.js';
import { type TimeAxis, timeAxis } from './time-axis.js';

const WIDTH = 960;
const GUTTER = 116;
const RIGHT = WIDTH - 14;

/** The height of a row of labels, in pixels. */
const ROW = 17;

/** About how wide a letter is, in pixels. */
const LETTER = 6.6;

/** How long a label may be, in letters. */
const LONGEST = 64;

/** How many things are told to those who do not see the picture. */
const MOST_TOLD = 30;

/** A mark with its label, at its place. */
interface Placed {
  readonly row: number;
  readonly x: number;
  /** Where the mark ends. */
  readonly end: number;
  readonly label: string;
  /** Where the label begins, or ends where it stands before the mark. */
  readonly labelX: number;
  readonly anchor: 'start' | 'end';
}

/** A lane that is drawn: its name, how high it is, and what is in it. */
interface Lane {
  readonly name: string;
  readonly height: number;
  readonly draw: (top: number) => JSX.Element[];
}

/**
 * The picture of a check: what was due when and how late it might be, what came, and who asked for what, one above the
 * other over the same time.
 *
 * @param id - what nothing else on the page is called
 * @param title - what the check is about
 */
export function CoursePicture({
  course,
  id,
  title,
}: {
  readonly course: CourseReport;
  readonly id: string;
  readonly title: string;
}): JSX.Element {
  const axis = axisOf(course);
  const lanes = lanesOf(course, axis);
  const tops: number[] = [];
  let y = 8;
  for (const { height } of lanes) {
    tops.push(y);
    y += height + 10;
  }
  const bottom = y + (axis.cuts.length === 0 ? 22 : 36);
  const told = courseInWords(course);
  const more = told.length > MOST_TOLD ? [`and ${told.length - MOST_TOLD} more`] : [];
  return (
    <div class="picture" role="group" aria-label="Picture" tabIndex={0}>
      <svg viewBox={`0 0 ${WIDTH} ${bottom}`} role="img" aria-labelledby={`${id}-t`} aria-describedby={`${id}-d`}>
        <title id={`${id}-t`}>{`When what happened: ${title}`}</title>
        <desc id={`${id}-d`}>{[...told.slice(0, MOST_TOLD), ...more].join('. ')}</desc>
        {axis.cuts.map(({ from, to }) => (
          <rect class="cut" x={px(from)} y={4} width={px(to - from)} height={y - 4} />
        ))}
        {course.expectations.map((expectation) => deadline(expectation, axis, y))}
        {lanes.map(({ name, height, draw }, index) => {
          const top = tops[index] ?? 0;
          return (
            <g>
              <path class="rule" d={`M0 ${top + height + 5}H${WIDTH}`} />
              <text class="lane" x={8} y={top + 12}>
                {name}
              </text>
              {draw(top)}
            </g>
          );
        })}
        {axis.ticks.map(({ x, label }) => (
          <>
            <path class="tick" d={`M${px(x)} ${y - 5}v5`} />
            <text class="time" x={px(x)} y={y + 13} text-anchor={anchorAt(x)}>
              {label}
            </text>
          </>
        ))}
        {axis.cuts.map(({ from, to, label }) => (
          <text class="time cut-label" x={px((from + to) / 2)} y={y + 27} text-anchor="middle">
            {`⋯ ${label} ⋯`}
          </text>
        ))}
      </svg>
    </div>
  );
}

function axisOf({ requests, arrivals, expectations }: CourseReport): TimeAxis {
  const moments = [
    ...requests.flatMap(({ at, took }) => [at, at + took]),
    ...arrivals.map(({ at }) => at),
    ...expectations.flatMap(({ kind, from, to, until, came }) => [
      from,
      to,
      ...(came === undefined ? [] : [came]),
      ...(kind === 'silence' && until !== undefined ? [until] : []),
    ]),
  ];
  const differences = expectations.flatMap((expectation) => {
    const { from, to, came = from } = expectation;
    const { is } = punctuality(expectation);
    return is === 'early' ? [from - came] : is === 'late' || is === 'very late' ? [came - to] : [];
  });
  return timeAxis(moments, [GUTTER + 6, RIGHT - 40], differences);
}

function lanesOf(course: CourseReport, axis: TimeAxis): Lane[] {
  const { requests, arrivals, expectations } = course;
  const people = [...new Set(requests.map(({ by }) => by ?? 'without token'))];
  return [
    ...(expectations.length === 0 ? [] : [expectationsLane(expectations, axis)]),
    ...(arrivals.length === 0 ? [] : [arrivalsLane(course, axis)]),
    ...people.map((name) =>
      requestsLane(
        name,
        requests.filter(({ by }) => (by ?? 'without token') === name),
        axis,
      ),
    ),
  ];
}

function expectationsLane(expectations: readonly ExpectationReport[], axis: TimeAxis): Lane {
  const height = 30;
  return {
    name: 'Expected',
    height: expectations.length * height,
    draw: (top) => expectations.map((expectation, index) => bar(expectation, axis, top + index * height)),
  };
}

/** What was expected of some time: its bar, and how what came differs from it. */
function bar(expectation: ExpectationReport, axis: TimeAxis, top: number): JSX.Element {
  const { kind, from, to, until = to, came, what } = expectation;
  const [x, end] = [axis.x(from), axis.x(to)];
  const y = top + 16;
  const label = cut(what);
  const { x: labelX, anchor } = besideOrBefore(x - 5, x + 5, label, 0);
  const tolerated = Math.min(axis.x(until), WIDTH - 2);
  return (
    <g class={kind}>
      <title>{expectationInWords(expectation)}</title>
      <text class="what" x={px(labelX)} y={top + 11} text-anchor={anchor}>
        {label}
      </text>
      {until > to ? <rect class="tolerated" x={px(end)} y={y} width={px(tolerated - end)} height={9} /> : null}
      <rect class="window" x={px(x)} y={y} width={px(Math.max(end - x, 3))} height={9} />
      {kind === 'due' ? arrived(expectation, came === undefined ? undefined : axis.x(came), [x, end], y) : null}
    </g>
  );
}

/** How a due event came: a tick in time, or how far from it. */
function arrived(
  expectation: ExpectationReport,
  cameX: number | undefined,
  [from, to]: readonly [number, number],
  y: number,
): JSX.Element {
  const { is, words } = punctuality(expectation);
  const middle = y + 4.5;
  if (cameX === undefined) {
    return (
      <text class="bad" x={px(Math.min(to + 10, RIGHT - 70))} y={y + 8.5}>
        {`✘ ${words}`}
      </text>
    );
  }
  // What is hardly seen is not worth a word.
  if (is === 'in time' || (is === 'late' && cameX - to < 8))
    return <circle class="good" cx={px(cameX)} cy={middle} r={4} />;
  const manner = is === 'late' ? 'fine' : 'bad';
  const edge = is === 'early' ? from : to;
  const [left, right] = [Math.min(cameX, edge), Math.max(cameX, edge)];
  const before = left - words.length * LETTER - 8 > GUTTER;
  return (
    <>
      <path class={`off ${manner}`} d={`M${px(left)} ${middle}H${px(right)}M${px(cameX)} ${y - 2}v13`} />
      <circle class={manner} cx={px(cameX)} cy={middle} r={4} />
      <text
        class={manner}
        x={px(is === 'early' && before ? left - 8 : right + 8)}
        y={y + 8.5}
        text-anchor={is === 'early' && before ? 'end' : 'start'}
      >
        {words}
      </text>
    </>
  );
}

/** The line by which one sees through all lanes when something was due. */
function deadline({ kind, from, to, until = to }: ExpectationReport, axis: TimeAxis, bottom: number): JSX.Element {
  const at = kind === 'silence' ? until : from;
  return <path class={`deadline ${kind}`} d={`M${px(axis.x(at))} 12V${bottom - 5}`} />;
}

function arrivalsLane({ arrivals, expectations }: CourseReport, axis: TimeAxis): Lane {
  const rows = grouped(arrivals, (arrival) => {
    const { at, what, by, marker } = arrival;
    if (marker === true) return { at, end: at, label: 'marker', class: 'marker' };
    const label = `${shortText(what)}${by === 'alice' ? '' : ` from ${by}`}`;
    return { at, end: at, label, class: isIntruder(arrival, expectations) ? 'unexpected' : 'arrival' };
  });
  return laneOf('Came', rows, axis, ({ x, row, class: kind }, top) => (
    <circle class={kind} cx={px(x)} cy={top + row * ROW + 8} r={kind === 'marker' ? 2.5 : 4} />
  ));
}

function requestsLane(name: string, requests: CourseReport['requests'], axis: TimeAxis): Lane {
  const rows = grouped(requests, ({ at, took, what, status }) => ({
    at,
    end: at + took,
    label: `${shortEndpoint(what)}${status === 200 ? '' : ` → ${status ?? 'no answer'}`}`,
    class: status === 200 ? 'asked' : 'asked refused',
  }));
  return laneOf(name, rows, axis, ({ x, end, row, class: kind }, top) => (
    <rect class={kind} x={px(x)} y={top + row * ROW + 3.5} width={px(Math.max(end - x, 4))} height={9} />
  ));
}

/** Something that happened, as it is drawn. */
interface Happened {
  readonly at: number;
  readonly end: number;
  readonly label: string;
  readonly class: string;
}

/** What happened, the same in a row and almost at the same time only once. */
function grouped<T>(things: readonly T[], shown: (thing: T) => Happened): (Happened & { readonly times: number })[] {
  const groups: (Happened & { readonly times: number })[] = [];
  for (const thing of things) {
    const next = shown(thing);
    const before = groups.at(-1);
    const isAlike = before !== undefined && before.label === next.label && next.at - before.end < 50;
    if (isAlike) groups.splice(-1, 1, { ...before, end: next.end, times: before.times + 1 });
    else groups.push({ ...next, times: 1 });
  }
  return groups;
}

function laneOf(
  name: string,
  things: readonly (Happened & { readonly times: number })[],
  axis: TimeAxis,
  mark: (placed: Placed & Happened, top: number) => JSX.Element,
): Lane {
  const placed = things.map((thing) => {
    const [x, end] = [axis.x(thing.at), axis.x(thing.end)];
    const label = cut(thing.times === 1 ? thing.label : `${thing.times} × ${thing.label}`);
    const { x: labelX, anchor } = besideOrBefore(x - 4, Math.max(end, x + 4) + 4, label, 4);
    return { ...thing, x, end, label, labelX, anchor };
  });
  const extents = placed.map(({ x, end, label, labelX, anchor }) => ({
    left: anchor === 'start' ? x - 5 : labelX - label.length * LETTER,
    right: anchor === 'start' ? labelX + label.length * LETTER + 6 : end + 8,
  }));
  const { rows, count } = inRows(extents);
  return {
    name,
    height: count * ROW,
    draw: (top) =>
      placed.map((thing, index) => {
        const at = { ...thing, row: rows[index] ?? 0, at: thing.at, end: thing.end };
        return (
          <>
            {mark(at, top)}
            <text x={px(thing.labelX)} y={top + at.row * ROW + 12} text-anchor={thing.anchor}>
              {thing.label}
            </text>
          </>
        );
      }),
  };
}

/** Where a label stands: beside its mark, or before it where it would not fit. */
function besideOrBefore(
  before: number,
  beside: number,
  label: string,
  gap: number,
): { readonly x: number; readonly anchor: 'start' | 'end' } {
  const fits = beside + label.length * LETTER < WIDTH;
  return fits
    ? { x: beside, anchor: 'start' }
    : { x: Math.max(before - gap, GUTTER + label.length * LETTER), anchor: 'end' };
}

function anchorAt(x: number): 'start' | 'middle' | 'end' {
  return x < GUTTER + 20 ? 'start' : x > RIGHT - 20 ? 'end' : 'middle';
}

function cut(text: string): string {
  const short = shortText(text);
  return short.length > LONGEST ? `${short.slice(0, LONGEST - 1)}…` : short;
}

function px(value: number): number {
  return Math.round(value * 10) / 10;
}
