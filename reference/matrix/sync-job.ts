import type { Session } from './accounts.js';
import type { Matrix } from './matrix.js';
import type { SyncFilter } from './sync-filter.js';

/** What a client asks to be told. */
export interface SyncRequest {
  /** The position up to which it knows everything; `undefined` when it knows nothing. */
  readonly since: number | undefined;
  /** Tell all state, also what it knows. */
  readonly fullState: boolean;
  readonly filter: SyncFilter;
  /** The names under which it wants the state after the timeline; none when it wants the state before it. */
  readonly stateAfter: readonly StateAfterName[];
}

/** How the answer names the state after the timeline: the stable name and the one from before MSC4222 was accepted. */
export type StateAfterName = 'state_after' | 'org.matrix.msc4222.state_after';

/** One user's sync, while it is being put together. */
export interface SyncJob extends SyncRequest {
  readonly matrix: Matrix;
  readonly session: Session;
  readonly now: number;
}
