import type { Check } from '../../kit/checks/check.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { JsonValue } from '../../kit/rooms/matrix-json.js';
import type { BareWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { MALFORMED } from './malformed.js';

/** What is no `delay_ms`: it counts milliseconds, one at the least. */
const NO_DELAYS: readonly JsonValue[] = [0, -1, 1.5, 'soon', '1000', true, null, [1_000], { ms: 1_000 }];

/** What is no `content`. */
const NO_CONTENTS: readonly JsonValue[] = ['text', '{"body":"text"}', 5, true, null, [{ body: 'text' }]];

/** Malformed requests (DE-SCHED-2, DE-SCHED-8, DE-SCHED-9). */
export const malformedChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'scheduling.delay-is-a-positive-integer',
    title: 'a delay that is not an integer of at least one millisecond is refused, and one millisecond is accepted',
    requirements: ['DE-SCHED-2', 'DE-SCHED-9'],
    needs: { wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const shortest = await t.schedule(t.alice, room, { delay: 1 });
      await t.requireDue('DE-SCHED-2', shortest, 'after a delay of one millisecond');

      // As a parameter a number is a text.
      const noDelays = t.can('everything in one body') ? NO_DELAYS : NO_DELAYS.filter((delay) => delay !== '1000');
      for (const delay of noDelays) {
        for (const [kind, wish] of bothKinds(t)) {
          await requireMalformed(t, room, { ...wish, delay }, `a ${kind} with a delay of ${JSON.stringify(delay)}`);
        }
      }

      await t.requireNothing('DE-SCHED-2', shortest, 'after all other delays were refused');
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.content-is-an-object',
    title: 'a content that is no object is refused, and an empty object is accepted',
    requirements: ['DE-SCHED-2', 'DE-SCHED-9'],
    async run(t) {
      const room = await t.alice.createRoom();
      await t.schedule(t.alice, room, { type: 'org.example.empty', content: {} });

      for (const content of NO_CONTENTS) {
        for (const [kind, wish] of bothKinds(t)) {
          await requireMalformed(t, room, { ...wish, content }, `a ${kind} with content ${JSON.stringify(content)}`);
        }
      }
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.state-key-is-a-string',
    title: 'a state key that is no string is refused',
    requirements: ['DE-SCHED-2', 'DE-SCHED-9'],
    needs: { words: ['everything in one body'] },
    async run(t) {
      const room = await t.alice.createRoom();
      await t.schedule(t.alice, room, { stateKey: 'desk' });

      for (const stateKey of [5, true, false, ['desk'], { key: 'desk' }]) {
        const wish = { ...t.completed({ stateKey: '' }), stateKey };
        await requireMalformed(t, room, wish, `a state key of ${JSON.stringify(stateKey)}`);
      }
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.required-fields',
    title: 'without a delay, or without content, scheduling is refused',
    requirements: ['DE-SCHED-2', 'DE-SCHED-9'],
    needs: { words: ['everything in one body'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const { delay, content } = t.completed();
      t.accept('DE-SCHED-1', t.alice, room, t.completed(), await t.trySchedule(t.alice, room, { delay, content }));

      await requireMalformed(t, room, { content }, 'content without a delay');
      await requireMalformed(t, room, { delay }, 'a delay without content');
      await requireMalformed(t, room, {}, 'an empty object');
      // Under the unstable prefix a server may listen to clients of the earlier text, too.
      if (t.form === t.unstableForm) return;
      const raw = JSON.stringify({ delay, content });
      const answer = await t.trySchedule(t.alice, room, { delay, content }, { raw });
      requireMalformedAnswer(t, answer, 'a delay under the name of the earlier text');
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.body-is-an-object',
    title: 'a body that is no JSON, or no object, is refused',
    requirements: ['DE-SCHED-2', 'DE-SCHED-9'],
    async run(t) {
      const room = await t.alice.createRoom();
      await t.schedule(t.alice, room);

      for (const raw of ['', 'delay_ms=1000', '{"delay_ms": 1000,', '[]', '"text"', 'null']) {
        const answer = await t.trySchedule(t.alice, room, t.completed(), { raw });
        t.requireRefused('DE-SCHED-9', answer, MALFORMED, `a body of ${JSON.stringify(raw)}`);
      }
      t.require('DE-SCHED-2', true, 'all were refused');
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.malformed-on-the-unstable-path',
    title: 'on the unstable path, too, what lacks a field, or has one of another type, is refused',
    requirements: ['DE-SCHED-2', 'DE-SCHED-9'],
    async run(t) {
      t.speakUnstably();
      t.presupposeWords(['everything in one body'], ['DE-SCHED-2', 'DE-SCHED-9']);
      const room = await t.alice.createRoom();
      const { delay, content } = t.completed();
      t.accept('DE-UNST-1', t.alice, room, t.completed(), await t.trySchedule(t.alice, room, { delay, content }));

      for (const [what, wish] of [
        ['content without a delay', { content }],
        ['a delay without content', { delay }],
        ['a delay of 0', { delay: 0, content }],
        ['a delay of -1', { delay: -1, content }],
        ['a delay of 1.5', { delay: 1.5, content }],
        ['a delay of "1000"', { delay: '1000', content }],
        ['a delay of null', { delay: null, content }],
        ['content that is a text', { delay, content: 'text' }],
        ['content that is null', { delay, content: null }],
        ['a state key of 5', { delay, content, stateKey: 5 }],
      ] as const) {
        await requireMalformed(t, room, wish, `${what}, on the unstable path`);
      }
      for (const raw of ['', 'delay_ms=1000', '{"delay_ms": 1000,', '[]', 'null']) {
        const answer = await t.trySchedule(t.alice, room, t.completed(), { raw });
        requireMalformedAnswer(t, answer, `a body of ${JSON.stringify(raw)}, on the unstable path`);
      }
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.doomed-events-refused',
    title: 'an event that is malformed itself is refused when it is scheduled, as it would be without a delay',
    requirements: ['DE-SCHED-8'],
    async run(t) {
      const room = await t.alice.createRoom();
      await t.schedule(t.alice, room);
      const doomed = {
        'a number that is no integer': { content: { ...t.text('pi'), number: 3.14 } },
        'a number beyond 2^53': { content: { ...t.text('large'), number: 2 ** 60 } },
        'a type of 300 characters': { type: `org.example.${'x'.repeat(288)}`, content: t.text('long type') },
        'a state key of 300 characters': { stateKey: 'k'.repeat(300), content: t.text('long key') },
        'a membership that is none': { type: 'm.room.member', stateKey: t.alice.userId, content: { membership: 5 } },
      };
      let refusedUndelayed = 0;

      for (const [what, wish] of Object.entries(doomed)) {
        const { type, content, stateKey } = t.completed(wish);
        const undelayed =
          stateKey === undefined
            ? await t.alice.trySend(room, type, content)
            : await t.alice.trySetState(room, type, stateKey, content);
        // Where it could be sent, it is not doomed.
        if (!undelayed.refused) continue;
        refusedUndelayed += 1;
        const answer = await t.trySchedule(t.alice, room, t.completed(wish));
        t.presuppose('DE-ERR-1', answer.status < 500, `scheduling an event with ${what}: got ${answer}`);
        t.advise('DE-SCHED-8', answer.refused, `an event with ${what} was scheduled, and undelayed gets ${undelayed}`);
      }
      if (refusedUndelayed === 0) t.notApplicable('the server sends malformed events, so that none is doomed');
    },
  }),
];

/** A message and state, with nothing wrong in either. */
function bothKinds(t: DelayedEventsContext): readonly (readonly [kind: string, wish: BareWish])[] {
  return [
    ['message', t.completed()],
    ['state event', t.completed({ stateKey: 'desk' })],
  ];
}

/** Judges that a malformed request is refused, in the way of malformed requests, and schedules nothing. */
async function requireMalformed(
  t: DelayedEventsContext,
  room: Parameters<DelayedEventsContext['trySchedule']>[1],
  wish: BareWish,
  what: string,
): Promise<void> {
  requireMalformedAnswer(t, await t.trySchedule(t.alice, room, wish), what);
}

function requireMalformedAnswer(t: DelayedEventsContext, answer: Answer, what: string): void {
  t.require('DE-SCHED-2', !answer.ok, `${what} was accepted: ${answer}`);
  t.requireRefused('DE-SCHED-9', answer, MALFORMED, what);
}
