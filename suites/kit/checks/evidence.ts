import type { WholeBody } from '../connection/read-body.js';

/** One thing that happened while a check ran, in the order in which it happened. */
export type EvidenceEntry = ExchangeEntry | NoteEntry;

/**
 * A request of the check with its answer. What a run makes up, and what opens doors, stands under an alias such as `$room1`
 * or `$alice`.
 */
export interface ExchangeEntry {
  readonly kind: 'exchange';
  /** Milliseconds since the check began, when the request was sent. */
  readonly at: number;
  /** Milliseconds until the answer was there. */
  readonly took: number;
  /** Who asked; absent on requests without an access token. */
  readonly by?: string;
  /** What it is for where it tells nothing of what is judged: it sets the stage, or is a look of the harness's own. */
  readonly role?: 'stage' | 'look';
  readonly method: string;
  readonly path: string;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly requestBody?: string;
  readonly requestCut?: WholeBody;
  /** Absent when no answer came. */
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  readonly responseCut?: WholeBody;
}

/** Something else worth knowing: an event that was seen, time that was let pass, a silence, a reading that was observed. */
export interface NoteEntry {
  readonly kind: 'note';
  /** Milliseconds since the check began. */
  readonly at: number;
  readonly text: string;
}
