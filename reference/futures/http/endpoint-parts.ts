import type { Request, RequestHandler, Response } from 'express';

import type { FuturesEngine } from '../futures-engine.js';
import type { FutureRules } from '../rules/future-rules.js';
import type { JsonObject } from '../../matrix/json.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { Transactions } from '../../http/transactions.js';
import type { Matrix } from '../../matrix/matrix.js';

/** What the endpoints of the revision work on. */
export interface FuturesEndpointParts {
  readonly engine: FuturesEngine;
  readonly rules: FutureRules;
  readonly matrix: Matrix;
  /** What undelayed requests with transaction ids were answered. */
  readonly transactions: Pick<Transactions, 'find'>;
  /** What the paths of all endpoints begin with (Q-PREFIX). */
  readonly prefix: string;
}

/** Makes a route of a function that answers a request or refuses it by throwing a MatrixError (ERR-7). */
export function answering(
  { rules }: FuturesEndpointParts,
  answer: (request: Request) => JsonObject | readonly JsonObject[],
): RequestHandler {
  return (request: Request, response: Response): void => {
    response.json(wordingRefusals(rules, () => answer(request)));
  };
}

function wordingRefusals<T>(rules: FutureRules, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof MatrixError ? rules.wordRefusal(error) : error;
  }
}
