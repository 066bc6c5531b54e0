import type { Check } from '../../kit/checks/check.js';
import { type JsonRecord, type JsonValue, dig, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** All that JSON has, as far as Matrix allows it, and what is easily mistaken for something else. */
const EVERYTHING: JsonRecord = {
  unicode: 'e\u0301 ﬁ Ⅳ Å Å 日本語 \u{1F469}‍\u{1F4BB} \u{10FFFF} ﷽ a\u202Eb',
  spaces: ' \t two  spaces \r\n and \n lines ',
  markup: '<b>&amp; "quoted" \\ \' </b> %2F ${x} {{y}}',
  // With all the rest not far from the 64 KiB that an event may have.
  long: 'x'.repeat(50_000),
  numbers: [0, 1, -1, -42, 2 ** 24 + 1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 53) + 1],
  texts: ['0', '-1', '1e3', 'true', 'null', ''],
  order: [3, 1, 2, 'b', 'a', 3],
  nothing: [null, false, true, 0, '', {}, []],
  empty: { object: {}, array: [], text: '', no: false, zero: 0, none: null },
  deep: Array.from({ length: 12 }).reduce<JsonValue>((inner) => ({ in: [inner] }), 'bottom'),
  Upper: { CamelCase: 1, camelcase: 2, 'with.dots': 3, 'ü ñ': 4, '': 5, $dollar: 6 },
  none: null,
  no: false,
  zero: 0,
  void: '',
  hollow: {},
  bare: [],
  format: 'org.matrix.custom.html',
  formatted_body: '<b>all</b>',
  ['__proto__']: { own: 1 },
  delay_ms: 1,
  state_key: 'no key',
  content: { delay_id: 'x', type: 'm.room.name' },
  type: 'm.room.topic',
  'm.mentions': { user_ids: [] },
  'm.new_content': { body: 'not an edit' },
};

/** The content of events, which comes as it was given (DE-SEND-1). */
export const contentChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'sending.whatever-the-content',
    title:
      'the content comes as it was given, whatever is in it, in messages and in state, by timer and by hand, restarted or not',
    requirements: ['DE-SEND-1'],
    needs: { pending: 5, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const referred = await t.alice.send(room, 'm.room.message', t.text('referred to'));
      const relation = { 'm.relates_to': { rel_type: 'm.reference', event_id: referred } };
      const content = (): JsonRecord => ({ ...t.text('all'), ...EVERYTHING, ...relation });
      const delay = t.beats(2);
      const byTimer = [
        await t.schedule(t.alice, room, { delay, content: content() }),
        await t.schedule(t.alice, room, { delay, content: content(), stateKey: 'timer' }),
      ] as const;
      const byHand = [
        await t.schedule(t.alice, room, { content: content() }),
        await t.schedule(t.alice, room, { content: content(), stateKey: 'hand' }),
      ] as const;
      const restarted = await t.schedule(t.alice, room, { delay, content: content() });
      for (const event of [restarted, byHand[1]]) await t.restart(event);

      const zero = { ...t.text('a NUL in it'), zero: 'a\u0000b', 'zero\u0000key': 1 };
      const undelayed = await t.alice.trySend(room, 'm.room.message', zero);
      const shown = dig((await t.alice.event(room, undelayed.string('event_id') ?? '')).json, 'content');
      // Where databases are in its way, undelayed events do not have it either.
      const takesZero = sameJson(shown, zero);

      if (t.can('a lookup')) {
        const { content: told } = await t.lookup(byTimer[0]);
        const isTold = sameJson(told, byTimer[0].content);
        t.presuppose('DE-GET-5', isTold, `a lookup tells the content as ${JSON.stringify(told)}`);
      }
      for (const event of byHand)
        await t.requireSent('DE-SEND-1', event, await t.send(event, 'DE-SEND-1'), 'with all in it');
      const withZero = takesZero
        ? [await t.schedule(t.alice, room, { delay, content: { ...zero, ...t.text('a NUL in it') } })]
        : [];
      for (const event of [...byTimer, restarted, ...withZero])
        await t.requireDue('DE-SEND-1', event, 'with all in it');

      const state = await t.alice.stateOf(room, t.stateType, 'timer');
      const isSame = sameJson(state, byTimer[1].content);
      t.require('DE-SEND-1', isSame, `as state it is ${JSON.stringify(state)}`);
    },
  }),

  delayedEventsCheck({
    id: 'sending.whatever-a-membership-says',
    title: 'a membership that was delayed says what it was given to say, as far as an undelayed one does',
    requirements: ['DE-SEND-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const say = (): JsonRecord => ({
        membership: 'join',
        displayname: t.uniqueName('alice'),
        reason: t.uniqueName('a reason'),
        'org.example.note': { of: t.uniqueName('note') },
      });
      const undelayed = say();
      const set = await t.alice.trySetState(room, 'm.room.member', t.alice.userId, undelayed);
      if (!set.ok) t.notApplicable(`undelayed memberships cannot say more: ${set}`);
      const kept = await saidOf(t, room, undelayed);

      const content = say();
      const event = await t.schedule(t.alice, room, { type: 'm.room.member', stateKey: t.alice.userId, content });
      t.requireAcceptance('DE-SEND-1', await t.send(event), 'sending a membership');
      await t.fence(room);

      const said = await saidOf(t, room, content);
      const lost = kept.filter((name) => !said.includes(name));
      t.require('DE-SEND-1', lost.length === 0, `of a membership ${lost.join(', ')} did not come as it was given`);
    },
  }),

  delayedEventsCheck({
    id: 'sending.nothing-in-the-content',
    title: 'an empty content comes empty, though the room has other state and other events of its name',
    requirements: ['DE-SEND-1'],
    needs: { wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const delay = t.beats(1);
      await t.alice.setState(room, t.stateType, 'desk', t.text('before'));
      await t.alice.send(room, 'org.example.empty', t.text('before'));

      const state = await t.schedule(t.alice, room, { delay, stateKey: 'desk', content: {} });
      const message = await t.schedule(t.alice, room, { delay, type: 'org.example.empty', content: {} });

      await t.requireDue('DE-SEND-1', state, 'state with an empty content');
      await t.requireDue('DE-SEND-1', message, 'a message with an empty content');
      await t.requireState('DE-SEND-1', room, state, {}, 'after state with an empty content');
    },
  }),
];

/** The fields of a content that alice's membership of a room has, in its state and among its members. */
async function saidOf(t: DelayedEventsContext, room: Room, content: JsonRecord): Promise<readonly string[]> {
  const state = await t.alice.stateOf(room, 'm.room.member', t.alice.userId);
  const { json } = await t.alice.request('GET', roomPath(room, 'members'));
  const chunk = dig(json, 'chunk');
  const member = (Array.isArray(chunk) ? chunk : []).find((each) => dig(each, 'state_key') === t.alice.userId);
  const places = { 'the state': state, 'the members': dig(member ?? null, 'content') };
  return Object.keys(content).flatMap((name) =>
    Object.entries(places).flatMap(([place, shown]) =>
      sameJson(dig(shown ?? null, name), content[name]) ? [`${name} in ${place}`] : [],
    ),
  );
}
