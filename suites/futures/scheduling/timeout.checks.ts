import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { TooCoarse } from '../../kit/checks/verdict.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** What stands for no number at all. */
const WORDS = ['soon', 'tomorrow', 'null', 'undefined', 'true', 'NaN', 'Infinity', 'seconds'];

const NEGATIVE_NUMBERS = ['-1', '-60', '-60000', '-1.5', '-9007199254740993'];

/** Values that may mean something or not, but that no server may stumble over. */
const STRANGE_VALUES = [
  ...[
    '',
    ' ',
    '0',
    '-0',
    '00',
    '1.',
    '.5',
    '1e3',
    '1e-3',
    '1e309',
    '0x10',
    '0b1',
    '1_000',
    '1,000',
    "1'000",
    '10s',
    '1 000',
  ],
  ...[
    '+10',
    '++1',
    '--1',
    '1-1',
    '∞',
    '٣',
    '１０',
    '½',
    '🙂',
    '\u0000',
    '1\u0000',
    '\n',
    '%',
    '%25',
    '"10"',
    "'10'",
    '[10]',
    '{}',
  ],
  ...[
    'none ',
    'NONE',
    'none,none',
    '2147483648',
    '4294967296',
    '9007199254740993',
    '18446744073709551616',
    '9'.repeat(400),
  ],
];

/** The parameter `future_timeout`: absent, wrong, odd, zero. */
export const timeoutChecks: readonly Check[] = [
  futuresCheck({
    id: 'scheduling.missing-timeout-message',
    title: 'send_future without future_timeout and without a group id is refused with 400 and stores nothing',
    requirements: ['SCHED-4'],
    async run(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);

      const answer = await t.tryMessage(t.alice, room, { content: t.text('no timeout') });

      t.requireRefusal('SCHED-4', answer, 'send_future without future_timeout', 400);
      t.advise('SCHED-4', answer.errcode === 'M_MISSING_PARAM', `M_MISSING_PARAM would be expected, got ${answer}`);
      await t.requireNothingElseStored('SCHED-4', kept, 'after a request without future_timeout');
      await t.requireNothing('SCHED-4', kept, 'after a request without future_timeout');
    },
  }),

  futuresCheck({
    id: 'scheduling.missing-timeout-state',
    title: 'state_future without future_timeout and without a group id is refused with 400 and stores nothing',
    requirements: ['SCHED-4'],
    async run(t) {
      const room = await t.alice.createRoom();
      const kept = await t.state(t.alice, room, { stateKey: 'kept' });

      const answer = await t.tryState(t.alice, room, { stateKey: 'refused', content: t.text('no timeout') });

      t.requireRefusal('SCHED-4', answer, 'state_future without future_timeout', 400);
      t.advise('SCHED-4', answer.errcode === 'M_MISSING_PARAM', `M_MISSING_PARAM would be expected, got ${answer}`);
      await t.requireNothingElseStored('SCHED-4', kept, 'after a request without future_timeout');
      await t.requireNothing('SCHED-4', kept, 'after a request without future_timeout');
    },
  }),

  futuresCheck({
    id: 'scheduling.word-timeout',
    title: 'a word other than none as future_timeout is refused with 4xx and stores nothing',
    requirements: ['SCHED-7'],
    run: (t) => requireRefusedTimeouts(t, WORDS),
  }),

  futuresCheck({
    id: 'scheduling.negative-timeout',
    title: 'a negative future_timeout is refused with 4xx and stores nothing',
    requirements: ['SCHED-7'],
    run: (t) => requireRefusedTimeouts(t, NEGATIVE_NUMBERS),
  }),

  futuresCheck({
    id: 'scheduling.strange-timeout-no-5xx',
    title: 'no value of future_timeout makes the server answer 5xx',
    requirements: ['SCHED-7'],
    async run(t) {
      const room = await t.alice.createRoom();
      for (const value of STRANGE_VALUES) {
        const answer = await tryTimeout(t, room, [value], t.text('strange'));
        t.require('SCHED-7', answer.status < 500, {
          what: `future_timeout=${encodeURIComponent(value)}`,
          expected: 'no 5xx',
          seen: answer,
        });
        await t.withdraw(answer);
      }
      await t.message(t.alice, room);
    },
  }),

  futuresCheck({
    id: 'scheduling.unit',
    title: 'what future_timeout counts',
    requirements: ['Q-UNIT'],
    needs: { wait: 5 },
    async run(t) {
      const room = await t.alice.createRoom();
      const [one, five] = [t.beats(1) / 1_000, t.beats(5) / 1_000];
      const contents = [t.text('sooner'), t.text('later')] as const;

      const sooner = await tryTimeout(t, room, [String(one)], contents[0]);
      const later = await tryTimeout(t, room, [String(five)], contents[1]);

      for (const answer of [sooner, later])
        t.presuppose('SCHED-6', answer.ok, { what: 'a small future_timeout', expected: 200, seen: answer });
      const latest = later.answeredAt + t.beats(5);
      const [first, second] = [
        await t.eventIn(room, isLabelledAs(contents[0]), latest),
        await t.eventIn(room, isLabelledAs(contents[1]), latest),
      ];
      if (first === undefined || second === undefined)
        return t.observe('Q-UNIT', `other: ${five} is longer than ${five} s`);
      // Four thousandths of a beat apart, or four beats; however late events come here, they all come late.
      const apart = second.seenAt - first.seenAt - (later.sentAt - sooner.sentAt);
      if (apart > t.beats(1) && apart < t.beats(3))
        throw new TooCoarse('events come too irregularly here to tell a unit');
      t.observe('Q-UNIT', apart < t.beats(2) ? 'ms' : 's');
    },
  }),

  futuresCheck({
    id: 'scheduling.absent-timeout-live-group',
    title: 'what a request without future_timeout means that names a live group',
    requirements: ['Q-ABSENT'],
    async run(t) {
      const room = await t.alice.createRoom();
      const timed = await t.message(t.alice, room);
      const wish = { content: t.text('no timeout'), type: 'm.room.message', group: timed.group };

      const answer = await t.tryMessage(t.alice, room, wish);

      t.presupposeComposure(answer, 'no future_timeout, but a live group');
      if (answer.status === 400) return t.observe('Q-ABSENT', 'refused');
      if (!answer.ok) return t.observe('Q-ABSENT', `other: refused with ${answer.status}`);
      if (answer.string('refresh_token') !== undefined) return t.observe('Q-ABSENT', 'other: makes a timeout future');
      const action = t.adopt(t.alice, room, { ...wish, timeout: 'none' }, answer);
      await t.requireSent('SCHED-5', action, await t.send(action), 'an action future made without future_timeout');
      t.observe('Q-ABSENT', 'action');
    },
  }),

  futuresCheck({
    id: 'scheduling.none-without-group',
    title: 'how future_timeout=none without any group id is refused',
    requirements: ['Q-NO-GROUP'],
    async run(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);
      await t.action(t.alice, room, kept.group);

      const answer = await t.tryMessage(t.alice, room, { content: t.text('no group'), timeout: 'none' });

      t.presuppose('GROUP-4', answer.refused, {
        what: 'an action future without a group',
        expected: '409 or 400',
        seen: answer,
      });
      t.presupposeComposure(answer, 'an action future without a group');
      const listed = answer.status === 409 || answer.status === 400;
      t.observe('Q-NO-GROUP', listed ? String(answer.status) : `other: refused with ${answer.status}`);
    },
  }),

  futuresCheck({
    id: 'scheduling.odd-spellings',
    title: 'what odd spellings of a number mean as future_timeout',
    requirements: ['Q-NUMBER'],
    needs: { wait: 4, pending: 8, embedded: { futures: { maxTimeout: null } } },
    async run(t) {
      const room = await t.alice.createRoom();
      await t.message(t.alice, room);
      const [short, long] = [t.beats(2), t.beats(4)];
      const plain = t.timeoutParameter(short);
      const spellings = [
        { name: '1e3', values: [`${short / 1_000}e${t.dialect.unit === 's' ? 0 : 3}`], due: short },
        { name: '10.5', values: [`${plain}.5`], due: short },
        { name: "' 10'", values: [` ${plain}`], due: short },
        { name: '+10', values: [`+${plain}`], due: short },
        { name: 'repeated', values: [plain, t.timeoutParameter(long)], due: short },
      ];
      const outcomes = new Map<string, string>();
      const accepted: { name: string; content: JsonRecord; answer: Answer; due: number }[] = [];

      for (const { name, values, due } of spellings) {
        const content = t.text(`spelling ${name}`);
        const answer = await tryTimeout(t, room, values, content);
        t.presuppose(
          'SCHED-7',
          answer.status < 500,
          `future_timeout=${values.join('&future_timeout=')}: got ${answer}`,
        );
        if (answer.ok) accepted.push({ name, content, answer, due });
        else outcomes.set(name, answer.status === 400 ? 'refused' : `refused with ${answer.status}`);
      }
      for (const [name, value] of [
        ['empty', ''],
        ['blank', ' '],
        ['2^53+1', '9007199254740993'],
      ] as const) {
        const answer = await tryTimeout(t, room, [value], t.text('beyond'));
        t.presuppose('SCHED-7', answer.status < 500, `future_timeout=${value}: got ${answer}`);
        // Nothing has no value, and the other one is beyond most maxima: that they are refused fits both readings.
        if (answer.ok) outcomes.set(name, value.trim() === '' ? 'accepted' : 'value');
        await t.withdraw(answer);
      }
      for (const { name, content, answer, due } of accepted) {
        const arrival = await t.eventIn(room, isLabelledAs(content), answer.answeredAt + long);
        const early = arrival !== undefined && arrival.seenAt < dueAfter(answer, due).earliest - t.beats(0.5);
        outcomes.set(name, arrival === undefined || early ? 'something else' : 'value');
      }

      const [reading = '', ...others] = new Set(outcomes.values());
      const uniform = others.length === 0 && ['refused', 'value'].includes(reading);
      const told = [...outcomes].map(([name, outcome]) => `${name}: ${outcome}`).join(', ');
      t.observe('Q-NUMBER', uniform ? reading : `other: ${told}`);
    },
  }),

  futuresCheck({
    id: 'scheduling.zero-timeout',
    title: 'what future_timeout=0 does',
    requirements: ['Q-ZERO'],
    async run(t) {
      const room = await t.alice.createRoom();
      await t.message(t.alice, room);
      const content = t.text('zero');

      const answer = await tryTimeout(t, room, ['0'], content);

      t.presuppose('SCHED-7', answer.status < 500, `future_timeout=0: got ${answer}`);
      t.presupposeComposure(answer, 'future_timeout=0');
      if (answer.status === 400) return t.observe('Q-ZERO', 'refused');
      if (!answer.ok) return t.observe('Q-ZERO', `other: refused with ${answer.status}`);
      const future = t.adopt(t.alice, room, { type: 'm.room.message', timeout: 0, content }, answer);
      await t.requireDue('TIME-1', future, 'future_timeout=0 was accepted');
      t.observe('Q-ZERO', 'at-once');
    },
  }),
];

/** Schedules a message with `future_timeout` written exactly so, once for every value. */
function tryTimeout(t: FuturesContext, room: Room, values: readonly string[], content: JsonRecord): Promise<Answer> {
  const query = values.map((value) => `future_timeout=${encodeURIComponent(value)}`).join('&');
  const path = `${t.roomPath(room.id)}/send_future/m.room.message/${encodeURIComponent(t.uniqueName('txn'))}`;
  return t.alice.request('PUT', `${path}?${query}`, { json: content });
}

/** Judges that each value is refused on both endpoints and leaves nothing behind. */
async function requireRefusedTimeouts(t: FuturesContext, values: readonly string[]): Promise<void> {
  const room = await t.alice.createRoom();
  const kept = await t.message(t.alice, room);
  const unexpected: string[] = [];
  for (const value of values) {
    const query = { future_timeout: value };
    const answers = {
      send_future: await t.tryMessage(t.alice, room, { content: t.text('wrong') }, { query }),
      state_future: await t.tryState(
        t.alice,
        room,
        { stateKey: t.uniqueName('key'), content: t.text('wrong') },
        { query },
      ),
    };
    for (const [endpoint, answer] of Object.entries(answers)) {
      t.requireRefusal('SCHED-7', answer, `${endpoint} with future_timeout=${value}`);
      if (answer.status !== 400 || answer.errcode !== 'M_INVALID_PARAM') unexpected.push(`${value}: ${answer}`);
    }
  }
  t.advise('SCHED-7', unexpected.length === 0, `400 M_INVALID_PARAM would be expected, got for ${unexpected[0]}`);
  await t.requireNothingElseStored('SCHED-7', kept, `after ${values.join(', ')} as future_timeout`);
  await t.requireNothing('SCHED-7', kept, `after ${values.join(', ')} as future_timeout`);
}
