import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** Rooms in which the user has no business. */
export const accessChecks: readonly Check[] = [
  futuresCheck({
    id: 'errors.never-joined-room',
    title: 'a future for a room that the user never joined is refused with 403 or 404, or never sent',
    requirements: ['ERR-4', 'Q-MEMBERSHIP'],
    needs: { accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.bob.createRoom();

      const answer = await requireNoEntry(t, room, 'a room that the user never joined');

      t.observe('Q-MEMBERSHIP', answer.ok ? 'sending' : 'scheduling');
    },
  }),

  futuresCheck({
    id: 'errors.invited-only-room',
    title: 'a future for a room that the user is only invited to is refused with 403 or 404, or never sent',
    requirements: ['ERR-4'],
    needs: { accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.bob.createRoom();
      await t.bob.invite(room, t.alice);

      await requireNoEntry(t, room, 'a room that the user is only invited to');
    },
  }),

  futuresCheck({
    id: 'errors.unknown-room',
    title: 'a future for a room that does not exist is refused with 403 or 404, or accepted and forgotten',
    requirements: ['ERR-4'],
    needs: { wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const [, server] = /:(.*)$/s.exec(room.id) ?? [];
      const nowhere = server === undefined ? `!${'nowhere'.padEnd(43, 'A')}` : `!${t.uniqueName('nowhere')}:${server}`;
      const controls = [
        await t.message(t.alice, room, { timeout: t.beats(1) }),
        await t.state(t.alice, room, { stateKey: 'control', timeout: t.beats(1) }),
      ];

      for (const endpoint of ['send_future/m.room.message', 'state_future/org.example.status']) {
        const path = `${t.roomPath(nowhere)}/${endpoint}/${t.uniqueName('id')}`;
        const query = { future_timeout: t.timeoutParameter(t.beats(1)) };
        const answer = await t.alice.request('PUT', path, { query, json: t.text('nowhere') });
        const expected = answer.ok || answer.status === 403 || answer.status === 404;
        t.require('ERR-4', expected, {
          what: `${endpoint} for a room that does not exist`,
          expected: '403 or 404',
          seen: answer,
        });
        if (!answer.ok) t.requireRefusal('ERR-4', answer, `${endpoint} for a room that does not exist`);
        t.require(
          'ERR-4',
          !answer.unrecognised,
          `${endpoint} for a room that does not exist was answered as an unknown endpoint: ${answer}`,
        );
      }

      for (const control of controls) await t.requireDue('TIME-1', control, 'the same future for a room that exists');
    },
  }),
];

/** Judges that alice can have nothing sent into a room, neither by timer nor by token; returns the first answer. */
async function requireNoEntry(t: FuturesContext, room: Room, what: string): Promise<Answer> {
  const own = await t.alice.createRoom();
  const control = await t.message(t.alice, own, { timeout: t.beats(2) });
  const wishes = [
    { type: 'm.room.message', content: t.text('by timer'), timeout: t.beats(2) },
    { type: 'm.room.message', content: t.text('by token'), timeout: t.far },
  ];
  const answers: Answer[] = [];

  for (const wish of wishes) {
    const answer = await t.tryMessage(t.alice, room, wish);
    const expected = answer.ok || answer.status === 403 || answer.status === 404;
    t.require('ERR-4', expected, { what, expected: '403 or 404', seen: answer });
    answers.push(answer);
    if (!answer.ok) t.requireRefusal('ERR-4', answer, what);
    else if (wish.timeout === t.far) await t.callToken(t.adopt(t.alice, room, wish, answer).sendToken);
  }

  await t.requireDue('TIME-1', control, "the same future for the user's own room");
  await t.requireSilence('ERR-4', room, t.now(), what);
  const [first] = answers;
  if (first === undefined) throw new Error('no answer');
  return first;
}
