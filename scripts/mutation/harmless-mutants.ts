/** A change of the reference that no check may catch. */
export interface HarmlessMutant {
  /** The text that is changed; of several lines the first, followed by ` …`. */
  readonly from: string | RegExp;
  /** The text in its place, shortened likewise. */
  readonly to: string;
  /** The line on which the change begins, without the spaces around it; wherever the text stands, unless given. */
  readonly line?: string;
}

/** Changes that survive rightly, for one reason. */
export interface HarmlessMutants {
  readonly because: string;
  /** Path from the project's root; any file, unless given. */
  readonly file?: string;
  readonly mutants: readonly HarmlessMutant[];
}

const TWICE =
  "if (texts.length > 1) throw new MatrixError(400, 'M_INVALID_PARAM', 'future_group_id can be given once.');";

/**
 * Why mutants of the reference may survive the conformance suites: what they do cannot be seen from outside, or the text
 * leaves it open. Whatever else survives wants a check, or is code that the reference does not need.
 */
export const HARMLESS_MUTANTS: readonly HarmlessMutants[] = [
  {
    because: 'What an error says to people is up to the server.',
    mutants: [
      { from: /^'.+ .+\.'$/, to: '""' },
      { from: /^`.+ .+\.`$/, to: '``' },
    ],
  },
  {
    because: 'What an error says to people is up to the server, the unit beside the maximum included.',
    file: 'reference/futures/rules/parameters.ts',
    mutants: [
      { from: "'ms'", to: '""', line: "ms: { name: 'ms', inMs: 1 }," },
      { from: "'s'", to: '""', line: "s: { name: 's', inMs: 1_000 }," },
    ],
  },
  {
    because: 'There is always one occurrence at least; the default is there for the compiler.',
    file: 'reference/futures/rules/parameters.ts',
    mutants: [{ from: "''", to: '"Stryker was here!"', line: "const [text = ''] = texts;" }],
  },
  {
    because: 'What is no number at all is refused a step later, too, as one out of range; here it is told better.',
    file: 'reference/futures/rules/parameters.ts',
    mutants: [{ from: 'amount === undefined', to: 'false' }],
  },
  {
    because: 'The text does not say what a group id means that is given twice.',
    file: 'reference/futures/rules/parameters.ts',
    mutants: [{ from: 'texts.length > 1', to: 'false', line: TWICE }],
  },
];
