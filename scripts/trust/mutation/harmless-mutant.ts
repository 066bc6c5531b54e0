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
