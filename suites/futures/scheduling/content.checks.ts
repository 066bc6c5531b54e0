import type { Check } from '../../kit/checks/check.js';
import { type JsonRecord, sameJson } from '../../kit/rooms/matrix-json.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** Names with everything that has a meaning of its own in a path, and more. */
const AWKWARD_NAME = 'clé/50% + "a b"?#&=;:🙂%2F';

/** What becomes of the content, the type and the state key on their way into the room. */
export const contentChecks: readonly Check[] = [
  futuresCheck({
    id: 'scheduling.content-unicode',
    title: 'text in the content is sent as it was given: all planes, no normalisation, no trimming',
    requirements: ['SCHED-10'],
    needs: { wait: 1 },
    run: (t) =>
      requireContent(t, {
        planes: 'äß é 漢字 кириллица עברית العربية 🙂👩‍👩‍👧 𝔘𝕟𝕚',
        composed: '\u00e9 \u212b \ufb01',
        decomposed: 'e\u0301 A\u030a fi',
        invisible: '\u200b\u200d\u2066rtl\u2069\ufeff',
        surrounded: '  \t two lines \r\n\u00a0',
        escaped: '"\\/\b\f\n\r\t\u0001\u007f <b>&amp;</b> %20 + $1',
        '': 'empty key',
        'ключ 🙂 with.dots/and "quotes"': 'odd key',
      }),
  }),

  futuresCheck({
    id: 'scheduling.content-numbers',
    title: 'integers within canonical JSON are sent as they were given',
    requirements: ['SCHED-10'],
    needs: { wait: 1 },
    run: (t) =>
      requireContent(t, {
        largest: Number.MAX_SAFE_INTEGER,
        smallest: Number.MIN_SAFE_INTEGER,
        zero: 0,
        negative: -1,
        bits: [127, 128, 255, 256, 32_767, 65_536, 2_147_483_647, 2_147_483_648, -2_147_483_649, 4_294_967_296],
        digits: ['0', '007', '9007199254740993', '1e3'],
      }),
  }),

  futuresCheck({
    id: 'scheduling.content-nesting',
    title: 'nested content is sent as it was given, with its empty and its null parts',
    requirements: ['SCHED-10'],
    needs: { wait: 1 },
    run: (t) =>
      requireContent(t, {
        nothing: [null, { inside: null }, [], {}, '', false, 0],
        empty: { array: [], object: {}, text: '' },
        deep: { a: { b: { c: { d: { e: [{ f: [[[['bottom']]]] }] } } } } },
        order: [3, 1, 2, 'b', 'a', { z: 1, a: 2 }],
        constructor: { prototype: 'ordinary names' },
      }),
  }),

  futuresCheck({
    id: 'scheduling.content-of-state',
    title: 'the content of a state future is sent as it was given',
    requirements: ['SCHED-10'],
    async run(t) {
      const room = await t.alice.createRoom();
      const content = {
        ...t.text('state content'),
        text: ' é e\u0301 🙂 ',
        nested: { nothing: null, list: [[], {}] },
        big: -(2 ** 53) + 1,
      };
      const future = await t.state(t.alice, room, { stateKey: 'content', content });

      const event = await t.requireSent('TOKEN-2', future, await t.send(future), 'a state future');

      requireSameContent(t, event.content, content);
    },
  }),

  futuresCheck({
    id: 'scheduling.encoded-type',
    title: 'a percent-encoded event type is decoded once, and is the type of the sent event',
    requirements: ['SCHED-10'],
    async run(t) {
      const [room, elsewhere] = [await t.alice.createRoom(), await t.alice.createRoom()];
      const type = `org.example.${AWKWARD_NAME}`;
      const ordinary = await t.alice.trySend(elsewhere, type, t.text('ordinary'));
      if (!ordinary.ok) t.notApplicable(`the ordinary send endpoint does not take such a type either: ${ordinary}`);

      const future = await t.message(t.alice, room, { type });

      const event = await t.requireSent('TOKEN-2', future, await t.send(future), 'a future with an awkward type');
      t.require('SCHED-10', event.type === type, { expected: `the type ${type}`, seen: event.type });
    },
  }),

  futuresCheck({
    id: 'scheduling.encoded-state-key',
    title: 'a percent-encoded state key is decoded once, and is the state key of the sent event',
    requirements: ['SCHED-10'],
    async run(t) {
      const [room, elsewhere] = [await t.alice.createRoom(), await t.alice.createRoom()];
      const ordinary = await t.alice.trySetState(elsewhere, t.stateType, AWKWARD_NAME, t.text('ordinary'));
      if (!ordinary.ok) t.notApplicable(`the ordinary state endpoint does not take such a key either: ${ordinary}`);

      const future = await t.state(t.alice, room, { stateKey: AWKWARD_NAME });

      const event = await t.requireSent('TOKEN-2', future, await t.send(future), 'a future with an awkward state key');
      t.require('SCHED-10', event.state_key === AWKWARD_NAME, {
        expected: `the state key ${AWKWARD_NAME}`,
        seen: event.state_key,
      });
    },
  }),

  futuresCheck({
    id: 'scheduling.encoded-transaction-id',
    title: 'a percent-encoded transaction id is decoded once: it is told from one that looks like its encoded form',
    requirements: ['SCHED-10'],
    async run(t) {
      const [room, elsewhere] = [await t.alice.createRoom(), await t.alice.createRoom()];
      const plain = t.uniqueName('txn/a b');
      const ordinary = await t.alice.trySend(elsewhere, 'm.room.message', t.text('ordinary'), plain);
      if (!ordinary.ok) t.notApplicable(`the ordinary send endpoint does not take such an id either: ${ordinary}`);
      const wish = { type: 'm.room.message', txnId: plain, content: t.text('plain'), timeout: t.far };

      const future = await t.message(t.alice, room, wish);
      const lookalike = await t.message(t.alice, room, { txnId: encodeURIComponent(plain) });
      const again = await t.tryMessage(t.alice, room, wish);

      const apart = future.sendToken !== lookalike.sendToken;
      t.require(
        'SCHED-10',
        apart,
        `the transaction ids ${plain} and ${encodeURIComponent(plain)} were taken for the same`,
      );
      const same = again.string('refresh_token') === future.refreshToken;
      t.presuppose('SCHED-9', same, `the transaction id ${plain} was not recognised when it came again`);
    },
  }),

  futuresCheck({
    id: 'scheduling.numbers-outside-canonical-json',
    title: 'what becomes of floats and of integers outside canonical JSON in the content',
    requirements: ['Q-CONTENT'],
    needs: { wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const control = await t.message(t.alice, room, { timeout: t.beats(1) });
      const numbers = [1.5, 2 ** 53, -(2 ** 53)];
      const outcomes = new Map<number, string>();
      const accepted: { number: number; content: JsonRecord; until: number }[] = [];

      for (const number of numbers) {
        const content = { ...t.text('number'), number };
        const answer = await t.tryMessage(t.alice, room, { content, timeout: t.beats(1) });
        t.presupposeComposure(answer, `a content with ${number}`);
        if (answer.ok) accepted.push({ number, content, until: answer.answeredAt + t.beats(1) });
        else outcomes.set(number, answer.status === 400 ? 'refused' : `refused with ${answer.status}`);
      }
      await t.requireDue('TIME-1', control, 'a future with ordinary content');
      for (const { number, content, until } of accepted) {
        const arrival = await t.eventIn(room, isLabelledAs(content), until);
        const same = arrival !== undefined && sameJson(arrival.event.content, content);
        outcomes.set(number, arrival === undefined ? 'never-sent' : same ? 'sent' : 'sent with another content');
      }

      const [reading = '', ...others] = new Set(outcomes.values());
      const told = [...outcomes].map(([number, outcome]) => `${number}: ${outcome}`).join(', ');
      const listed = others.length === 0 && ['refused', 'never-sent', 'sent'].includes(reading);
      t.observe('Q-CONTENT', listed ? reading : `other: ${told}`);
    },
  }),
];

/** Judges that a content comes out as it went in, by timer and by token. */
async function requireContent(t: FuturesContext, content: JsonRecord): Promise<void> {
  const room = await t.alice.createRoom();
  const timeout = t.beats(1);
  const timed = await t.message(t.alice, room, {
    type: 'org.example.timed',
    content: { ...t.text('by timer'), ...content },
    timeout,
  });
  const called = await t.message(t.alice, room, {
    type: 'org.example.called',
    content: { ...t.text('by token'), ...content },
  });

  const call = await t.send(called);

  for (const [{ type, content: expected }, latest] of [
    [called, call.answeredAt],
    [timed, timed.answer.answeredAt + timeout],
  ] as const) {
    // Recognised by its type too, so that a lost content is not taken for a lost event.
    const isMeant = isLabelledAs(expected);
    const arrival = await t.eventIn(room, (event) => event.type === type || isMeant(event), latest);
    const { event } = t.requireGiven('TIME-1', arrival, `a future of ${type} was due and never came`);
    t.presuppose('SCHED-1', event.type === type, { expected: 'the type of the path', seen: event.type });
    requireSameContent(t, event.content, expected);
  }
}

function requireSameContent(t: FuturesContext, content: JsonRecord, expected: JsonRecord): void {
  const wrong = Object.keys({ ...expected, ...content }).filter((key) => !sameJson(content[key], expected[key]));
  const [first = ''] = wrong;
  const [came, sent] = [content[first], expected[first]].map((part) => JSON.stringify(part));
  t.require('SCHED-10', wrong.length === 0, {
    what: `the content differs from what was given in ${JSON.stringify(first)}`,
    expected: sent,
    seen: came,
  });
}
