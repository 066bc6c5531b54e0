/** A requirement that is broken, and how that shows. */
export interface Breach {
  readonly requirement: string;
  readonly message: string;
}
