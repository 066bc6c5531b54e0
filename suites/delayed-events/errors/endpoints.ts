import type { Answer } from '../../kit/connection/answer.js';
import type { Room } from '../../kit/rooms/room.js';
import type { RequestOptions, User } from '../../kit/rooms/user.js';
import type { WireForm, WireRequest } from '../wire/wire-form.js';
import type { BareWish, DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';

/** An endpoint of delayed events, with a request there with which nothing is wrong. */
export interface Endpoint {
  readonly name: string;
  /** Whether nobody may use it without an access token. */
  readonly needsToken: boolean;
  /** What is broken where a request there with which nothing is wrong is refused. */
  readonly requirement: Id;
  /** The request, another one each time where it schedules. */
  request(): WireRequest;
  /** Asks for what the request says, but for the options. What is scheduled by it is cancelled. */
  ask(by: User, options?: RequestOptions): Promise<Answer>;
}

/**
 * The endpoints of the form that is spoken, and of the other prefix as far as they work there: whether they have to is
 * another matter (DE-UNST-1).
 *
 * @param event - what to look up and to restart
 */
export async function endpointsOf(t: DelayedEventsContext, room: Room, event: DelayedEvent): Promise<Endpoint[]> {
  const endpoints = endpointsIn(t, t.form, room, event);
  if (t.otherForm === undefined) return endpoints;
  for (const endpoint of endpointsIn(t, t.otherForm, room, event)) {
    if ((await endpoint.ask(t.alice)).ok) endpoints.push(endpoint);
  }
  return endpoints;
}

/** Cancels what an answer says to have been scheduled, so that it does not wait beside all others. */
export async function withdraw(t: DelayedEventsContext, by: User, answer: Answer): Promise<void> {
  const delayId = answer.ok ? answer.string('delay_id') : undefined;
  if (delayId !== undefined) await t.tryAct(by, delayId, 'cancel');
}

function endpointsIn(t: DelayedEventsContext, form: WireForm, room: Room, event: DelayedEvent): Endpoint[] {
  const where = form === t.form ? '' : ' on the unstable path';
  const scheduling = (what: string, kind: () => BareWish): Endpoint => ({
    name: `scheduling ${what}${where}`,
    needsToken: true,
    requirement: 'DE-SCHED-1',
    request: () => {
      const { type, txnId, ...wish } = t.completed();
      return form.schedule({ roomId: room.id, type, txnId, ...wish, ...kind() });
    },
    async ask(by, options) {
      const answer = await t.trySchedule(by, room, { ...t.completed(), ...kind() }, options, form);
      await withdraw(t, by, answer);
      return answer;
    },
  });
  const endpoints: Endpoint[] = [
    scheduling('a message', () => ({})),
    scheduling('state', () => ({ type: t.stateType, stateKey: t.uniqueName('key') })),
    {
      name: `restart${where}`,
      needsToken: form.lacks['actions of the owner alone'] === undefined,
      requirement: 'DE-ACT-1',
      request: () => form.act(event.delayId, 'restart'),
      ask: (by, options) => t.tryAct(by, event, 'restart', options, form),
    },
  ];
  if (form.lacks['a lookup'] === undefined) {
    endpoints.push({
      name: `a lookup${where}`,
      needsToken: true,
      requirement: 'DE-GET-1',
      request: () => form.lookup(event.delayId),
      ask: (by, options) => t.tryLookup(by, event, options, form),
    });
  }
  if (form.lacks['a list'] === undefined) {
    endpoints.push({
      name: `the list${where}`,
      needsToken: true,
      requirement: 'DE-ERR-2',
      request: () => form.list(),
      ask: (by, options) => t.tryList(by, options, form),
    });
  }
  return endpoints;
}
