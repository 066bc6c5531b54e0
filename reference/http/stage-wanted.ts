import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';

/** What a client may do next in user-interactive authentication. */
export interface Challenge {
  /** The ways to go, each with all its stages. */
  readonly flows: readonly { readonly stages: readonly string[] }[];
  /** What holds the client's attempts together. */
  readonly session: string;
  /** Why the stage that was just tried has failed; left out when none was tried. */
  readonly failure?: string;
}

/**
 * A request that takes a stage of user-interactive authentication: 401 with the ways to go. It is only an error, with
 * `errcode` and `error`, once a stage was tried and has failed.
 *
 * @see https://spec.matrix.org/latest/client-server-api/#user-interactive-api-in-the-rest-api
 */
export class StageWanted extends MatrixError {
  readonly #hasFailed: boolean;

  constructor({ flows, session, failure }: Challenge) {
    super(401, 'M_UNAUTHORIZED', failure ?? 'This takes user-interactive authentication.', {
      flows,
      params: {},
      completed: [],
      session,
    });
    this.name = 'StageWanted';
    this.#hasFailed = failure !== undefined;
  }

  override toJSON(): JsonObject {
    return this.#hasFailed ? super.toJSON() : this.fields;
  }
}
