/** Where a homeserver and the model part ways. */
export interface Divergence {
  /** The requirement by which the model expects what it expects. */
  readonly requirement: string;
  readonly expected: string;
  readonly seen: string;
}
