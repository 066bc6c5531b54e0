import type { JsonRecord } from '../../kit/rooms/matrix-json.js';

/** The token that sends a future, by whichever name the server gives it (Q-ACTION-RESPONSE). */
export function sendTokenOf(response: JsonRecord): string | undefined {
  const token = response['send_token'] ?? response['action_token'];
  return typeof token === 'string' ? token : undefined;
}
