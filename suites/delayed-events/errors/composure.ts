import { isMatrixError } from '../../kit/checks/context.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** How error codes look: in capital letters, be they Matrix's or a vendor's. */
const CODE = /^[A-Z0-9][A-Z0-9_.]*$/;

/** Judges that a server has kept its composure: an answer is no 5xx, and where it is a refusal, one as Matrix has them. */
export function requireComposure(t: DelayedEventsContext, answer: Answer, what: string): void {
  if (t.isOfFront(answer)) return;
  t.require('DE-ERR-1', answer.status < 500, { what, expected: 'no 5xx', seen: answer });
  const isInOrder = answer.status < 400 || (isMatrixError(answer) && CODE.test(answer.errcode ?? ''));
  t.require('DE-ERR-1', isInOrder, { what, expected: 'a JSON object with errcode and error', seen: answer });
}

/** Judges that the server does its work still. */
export async function requireAlive(t: DelayedEventsContext): Promise<void> {
  const room = await t.alice.createRoom();
  const event = await t.schedule(t.alice, room);
  await t.requireSent('DE-ACT-5', event, await t.send(event), 'an ordinary event after many strange requests');
}
