import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { OrdinaryBreach } from '../../blame/ordinary.js';
import { deadTokens, unknownToken } from './ordinary-calls.js';

/** A message is sent into a room in which a future of a message of that type waits (STATE-4). */
export async function messageBesideMessageFuture(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const room = await t.alice.createRoom();
  const future = await t.message(t.alice, room);
  if (!(await t.isListed(future))) return undefined;
  await t.alice.send(room, future.type, t.text('an ordinary message'));
  if (await t.isListed(future)) return undefined;
  return { requirement: 'STATE-4', wrong: 'a message future is gone after an ordinary message of its type was sent' };
}

/** A state future is sent by its token (STATE-1). */
export async function stateFuture(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const room = await t.alice.createRoom();
  const future = await t.state(t.alice, room, { stateKey: 'ordinary' });
  if ((await t.alice.stateOf(room, future.type, 'ordinary')) !== undefined) return undefined;
  const answer = await t.callToken(future.sendToken);
  const arrival = await t.eventIn(room, isEventOf(future), answer.answeredAt);
  if (arrival === undefined) return undefined;
  const state = await t.alice.stateOf(room, future.type, 'ordinary');
  if (state?.['label'] === future.content['label']) return undefined;
  const message = `a state future was sent, and the state of its key is ${JSON.stringify(state)}`;
  return { requirement: 'STATE-1', wrong: message, alike: ['SCHED-2', 'TIME-1'] };
}

/** State of its key is set anew while a state future waits, by its own user (STATE-2). */
export async function newState(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const room = await t.alice.createRoom();
  const future = await t.state(t.alice, room, { stateKey: 'ordinary', timeout: t.beats(3) });
  const isSet = (await t.alice.stateOf(room, future.type, 'ordinary')) !== undefined;
  if (isSet || !(await t.isListed(future))) return undefined;

  t.requireInTime(await t.alice.setState(room, future.type, 'ordinary', t.text('new state')), future);

  if (await t.isStillListed(future)) {
    const isAlive = (await t.callToken(future.refreshToken ?? '')).ok;
    return invalid('is still listed', isAlive ? ['STATE-6'] : ['LIST-5']);
  }
  const answer = await t.callToken(future.sendToken);
  if (answer.ok)
    return (
      (await unknownToken(t)) ?? (await deadTokens(t)) ?? invalid(`has a send token that gets ${answer}`, ['STATE-7'])
    );
  const sent = await t.sentBy(future.due?.latest ?? 0, [future]);
  return sent.length > 0 ? invalid('is sent in its time', ['STATE-6']) : undefined;
}

/** As {@link newState}, but another member sets the state (STATE-3). */
export async function newStateOfAnother(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
  const future = await t.state(t.alice, room, { stateKey: 'ordinary' });
  if (!(await t.isListed(future))) return undefined;
  await t.bob.setState(room, future.type, 'ordinary', t.text('new state'));
  if (!(await t.isStillListed(future))) return undefined;
  return {
    requirement: 'STATE-3',
    wrong: "a state future is still listed after another member's new state of its key",
  };
}

function invalid(how: string, alike: readonly string[]): OrdinaryBreach {
  return { requirement: 'STATE-2', wrong: `a state future ${how} after new state of its key`, alike };
}
