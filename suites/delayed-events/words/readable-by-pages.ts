import type { Answer } from '../../kit/connection/answer.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/**
 * Presupposes that web pages may read a refusal where they may read what the same endpoint accepts (DE-ERR-6). Refusals by a
 * limit may be made by a layer of their own, past the one that adds the headers.
 */
export function presupposeReadable(t: DelayedEventsContext, refusal: Answer, accepted: Answer, what: string): void {
  const [expected, seen] = [originsOf(accepted), originsOf(refusal)];
  if (expected !== '*') return;
  const of = `${what} (${refusal.status}): Access-Control-Allow-Origin`;
  t.presuppose('DE-ERR-6', seen === '*', { what: of, expected: `${expected}, as of what is accepted`, seen });
}

function originsOf({ headers }: Answer): string | undefined {
  return headers['access-control-allow-origin'];
}
