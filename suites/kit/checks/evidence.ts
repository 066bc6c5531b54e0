/** One thing that happened while a check ran, in the order in which it happened. */
export type EvidenceEntry = ExchangeEntry | NoteEntry;

/** A request of the check with its answer. Secrets are replaced by the names they go by. */
export interface ExchangeEntry {
  readonly kind: 'exchange';
  /** Milliseconds since the check began, when the request was sent. */
  readonly at: number;
  /** Milliseconds until the answer was there. */
  readonly took: number;
  /** Who asked; absent on requests without an access token. */
  readonly by?: string;
  readonly method: string;
  readonly path: string;
  readonly requestBody?: string;
  /** Absent when no answer came. */
  readonly status?: number;
  readonly responseBody?: string;
}

/** Something else worth knowing: an event that was seen, time that was let pass, a reading that was observed. */
export interface NoteEntry {
  readonly kind: 'note';
  /** Milliseconds since the check began. */
  readonly at: number;
  readonly text: string;
}
