import type { Answer } from '../connection/answer.js';
import type { HttpRequest } from '../connection/transport.js';

/** Sends a request and gives the answer. */
export type Send = (request: HttpRequest) => Promise<Answer>;

/** Sends a JSON body with POST, without an access token, to an endpoint for accounts: these are much to do for a server. */
export function postJson(send: Send, path: string, body: unknown): Promise<Answer> {
  return send({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    laborious: true,
  });
}
