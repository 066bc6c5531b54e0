/**
 * When something becomes due, as far as the outside can know: a request sent at `s` and answered at `r` that asks
 * for something after `d` makes it due in `[s + d, r + d]`. Monotonic milliseconds of the target's time.
 */
export interface TimeWindow {
  readonly earliest: number;
  readonly latest: number;
}

/** When a request was under way, in monotonic milliseconds of the target's time. */
export interface Span {
  readonly sentAt: number;
  readonly answeredAt: number;
}

/**
 * The window in which something is due that a request asked for.
 *
 * @param request - when the request was under way
 * @param delay - milliseconds from the moment the server handled it; 0 for "at once"
 */
export function dueAfter(request: Span, delay: number): TimeWindow {
  return { earliest: request.sentAt + delay, latest: request.answeredAt + delay };
}
