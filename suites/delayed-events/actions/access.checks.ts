import type { Check } from '../../kit/checks/check.js';
import { BUILT_IN_NAMES } from '../scheduling/similar-names.checks.js';
import { ACTIONS } from '../words/delayed-event.js';
import { checkOnBothPaths, delayedEventsCheck } from '../words/delayed-events-check.js';
import { membershipOf } from '../words/memberships.js';
import { WITH_SERVICE } from '../words/with-service.js';
import { untouched } from '../words/untouched.js';
import { failedEvent } from './failed-event.js';

/** How what nobody has is refused. */
const UNKNOWN = { status: 404, errcodes: ['M_NOT_FOUND'] } as const;

/** Words that a careless server may take for more than a `delay_id` that nobody has. */
export const MEANINGFUL_WORDS = ['latest', 'last', 'all', '0', '*'] as const;

/** Who may act on what (DE-ACT-1, DE-ACT-3, DE-ACT-4). */
export const accessChecks: readonly Check[] = [
  ...checkOnBothPaths({
    id: 'actions.access-token-needed',
    title: 'without a valid access token no action is carried out, not even by who knows the delay_id',
    requirements: ['DE-ACT-1'],
    needs: { wait: 2, words: ['actions of the owner alone'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room, { delay: t.beats(2) });
      const unharmed = await untouched(t, [event], 'DE-ACT-1');

      for (const action of ACTIONS) {
        const without = await t.tryAct(t.alice, event, action, { token: null });
        const wrong = await t.tryAct(t.alice, event, action, { token: t.uniqueName('no-such-token') });
        const [missing, unknown] = [['M_MISSING_TOKEN'], ['M_UNKNOWN_TOKEN']];
        t.requireRefused('DE-ACT-1', without, { status: 401, errcodes: missing }, `${action} without a token`);
        t.requireRefused('DE-ACT-1', wrong, { status: 401, errcodes: unknown }, `${action} with a wrong token`);
        await unharmed(`${action} without a valid access token`);
      }

      await t.requireDue('DE-ACT-1', event, 'after all actions were refused');
    },
  }),

  delayedEventsCheck({
    id: 'actions.unknown-id',
    title: 'any action on a delay_id that nobody has is refused with 404 M_NOT_FOUND',
    requirements: ['DE-ACT-3'],
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const sent = await t.schedule(t.alice, room);
      const came = await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after send');
      const unharmed = await untouched(t, [event], 'DE-ACT-3');
      const unknown = {
        'an unknown delay_id': t.uniqueName('unknown'),
        'a delay_id with something behind it': `${event.delayId}x`,
        'a delay_id without its end': event.delayId.slice(0, -1) || 'x',
        'a delay_id in other letters': otherLetters(event.delayId),
        'a delay_id with special characters': `${event.delayId} %?#\u00e9`,
        'a delay_id with spaces around it': ` ${event.delayId} `,
        'a delay_id that is percent-encoded twice': `%${hexOf(event.delayId)}${event.delayId.slice(1)}`,
        'a very long delay_id': 'x'.repeat(1_000),
        'the transaction id': event.txnId,
        'the event id of what was sent': came.event_id,
        ...Object.fromEntries(
          ['.', ':', '/', '~', '|', '-', '_'].map((separator) => [
            `a delay_id with ${separator}1 behind it`,
            `${event.delayId}${separator}1`,
          ]),
        ),
        ...Object.fromEntries([...BUILT_IN_NAMES, ...MEANINGFUL_WORDS].map((name) => [`the delay_id ${name}`, name])),
      };

      for (const [what, delayId] of Object.entries(unknown)) {
        if ([event, sent].some((real) => delayId === real.delayId)) continue;
        for (const action of ACTIONS) {
          const answer = await t.tryAct(t.alice, delayId, action);
          t.requireRefused('DE-ACT-3', answer, UNKNOWN, `${action} of ${what}`);
        }
      }

      await t.requireScheduled('DE-ACT-3', event, 'after actions on similar delay_ids');
      await unharmed('an action on a similar delay_id');
      await t.restart(event, 'DE-ACT-1');
    },
  }),

  delayedEventsCheck({
    id: 'actions.of-other-users',
    title: "any action on another user's event is refused with 404 M_NOT_FOUND, and has no effect",
    requirements: ['DE-ACT-4'],
    needs: { accounts: 2, wait: 4, words: ['actions of the owner alone'] },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const event = await t.schedule(t.alice, room, { delay: t.beats(3) });
      const state = await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'desk' });
      await t.letTimePass(t.beats(0.5));
      await t.restart(state);
      const unharmed = await untouched(t, [event, state], 'DE-ACT-4');
      await t.letTimePass(t.beats(1));

      for (const action of ACTIONS) {
        for (const [what, others] of Object.entries({ event, state })) {
          const answer = await t.tryAct(t.bob, others, action);
          t.requireInTime(answer, others);
          t.requireRefused('DE-ACT-4', answer, UNKNOWN, `${action} of another user's ${what}`);
        }
        await unharmed(`${action} by another user`);
      }

      // Sent: two beats early. Cancelled: never. Restarted: a beat late.
      await t.requireDue('DE-ACT-4', event, 'after another user tried all actions', { early: 'DE-ACT-4' });
      await t.requireDue('DE-ACT-4', state, 'state, after another user tried all actions', { early: 'DE-ACT-4' });
      await t.requireNothing('DE-ACT-4', [event, state], 'after both were sent once');
    },
  }),

  delayedEventsCheck({
    id: 'actions.of-other-users-by-who-is-near',
    title:
      "who has made the room, and whom a membership names, can act on another user's event no more than anybody can",
    requirements: ['DE-ACT-4'],
    needs: { accounts: 2, words: ['actions of the owner alone'] },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const ofMember = await t.schedule(t.bob, room);
      const kick = await membershipOf(t, room, t.bob, { membership: 'leave' });
      const unharmed = await untouched(t, [ofMember, ...kick], 'DE-ACT-4');

      for (const action of ACTIONS) {
        const byCreator = await t.tryAct(t.alice, ofMember, action);
        t.requireRefused('DE-ACT-4', byCreator, UNKNOWN, `${action} of a member's event by who has made the room`);
        for (const each of kick) {
          const byVictim = await t.tryAct(t.bob, each, action);
          t.requireRefused('DE-ACT-4', byVictim, UNKNOWN, `${action} of a kick by whom it names`);
        }
      }

      await unharmed('actions by who is near');
      for (const event of [ofMember, ...kick])
        await t.requireScheduled('DE-ACT-4', event, 'after actions by who is near');
    },
  }),

  delayedEventsCheck({
    id: 'actions.of-services',
    title: "an application service can neither act on another user's event nor look it up",
    requirements: ['DE-ACT-4'],
    needs: { words: ['actions of the owner alone'], embedded: WITH_SERVICE },
    async run(t) {
      const service = await t.applicationService();
      const room = await t.alice.createRoom({ members: [service] });
      const event = await t.schedule(t.alice, room);

      for (const action of ACTIONS) {
        const answer = await t.tryAct(service, event, action);
        t.requireRefused('DE-ACT-4', answer, UNKNOWN, `${action} of a user's event by an application service`);
      }
      if (t.can('a lookup')) {
        const seen = await t.tryLookup(service, event);
        const what = "looking up a user's event as an application service";
        t.presuppose('DE-GET-2', seen.refused, { what, expected: '404 M_NOT_FOUND', seen });
      }
      await t.requireScheduled('DE-ACT-4', event, 'after an application service tried all actions');
    },
  }),

  delayedEventsCheck({
    id: 'actions.of-other-users-when-over',
    title: "any action on another user's event is refused with 404 M_NOT_FOUND when it is over, too",
    requirements: ['DE-ACT-4'],
    needs: { accounts: 2, wait: 2, words: ['actions of the owner alone'] },
    async run(t) {
      const failed = await failedEvent(t);
      const room = await t.alice.createRoom({ members: [t.bob] });
      const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
      await t.send(sent);
      await t.cancel(cancelled);

      for (const action of ACTIONS) {
        for (const [how, event] of Object.entries({ sent, cancelled, 'failed to send': failed })) {
          const answer = await t.tryAct(event === failed ? t.alice : t.bob, event, action);
          t.requireRefused('DE-ACT-4', answer, UNKNOWN, `${action} of what another user has ${how}`);
        }
      }
      // Where outcomes are forgotten, only this tells that the user who was refused might have been answered otherwise.
      await t.restart(await t.schedule(t.bob, room), 'DE-ACT-1');
    },
  }),

  delayedEventsCheck({
    id: 'actions.from-another-device',
    title: 'the owner may act from another device than the one that scheduled the event',
    requirements: ['DE-ACT-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const phone = await t.secondDevice(t.alice);
      const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];

      const sending = await t.tryAct(phone, sent, 'send');
      const cancelling = await t.tryAct(phone, cancelled, 'cancel');

      t.requireAcceptance('DE-ACT-1', sending, 'send from another device');
      t.requireAcceptance('DE-ACT-1', cancelling, 'cancel from another device');
      await t.requireSent('DE-ACT-1', sent, sending, 'after send from another device');
    },
  }),
];

/** The first character in hexadecimal, as percent-encoding has it. */
function hexOf(text: string): string {
  return (text.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
}

/** The same with small letters for capital ones, and the other way round. */
function otherLetters(text: string): string {
  return [...text]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
}
