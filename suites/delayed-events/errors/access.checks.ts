import type { Check } from '../../kit/checks/check.js';
import type { Answer } from '../../kit/connection/answer.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { endpointsOf } from './endpoints.js';
import { nowhereLike } from '../words/nowhere.js';

/** Who is let in (DE-ERR-2). */
export const accessChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'errors.access-token-needed',
    title: 'every endpoint refuses a missing token with M_MISSING_TOKEN and an unknown one with M_UNKNOWN_TOKEN',
    requirements: ['DE-ERR-2'],
    needs: { silence: true },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);

      for (const { name, needsToken, requirement, ask } of await endpointsOf(t, room, event)) {
        t.requireAcceptance(requirement, await ask(t.alice), `${name} with an access token`);
        if (!needsToken) continue;
        requireUnauthorized(t, await ask(t.alice, { token: null }), 'M_MISSING_TOKEN', `${name} without a token`);
        const unknown = await ask(t.alice, { token: t.uniqueName('no-such-token') });
        requireUnauthorized(t, unknown, 'M_UNKNOWN_TOKEN', `${name} with an unknown token`);
      }

      await t.requireScheduled('DE-ERR-2', event, 'after requests without a right to them');
      await t.requireNothing('DE-ERR-2', event, 'after requests without a right to them');
    },
  }),

  delayedEventsCheck({
    id: 'errors.logged-out-token',
    title: 'every endpoint refuses the token of a device that has logged out with M_UNKNOWN_TOKEN',
    requirements: ['DE-ERR-2'],
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const phone = await t.secondDevice(t.alice);
      const endpoints = (await endpointsOf(t, room, event)).filter(({ needsToken }) => needsToken);
      for (const { name, requirement, ask } of endpoints) {
        t.requireAcceptance(requirement, await ask(phone), `${name} from a second device`);
      }

      const left = await phone.request('POST', '/_matrix/client/v3/logout', { json: {} });
      if (!left.ok) t.notApplicable(`a device could not be logged out: ${left}`);

      for (const { name, ask } of endpoints) {
        requireUnauthorized(t, await ask(phone), 'M_UNKNOWN_TOKEN', `${name} from a device that has logged out`);
      }
      await t.requireScheduled('DE-ERR-2', event, 'after requests of a device that has logged out');
    },
  }),

  delayedEventsCheck({
    id: 'errors.refusals-tell-nothing',
    title: 'who has no valid token is not told whether there is an event, nor anything of it',
    requirements: ['DE-ERR-2'],
    needs: { words: ['actions of the owner alone'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const [label, nobodys] = [String(event.content['label']), t.uniqueName('no-such-event')];
      const calls: Record<string, (delayId: string, token: string | null) => Promise<Answer>> = {
        restart: (delayId, token) => t.tryAct(t.alice, delayId, 'restart', { token }),
        send: (delayId, token) => t.tryAct(t.alice, delayId, 'send', { token }),
        ...(t.can('a lookup')
          ? { 'a lookup': (delayId: string, token: string | null) => t.tryLookup(t.alice, delayId, { token }) }
          : {}),
      };

      for (const [name, call] of Object.entries(calls)) {
        for (const token of [null, t.uniqueName('no-such-token')]) {
          const code = token === null ? 'M_MISSING_TOKEN' : 'M_UNKNOWN_TOKEN';
          const what = `${name} ${token === null ? 'without a token' : 'with an unknown token'}`;
          const known = await call(event.delayId, token);
          requireUnauthorized(t, known, code, what);
          requireUnauthorized(t, await call(nobodys, token), code, `${what} of an event that there is not`);
          const told = [label, room.id, event.type].find((secret) => known.text.includes(secret));
          t.require('DE-ERR-2', told === undefined, `${what}: the refusal tells of the event: ${known}`);
        }
      }

      await t.requireScheduled('DE-ERR-2', event, 'after requests without a right to them');
    },
  }),

  delayedEventsCheck({
    id: 'errors.refusals-tell-of-no-room',
    title: 'who has no valid token is not told whether there is the room in which something is to be scheduled',
    requirements: ['DE-ERR-2'],
    async run(t) {
      const room = await t.alice.createRoom();
      await t.schedule(t.alice, room);

      for (const [which, id] of Object.entries({
        'a room': room.id,
        'a room that there is not': nowhereLike(t, room),
      })) {
        for (const token of [null, t.uniqueName('no-such-token')]) {
          const code = token === null ? 'M_MISSING_TOKEN' : 'M_UNKNOWN_TOKEN';
          const what = `scheduling in ${which} ${token === null ? 'without a token' : 'with an unknown token'}`;
          requireUnauthorized(t, await t.trySchedule(t.alice, { id }, t.completed(), { token }), code, what);
        }
      }
    },
  }),
];

/** Judges that a request was refused with 401 and a code. */
function requireUnauthorized(t: DelayedEventsContext, answer: Answer, errcode: string, what: string): void {
  t.requireRefused('DE-ERR-2', answer, { status: 401, errcodes: [errcode] }, what);
}
