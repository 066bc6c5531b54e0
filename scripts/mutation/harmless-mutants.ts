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
];
