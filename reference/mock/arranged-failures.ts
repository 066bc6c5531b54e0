import { isMeant, type RequestMatch } from './request-match.js';

/** What goes wrong with a request. Without anything it is answered with 500 `M_UNKNOWN`. */
export interface ArrangedFailure extends RequestMatch {
  /** With how many requests in a row; one by default. */
  readonly times?: number | undefined;
  /** The status of the answer; that which goes with `errcode` by default. The homeserver learns nothing of the request. */
  readonly status?: number | undefined;
  /** The `errcode` of the answer; that which goes with `status` by default. */
  readonly errcode?: string | undefined;
  /** The `error` of the answer: its text for people. */
  readonly error?: string | undefined;
  /** How long the client is to wait, in milliseconds, in `Retry-After` and `retry_after_ms`; alone it makes a 429. */
  readonly retryAfterMs?: number | undefined;
  /** How long nothing happens first, in milliseconds of the homeserver's time. Alone it makes a request slow, and no more. */
  readonly delay?: number | undefined;
  /** The connection breaks before the homeserver learns of the request. */
  readonly networkError?: boolean | undefined;
  /** The homeserver does what is asked, and the connection breaks before its answer is there. */
  readonly answerLost?: boolean | undefined;
}

/** The `errcode` that goes with a status, and the other way round. */
const ERRCODES = [
  [401, 'M_UNKNOWN_TOKEN'],
  [403, 'M_FORBIDDEN'],
  [404, 'M_NOT_FOUND'],
  [404, 'M_UNRECOGNIZED'],
  [413, 'M_TOO_LARGE'],
  [429, 'M_LIMIT_EXCEEDED'],
  [500, 'M_UNKNOWN'],
] as const;

/** What is to go wrong, in the order in which it was arranged. */
export class ArrangedFailures {
  readonly #arranged: { readonly failure: ArrangedFailure; left: number }[] = [];

  /** Arranges a failure. */
  add(failure: ArrangedFailure): void {
    this.#arranged.push({ failure, left: failure.times ?? 1 });
  }

  /** Takes the failure that is meant for a request, if there is one. */
  take(request: { method: string; path: string }): ArrangedFailure | undefined {
    const index = this.#arranged.findIndex(({ failure }) => isMeant(failure, request));
    const found = this.#arranged[index];
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#arranged.splice(index, 1);
    return found.failure;
  }

  /** Forgets all of them. */
  clear(): void {
    this.#arranged.length = 0;
  }
}

/** Whether the homeserver gets to see a request in spite of its failure. */
export function isPassedOn(failure: ArrangedFailure): boolean {
  const { status, errcode, error, retryAfterMs, networkError, delay, answerLost } = failure;
  const hasAnswer = [status, errcode, error, retryAfterMs].some((part) => part !== undefined);
  if (hasAnswer || networkError === true) return false;
  return delay !== undefined || answerLost === true;
}

/** The answer that stands in the place of the homeserver's. */
export function failureAnswer(failure: ArrangedFailure): Response {
  if (failure.networkError === true) return Response.error();
  const { error = 'The test wants it so.', retryAfterMs } = failure;
  const status =
    failure.status ?? ERRCODES.find(([, errcode]) => errcode === failure.errcode)?.[0] ?? statusElse(failure);
  const errcode = failure.errcode ?? ERRCODES.find(([known]) => known === status)?.[1] ?? 'M_UNKNOWN';
  const headers = { 'access-control-allow-origin': '*' };
  if (retryAfterMs === undefined) return Response.json({ errcode, error }, { status, headers });
  return Response.json(
    { errcode, error, retry_after_ms: retryAfterMs },
    { status, headers: { ...headers, 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) } },
  );
}

function statusElse({ errcode, retryAfterMs }: ArrangedFailure): number {
  if (errcode !== undefined) return 400;
  return retryAfterMs === undefined ? 500 : 429;
}
