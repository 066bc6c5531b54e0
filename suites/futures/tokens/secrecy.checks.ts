import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { futuresCheck } from '../words/futures-check.js';
import { mustBeForbidden } from '../words/power-levels.js';
import { mentions, tellingFields } from './token-answers.js';

/** What tokens and the answers to them give away (TOKEN-10), and that nothing else will do in their place (TOKEN-13). */
export const tokenSecrecyChecks: readonly Check[] = [
  futuresCheck({
    id: 'tokens.successful-calls-answer-alike',
    title: 'from the answer to a successful call nobody can tell whether it sent, refreshed or cancelled',
    requirements: ['TOKEN-10'],
    needs: { pending: 5 },
    async run(t) {
      const room = await t.alice.createRoom();
      const refreshed = await t.message(t.alice, room);
      const answers = { send: [] as Answer[], refresh: [] as Answer[], cancel: [] as Answer[] };

      // By turns, so that what varies with time or chance varies within one kind of call too.
      for (let turn = 0; turn < 3; turn += 1) {
        answers.send.push(await t.send(await t.message(t.alice, room)));
        answers.refresh.push(await t.refresh(refreshed));
        answers.cancel.push(await t.cancel(await t.message(t.alice, room)));
      }

      const { send, refresh, cancel } = answers;
      const told = tellingFields([send, refresh, cancel]);
      t.require('TOKEN-10', told.length === 0, `the answers to send, refresh and cancel differ in ${told.join(', ')}`);
    },
  }),

  futuresCheck({
    id: 'tokens.answers-name-no-metadata',
    title: 'no answer of the token endpoint names room, user, event or type, not even where the event is forbidden',
    requirements: ['TOKEN-10'],
    needs: { accounts: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { events_default: 0 } });
      const type = `org.example.${t.uniqueName('type')}`;
      const sent = await t.message(t.alice, room, { type });
      const cancelled = await t.message(t.alice, room, { type });
      const forbidden = await t.message(t.bob, room, { type });

      const successes = {
        'refreshing it': await t.refresh(sent),
        'sending it': await t.send(sent),
        'cancelling another': await t.cancel(cancelled),
      };
      const event = await t.requireSent('TOKEN-2', sent, successes['sending it'], 'after its send token was called');
      await t.alice.changePowerLevels(room, (levels) => ({ ...levels, events_default: 50 }));
      mustBeForbidden(await t.bob.trySend(room, type, t.text('forbidden')));
      const failures = {
        'the send token of what its user may not send': await t.callToken(forbidden.sendToken),
        'a used send token': await t.callToken(sent.sendToken),
        'a used refresh token': await t.callToken(sent.refreshToken ?? ''),
        'the send token of a cancelled future': await t.callToken(cancelled.sendToken),
        'an unknown token': await t.callToken(t.uniqueName('token')),
      };

      const metadata = {
        room: room.id,
        user: t.alice.userId,
        'other user': t.bob.userId,
        event: event.event_id,
        type,
        content: String(sent.content['label']),
      };
      for (const [call, answer] of Object.entries({ ...successes, ...failures })) {
        for (const [what, value] of Object.entries(metadata)) {
          t.require('TOKEN-10', !mentions(answer, value), `the answer to ${call} names the ${what}: ${answer}`);
        }
      }
    },
  }),

  futuresCheck({
    id: 'tokens.nothing-else-is-a-token',
    title: 'no access token, room, user, event, transaction or group id is taken for the token of a future',
    requirements: ['TOKEN-13'],
    needs: { accounts: 2, wait: 5 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const eventId = await t.alice.send(room, 'm.room.message', t.text('plain'));
      const control = await t.message(t.alice, room, { timeout: t.beats(1) });
      const idle = await t.action(t.alice, room, control.group);
      const future = await t.message(t.alice, room, { timeout: t.beats(5) });
      const action = await t.action(t.alice, room, future.group);
      await t.letTimePass(t.beats(2));
      const called = t.now();
      const names = {
        'the access token of its user': t.alice.account.accessToken,
        'the access token of another member': t.bob.account.accessToken,
        'the room id': room.id,
        'the user id': t.alice.userId,
        'the device id': t.alice.account.deviceId,
        'an event id': eventId,
        'its transaction id': future.txnId ?? '',
        'its group id': future.group,
        'its type': future.type,
      };

      for (const [what, name] of Object.entries(names)) {
        const answer = await t.callToken(name);
        t.requireInTime(answer, future);
        t.require('TOKEN-13', answer.refused, {
          what: `calling ${what} in place of a token`,
          expected: '4xx',
          seen: answer,
        });
      }

      // Refreshed by one of the names it would come two beats late; sent, early; cancelled, never.
      const calling = { sentAt: called, answeredAt: t.now() };
      await t.requireDue('GROUP-10', control, 'a group that was to run out before any name was called');
      await t.requireDue('TOKEN-13', future, 'after its names were called', {
        early: 'TOKEN-13',
        earlyAt: dueAfter(calling, 0),
        instead: dueAfter(calling, t.beats(5)),
      });
      await t.requireNothing('TOKEN-13', [idle, future, action], 'after its event came once');
    },
  }),

  futuresCheck({
    id: 'tokens.nobody-acts-by-room-and-event',
    title: 'nobody can act on a future by naming its room and an event, not even its own user or a member of the room',
    requirements: ['TOKEN-13'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const eventId = await t.alice.send(room, 'm.room.message', t.text('plain'));
      const future = await t.message(t.alice, room, { timeout: t.beats(3) });
      const [roomPart, eventPart] = [room.id, eventId].map(encodeURIComponent);
      const paths = [
        `${t.dialect.prefix}/futures/room/${roomPart}/event/${eventPart}`,
        `${t.dialect.prefix}/futures/room/${roomPart}/event/${encodeURIComponent(future.txnId ?? '')}`,
        `${t.dialect.prefix}/futures/room/${roomPart}`,
      ];

      const called = t.now();
      for (const path of paths) {
        for (const by of [t.alice, t.bob]) {
          const answer = await by.request(t.dialect.method, path, { json: {} });
          t.requireInTime(answer, future);
          t.require('TOKEN-13', answer.refused, {
            what: `${t.dialect.method} on a room's futures by ${by.name}`,
            expected: '4xx',
            seen: answer,
          });
        }
      }

      const earlyAt = { earliest: called, latest: t.now() };
      await t.requireDue('TOKEN-13', future, 'after its room was named', { early: 'TOKEN-13', earlyAt });
      await t.requireNothing('TOKEN-13', future, 'after its event came once');
    },
  }),
];
