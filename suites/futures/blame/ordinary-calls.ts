import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { OrdinaryBreach } from '../../blame/ordinary.js';

/** A living future's token is called with nothing but the token (TOKEN-1). */
export async function anonymousCall(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const future = await t.message(t.alice, await t.alice.createRoom());
  const answer = await t.callToken(future.refreshToken ?? '');
  if (answer.status !== 401) return undefined;
  return { requirement: 'TOKEN-1', wrong: `a living future's token, called without an access token, gets ${answer}` };
}

/** A token is called that nobody was given (TOKEN-9). */
export async function unknownToken(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const answer = await t.callToken(t.uniqueName('token'));
  if (answer.refused) return undefined;
  return {
    requirement: 'TOKEN-9',
    wrong: `an unknown token gets ${answer}`,
    alike: answer.status >= 500 ? ['ERR-7'] : [],
  };
}

/** A future is sent by its token, and its tokens are called again later on (TOKEN-8). */
export async function deadTokens(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const room = await t.alice.createRoom();
  const future = await t.message(t.alice, room);
  const { sendToken, refreshToken = '', cancelToken = '' } = future;
  const { answeredAt } = await t.callToken(sendToken);
  if ((await t.eventIn(room, isEventOf(future), answeredAt)) === undefined) return undefined;
  await t.letTimePass(t.beats(1));
  for (const [name, token] of Object.entries({ refresh: refreshToken, cancel: cancelToken, send: sendToken })) {
    const answer = await t.callToken(token);
    if (!answer.refused)
      return { requirement: 'TOKEN-8', wrong: `after a future was sent, its ${name} token gets ${answer}` };
  }
  return undefined;
}

/** A timeout future is sent by its token, and so is an action future, while one of another group waits (TOKEN-2, TOKEN-11). */
export async function sending(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const room = await t.alice.createRoom();
  const neighbour = await t.message(t.alice, room);
  if (!(await t.isListed(neighbour))) return undefined;
  for (const kind of ['timeout', 'action'] as const) {
    const timed = await t.message(t.alice, room);
    const chosen = kind === 'timeout' ? timed : await t.action(t.alice, room, timed.group);

    const answer = await t.callToken(chosen.sendToken);

    if (answer.refused) return notSent(`the send token of a living ${kind} future gets ${answer}`);
    if ((await t.eventIn(room, isEventOf(chosen), answer.answeredAt)) !== undefined) continue;
    // What came with another content than its own is not missing.
    const isInstead = kind === 'action' ? isEventOf(timed) : () => false;
    return [...room.unexpected(), ...room.strangers()].some(({ event }) => !isInstead(event))
      ? undefined
      : notSent(`the send token of a ${kind} future gets ${answer}, and sends nothing`);
  }
  return harmTo(neighbour, 'sent', await t.isListed(neighbour));
}

/** A group's only timeout future is cancelled, while one of another group waits (TOKEN-6, TOKEN-11). */
export async function cancelling(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const room = await t.alice.createRoom();
  const neighbour = await t.message(t.alice, room);
  const cancelled = await t.message(t.alice, room, { timeout: t.beats(1) });
  const action = await t.action(t.alice, room, cancelled.group);
  if (!(await t.isListed(neighbour))) return undefined;

  const answer = await t.callToken(cancelled.cancelToken ?? '');

  if (answer.refused) return notCancelled(`the cancel token of a living future gets ${answer}`);
  const harm = harmTo(neighbour, 'cancelled', await t.isListed(neighbour));
  if (harm !== undefined) return harm;
  if (await lives(t, cancelled, cancelled.refreshToken ?? '')) return notCancelled('a cancelled future lives on');
  if (await lives(t, action, action.sendToken)) return notCancelled('the action future of a cancelled group lives on');
  const sent = await t.sentBy(cancelled.due?.latest ?? 0, [cancelled, action]);
  return sent.length > 0 ? notCancelled('after a future was cancelled an event of its group came') : undefined;
}

/** Whether a future is listed, and what its token does is done. */
async function lives(t: FuturesContext, future: Future, token: string): Promise<boolean> {
  return (await t.isListed(future)) && (await t.callToken(token)).ok;
}

function harmTo(neighbour: Future, done: string, isAlive: boolean): OrdinaryBreach | undefined {
  if (isAlive) return undefined;
  const message = `a future of the group ${neighbour.group} is gone after one of another group was ${done} by its token`;
  return { requirement: 'TOKEN-11', wrong: message, alike: ['TIME-5'] };
}

function notSent(message: string): OrdinaryBreach {
  return {
    requirement: 'TOKEN-2',
    wrong: { expected: 'its event, at once', seen: message, symptom: 'missing', sentence: message },
  };
}

function notCancelled(message: string): OrdinaryBreach {
  const wrong = { expected: 'nothing of a future that was cancelled', seen: message, sentence: message };
  return { requirement: 'TOKEN-6', wrong, alike: ['TOKEN-7', 'GROUP-8'] };
}
