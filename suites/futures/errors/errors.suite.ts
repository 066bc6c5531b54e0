import type { Answer } from '../../kit/connection/answer.js';
import type { Check, Suite } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { RequestOptions } from '../../kit/rooms/user.js';
import { accessChecks } from './access.checks.js';
import { limitChecks } from './limits.checks.js';
import { methodChecks } from './methods.checks.js';
import { resilienceChecks } from './resilience.checks.js';
import type { Future, FutureWish } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { CENTURY_MS } from '../words/maximum-timeout.js';
import { accessInputChecks } from './any-access.checks.js';
import { bodyInputChecks } from './any-body.checks.js';
import { byteInputChecks } from './any-bytes.checks.js';
import { pageInputChecks } from './any-page.checks.js';
import { roomInputChecks } from './any-room.checks.js';
import { sizeInputChecks } from './any-size.checks.js';
import { refusalInputChecks } from './any-refusal.checks.js';
import { knownTypeInputChecks } from './any-known-type.checks.js';

/** Bodies that are no JSON. */
const NO_JSON = ['not json', '{"msgtype":"m.text"', "{'msgtype':'m.text'}", '{"a":1}{"b":2}', '{"a":1,}'];

/** Bodies that are JSON, but no content of an event. */
const NO_OBJECT = ['[]', '[{"msgtype":"m.text"}]', '"text"', '42', 'null', 'true'];

/** Schedules on either endpoint, which are to refuse alike. */
const ENDPOINTS = {
  send_future: (t: FuturesContext, room: Room, wish: FutureWish, options?: RequestOptions): Promise<Answer> =>
    t.tryMessage(t.alice, room, wish, options),
  state_future: (t: FuturesContext, room: Room, wish: FutureWish, options?: RequestOptions): Promise<Answer> =>
    t.tryState(t.alice, room, { stateKey: t.uniqueName('key'), ...wish }, options),
};

const EACH_ENDPOINT = Object.entries(ENDPOINTS);

/** A living future that was scheduled on the same endpoint by a request without a flaw. */
function accepted(t: FuturesContext, room: Room, endpoint: string, wish: FutureWish = {}): Promise<Future> {
  return endpoint === 'send_future'
    ? t.message(t.alice, room, wish)
    : t.state(t.alice, room, { stateKey: 'kept', ...wish });
}

/** What the futures endpoints have in common with the ordinary ones when something goes wrong (ERR-1 to ERR-9). */
export const errorsSuite: Suite = {
  revision: 'futures',
  area: 'errors',
  checks: [
    ...EACH_ENDPOINT.map(([endpoint, schedule]): Check =>
      futuresCheck({
        id: `errors.access-token-on-${endpoint.replace('_', '-')}`,
        title: `${endpoint} without an access token, or with an unknown one, is answered with 401`,
        requirements: ['ERR-1'],
        async run(t) {
          const room = await t.alice.createRoom();
          const kept = await accepted(t, room, endpoint);
          const wish = { timeout: t.far };

          const missing = await schedule(t, room, wish, { token: null });
          const unknown = await schedule(t, room, wish, { token: t.uniqueName('no-such-token') });

          t.requireRefusal('ERR-1', missing, `${endpoint} without an access token`, 401);
          t.require('ERR-1', missing.errcode === 'M_MISSING_TOKEN', {
            what: 'without an access token',
            expected: 'M_MISSING_TOKEN',
            seen: missing,
          });
          t.requireRefusal('ERR-1', unknown, `${endpoint} with an unknown access token`, 401);
          t.require('ERR-1', unknown.errcode === 'M_UNKNOWN_TOKEN', {
            what: 'with an unknown access token',
            expected: 'M_UNKNOWN_TOKEN',
            seen: unknown,
          });
          await t.requireNothingElseStored('ERR-1', kept, 'after requests without a right to them');
          await t.requireNothing('ERR-1', kept, 'after requests without a right to them');
        },
      }),
    ),

    ...EACH_ENDPOINT.map(([endpoint, schedule]): Check =>
      futuresCheck({
        id: `errors.body-of-${endpoint.replace('_', '-')}`,
        title: `${endpoint} refuses a body that is no JSON, and JSON that is no object, with 400`,
        requirements: ['ERR-2'],
        async run(t) {
          const room = await t.alice.createRoom();
          const kept = await accepted(t, room, endpoint);

          for (const raw of [...NO_JSON, ...NO_OBJECT]) {
            const answer = await schedule(t, room, { timeout: t.far }, { raw });
            t.requireRefusal('ERR-2', answer, `${endpoint} with the body ${raw}`, 400);
            const codes = NO_JSON.includes(raw) ? ['M_NOT_JSON'] : ['M_BAD_JSON', 'M_NOT_JSON'];
            t.require('ERR-2', codes.includes(answer.errcode ?? ''), {
              what: `the body ${raw}`,
              expected: codes.join(' or '),
              seen: answer,
            });
          }

          await t.requireNothingElseStored('ERR-2', kept, 'after bodies that are no content');
          await t.requireNothing('ERR-2', kept, 'after bodies that are no content');
        },
      }),
    ),

    ...EACH_ENDPOINT.map(([endpoint, schedule]): Check =>
      futuresCheck({
        id: `errors.size-of-${endpoint.replace('_', '-')}`,
        title: `an event over the size limit on ${endpoint} is refused with 413, or accepted and never sent`,
        requirements: ['ERR-3'],
        needs: { wait: 2 },
        async run(t) {
          const room = await t.alice.createRoom();
          const small = await accepted(t, room, endpoint, { content: padded(t, 30_000), timeout: t.beats(2) });
          const wish = { type: t.ownType('large'), content: padded(t, 70_000), timeout: t.beats(2) };

          const answer = await schedule(t, room, wish);

          if (!answer.ok) {
            t.requireRefusal('ERR-3', answer, `${endpoint} with 70 kB of content`, 413);
            t.require('ERR-3', answer.errcode === 'M_TOO_LARGE', {
              what: '70 kB of content',
              expected: 'M_TOO_LARGE',
              seen: answer,
            });
          }
          await t.requireDue('TIME-1', small, 'an event of 30 kB');
          await t.requireSilence('ERR-3', room, answer.answeredAt + wish.timeout, 'of an event over the size limit');
        },
      }),
    ),

    futuresCheck({
      id: 'errors.refused-leaves-nothing',
      title: 'whatever is refused is not listed and never sent',
      requirements: ['ERR-6'],
      needs: { wait: 2, pending: 9 },
      async run(t) {
        const room = await t.alice.createRoom();
        const kept = await t.message(t.alice, room);
        const control = await t.message(t.alice, room, { timeout: t.beats(2) });
        const soon = { timeout: t.beats(2) };
        // What each attempt breaks where it is accepted; the last three may be.
        const attempts: readonly (readonly [
          what: string,
          breaks: string,
          wish: FutureWish,
          options?: RequestOptions,
        ])[] = [
          ['no timeout', 'SCHED-4', {}],
          ['a word as timeout', 'SCHED-7', {}, { query: { future_timeout: 'soon' } }],
          ['a negative timeout', 'SCHED-7', {}, { query: { future_timeout: '-1000' } }],
          ['none, but no group', 'GROUP-4', { timeout: 'none' }],
          ['none and an unknown group', 'GROUP-4', { timeout: 'none', group: t.uniqueName('nobody') }],
          ['no JSON', 'ERR-2', soon, { raw: '{' }],
          ['an array', 'ERR-2', soon, { raw: '[]' }],
          ['no access token', 'ERR-1', soon, { token: null }],
          ['a hundred years', '', { timeout: CENTURY_MS }],
          ['a float', '', { ...soon, content: { ...t.text('float'), float: 1.5 } }],
          ['70 kB', '', { ...soon, content: padded(t, 70_000) }],
        ];

        for (const [what, breaks, wish, options] of attempts) {
          for (const [endpoint, schedule] of EACH_ENDPOINT) {
            const answer = await schedule(t, room, wish, options);
            t.presupposeComposure(answer, `${endpoint} with ${what}`);
            if (breaks !== '')
              t.presuppose(breaks, answer.refused, {
                what: `${endpoint} with ${what}`,
                expected: 'a refusal',
                seen: answer,
              });
            await t.withdraw(answer);
          }
        }

        await t.requireDue('TIME-1', control, 'a future scheduled before all that was refused');
        await t.requireNothingElseStored('ERR-6', kept, 'after many refusals');
        await t.requireSilence('ERR-6', room, t.now(), 'after many refusals');
      },
    }),

    futuresCheck({
      id: 'errors.refused-opens-no-group',
      title: 'a refused timeout future does not open the group that it names',
      requirements: ['ERR-6'],
      async run(t) {
        const room = await t.alice.createRoom();
        const living = await t.message(t.alice, room);
        await t.action(t.alice, room, living.group);
        const far = t.timeoutParameter(t.far);
        const unnamed = await t.tryMessage(t.alice, room, { group: t.uniqueName('unnamed'), timeout: 'none' });
        t.presuppose('GROUP-4', unnamed.refused, `an action future for a group that nobody has named: got ${unnamed}`);

        for (const [what, breaks, query, options] of [
          ['a negative timeout', 'SCHED-7', { future_timeout: '-1' }, {}],
          ['a word as timeout', 'SCHED-7', { future_timeout: 'soon' }, {}],
          ['no timeout', 'SCHED-4', {}, {}],
          ['no JSON', 'ERR-2', { future_timeout: far }, { raw: '{' }],
        ] as const) {
          const group = t.uniqueName('refused');
          const answer = await t.tryMessage(
            t.alice,
            room,
            {},
            { ...options, query: { ...query, future_group_id: group } },
          );
          t.presuppose(breaks, answer.refused, {
            what: `a timeout future with ${what}`,
            expected: 'a refusal',
            seen: answer,
          });
          const action = await t.tryMessage(t.alice, room, { group, timeout: 'none' });
          t.requireRefusal('ERR-6', action, `an action future for a group that only a request with ${what} has named`);
        }
      },
    }),

    futuresCheck({
      id: 'errors.refused-leaves-group-alone',
      title: 'a refused request that names a living group leaves the group as it is',
      requirements: ['ERR-6'],
      needs: { wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room, { timeout: t.beats(3) });
        const idle = await t.action(t.alice, room, control.group);
        const timed = await t.message(t.alice, room, { timeout: t.beats(3) });
        const action = await t.action(t.alice, room, timed.group);
        const { group } = timed;

        for (const [what, breaks, query, options] of [
          ['a negative timeout', 'SCHED-7', { future_timeout: '-1' }, {}],
          ['a word as timeout', 'SCHED-7', { future_timeout: 'soon' }, {}],
          ['no JSON', 'ERR-2', { future_timeout: 'none' }, { raw: '{' }],
          ['no access token', 'ERR-1', { future_timeout: 'none' }, { token: null }],
        ] as const) {
          const answer = await t.tryMessage(
            t.alice,
            room,
            {},
            { ...options, query: { ...query, future_group_id: group } },
          );
          t.requireInTime(answer, timed);
          t.presuppose(breaks, answer.refused, { what: `a request with ${what}`, expected: 'a refusal', seen: answer });
        }

        await t.requireNothingElseStored('ERR-6', [control, idle, timed, action], 'after refusals in a living group');
        await t.requireDue('TIME-1', control, 'the timeout future of a group that no refused request named');
        await t.requireDue('ERR-6', timed, 'the timeout future of that group');
        await t.requireNothing('ERR-6', [idle, action], 'after the group has run out');
      },
    }),

    ...accessChecks,
    ...methodChecks,
    ...resilienceChecks,
    ...limitChecks,
    ...byteInputChecks,
    ...accessInputChecks,
    ...bodyInputChecks,
    ...knownTypeInputChecks,
    ...refusalInputChecks,
    ...pageInputChecks,
    ...roomInputChecks,
    ...sizeInputChecks,
  ],
};

/** A content of about so many bytes. */
function padded(t: FuturesContext, bytes: number): JsonRecord {
  return { ...t.text('padded'), padding: 'x'.repeat(bytes) };
}
