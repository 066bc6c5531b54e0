import { MARKER } from '../rooms/room.js';
import type { HttpRequest } from '../connection/transport.js';
import type { ExchangeEntry } from './evidence.js';

/** Endpoints by which accounts are come by. */
const ACCOUNTS = /\/(login|register)(\?|$)/;

/** What a request is for where it tells nothing of what is judged. */
export function roleOf({ laborious, path, body }: HttpRequest): ExchangeEntry['role'] {
  if (laborious === true || ACCOUNTS.test(path)) return 'stage';
  return typeof body === 'string' && body.includes(`"${MARKER}":`) ? 'look' : undefined;
}
