import type { Answer } from '../../kit/connection/answer.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { unlessForgotten } from '../words/lookup-kept.js';

/** An event is sent by hand, beside others that are not (DE-ACT-5, DE-ACT-13). */
export async function sending(t: DelayedEventsContext): Promise<void> {
  await besideOthers(t, async (schedule) => {
    const [message, state] = [await schedule({}), await schedule({ stateKey: 'chair' })];
    await t.letTimePass(t.beats(1));
    const answer = await t.send(message);
    await t.requireSent('DE-ACT-5', message, answer, 'after send');
    await t.requireSent('DE-ACT-5', state, await t.send(state), 'after send');
    const restarted = await schedule({});
    const isRestarted = (await t.tryAct(t.alice, restarted, 'restart')).ok;
    if (isRestarted) await t.requireSent('DE-ACT-5', restarted, await t.send(restarted), 'after restart and send');
    return { answer };
  });
}

/** An event is restarted, beside others that are not (DE-ACT-7, DE-ACT-13). */
export async function restarting(t: DelayedEventsContext): Promise<void> {
  await besideOthers(t, async (schedule) => {
    const events = [await schedule({ delay: t.beats(4) }), await schedule({ delay: t.beats(4), stateKey: 'chair' })];
    await t.letTimePass(t.beats(1.5));
    let answer: Answer | undefined;
    for (const event of events) answer = await t.restart(event);
    return {
      answer,
      async judge() {
        for (const event of events) {
          const added = dueAfter(event.answer, t.beats(8));
          await t.requireDue('DE-ACT-7', event, 'after a restart', { early: 'DE-ACT-7', instead: added });
        }
      },
    };
  });
}

/** An event is cancelled, beside others that are not (DE-ACT-6, DE-ACT-13). */
export async function cancelling(t: DelayedEventsContext): Promise<void> {
  await besideOthers(t, async (schedule) => {
    const events = [await schedule({ delay: t.beats(3) }), await schedule({ delay: t.beats(3), stateKey: 'chair' })];
    await t.letTimePass(t.beats(1));
    let answer: Answer | undefined;
    for (const event of events) answer = await t.cancel(event);
    return { answer, judge: () => t.requireNothing('DE-ACT-6', events, 'after it was cancelled') };
  });
}

/** What was sent when it was due is sent once more, which changes nothing (DE-ACT-8). */
export async function sendingAgain(t: DelayedEventsContext): Promise<void> {
  if (!t.can('a remembered outcome')) return;
  const event = await t.schedule(t.alice, await t.alice.createRoom(), { delay: t.beats(1) });
  await t.requireDue('DE-SEND-1', event, 'before send is tried');
  const answer = await t.tryAct(t.alice, event, 'send');
  t.presuppose('DE-ACT-1', !answer.unrecognised, { what: 'send', expected: 'an endpoint', seen: answer });
  await unlessForgotten(t, 'DE-ACT-8', answer, event, 'send');
  t.requireAcceptance('DE-ACT-8', answer, 'send of what was sent when it was due');
}

/** What was done with an event, and what there is to judge when the others have come. */
interface Act {
  readonly answer?: Answer | undefined;
  judge?(): Promise<void>;
}

/**
 * Does something with events while others wait: some that were there before and some that come after them, in their room and
 * in another one, messages and state. They come when they are due (DE-ACT-13).
 */
async function besideOthers(
  t: DelayedEventsContext,
  act: (schedule: (wish: DelayedEventWish) => Promise<DelayedEvent>) => Promise<Act>,
): Promise<void> {
  const [room, elsewhere] = [await t.alice.createRoom(), await t.alice.createRoom()];
  const delay = t.beats(3);
  const others = [
    await t.schedule(t.alice, elsewhere, { delay, stateKey: 'desk' }),
    await t.schedule(t.alice, room, { delay }),
  ];
  const { answer, judge } = await act(async (wish) => {
    const event = await t.schedule(t.alice, room, wish);
    // Few places are enough for all of them.
    if (others.length < 3) others.push(await t.schedule(t.alice, room, { delay, stateKey: 'desk' }));
    return event;
  });
  if (answer === undefined) return;
  for (const other of others) t.requireInTime(answer, other);
  for (const other of others) {
    const restarted = dueAfter(answer, delay);
    const isApart = restarted.earliest > (other.due?.latest ?? 0) + t.beats(0.5);
    const suspicion = { early: 'DE-ACT-13', ...(isApart ? { instead: restarted } : {}) };
    await t.requireDue('DE-ACT-13', other, 'beside one that was acted on', suspicion);
  }
  await judge?.();
  const inRoom = others.filter((event) => event.room === room);
  await t.requireNothing('DE-SEND-2', inRoom, 'after each was sent once');
}
