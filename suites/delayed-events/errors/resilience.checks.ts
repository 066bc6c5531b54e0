import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { type RequestOptions, roomPath } from '../../kit/rooms/user.js';
import type { BareWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { requireAlive, requireComposure } from './composure.js';
import { endpointsOf, withdraw } from './endpoints.js';
import { DELAYS, STATE, STRANGE, bodyAround } from './raw-bodies.js';

/** A name far longer than any that servers have in their tables. */
const LONG = 'x'.repeat(1_500);

/** Requests of all sorts over which no server may stumble (DE-ERR-1). */
export const resilienceChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'errors.strange-bodies',
    title: 'no body, and no content, makes scheduling answer 5xx, and every refusal is an error as Matrix has them',
    requirements: ['DE-ERR-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      for (const [what, raw] of Object.entries(STRANGE)) {
        const kinds: Record<string, BareWish> = { message: {}, state: { type: t.stateType, stateKey: what } };
        for (const [kind, wish] of Object.entries(kinds)) {
          const full = { ...t.completed(), ...wish };
          const bodies = { body: raw, content: bodyAround(t, full, raw) };
          for (const [part, body] of Object.entries(bodies)) {
            const answer = await t.trySchedule(t.alice, room, { ...full, txnId: t.uniqueName('txn') }, { raw: body });
            if (answer.status >= 500 && (await isOfUndelayed(t, room, raw))) continue;
            requireComposure(t, answer, `scheduling a ${kind} with ${what} as ${part}`);
            await withdraw(t, t.alice, answer);
          }
        }
      }
      await requireAlive(t);
    },
  }),

  delayedEventsCheck({
    id: 'errors.strange-wishes',
    title: 'no delay, no state that means something to servers, and no query makes scheduling answer 5xx',
    requirements: ['DE-ERR-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const wishes: readonly (readonly [what: string, wish: BareWish, options?: RequestOptions])[] = [
        ...DELAYS.map((delay) => [`a delay of ${JSON.stringify(delay)}`, { ...t.completed(), delay }] as const),
        ...STATE.map(([type, stateKey, content]) => {
          return [`${type} with ${JSON.stringify(content)}`, t.completed({ type, stateKey, content })] as const;
        }),
        ['a timestamp that is none', t.completed(), { query: { ts: 'soon' } }],
        ['a negative timestamp', t.completed(), { query: { ts: '-1' } }],
        ['brackets in the query', t.completed(), { query: { 'ts[]': '1', 'a[b][c]': '1' } }],
        ['plain text', t.completed(), { headers: { 'content-type': 'text/plain' } }],
        ['an odd charset', t.completed(), { headers: { 'content-type': 'application/json; charset=x-none' } }],
        ['an odd Authorization', t.completed(), { token: null, headers: { authorization: 'Basic YTpi' } }],
      ];

      for (const [what, wish, options] of wishes) {
        const answer = await t.trySchedule(t.alice, room, wish, options);
        if (answer.status >= 500 && (await isOfUndelayed(t, room, JSON.stringify(wish.content)))) continue;
        requireComposure(t, answer, `scheduling with ${what}`);
        await withdraw(t, t.alice, answer);
      }
      await requireAlive(t);
    },
  }),

  delayedEventsCheck({
    id: 'errors.strange-actions',
    title: 'no body of an action, and no delay_id, makes the server answer 5xx',
    requirements: ['DE-ERR-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);

      for (const [what, raw] of Object.entries(STRANGE)) {
        requireComposure(t, await t.tryAct(t.alice, event, 'restart', { raw }), `restart with ${what} as body`);
      }
      const odd = ['a/b', '..', '__proto__', 'constructor', ' ', '\u0000', '\u{1f642}', '%2F', '-1', '0', LONG];
      for (const delayId of odd) {
        const what = JSON.stringify(delayId.slice(0, 20));
        requireComposure(t, await t.tryAct(t.alice, delayId, 'restart'), `restart of the delay_id ${what}`);
        if (t.can('a lookup')) {
          requireComposure(t, await t.tryLookup(t.alice, delayId), `a lookup of the delay_id ${what}`);
        }
      }

      await t.requireScheduled('DE-ERR-1', event, 'after strange actions');
      await requireAlive(t);
    },
  }),

  delayedEventsCheck({
    id: 'errors.strange-paths',
    title: 'no room id, type, transaction id or state key makes scheduling answer 5xx',
    requirements: ['DE-ERR-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const wishes: BareWish[] = [
        ...['', ' ', '__proto__', '\u0000', '\u{1f642}', 'a/b', LONG].flatMap((odd) => [
          { type: odd },
          { txnId: odd },
          { type: t.stateType, stateKey: odd },
        ]),
        { type: t.stateType, stateKey: '@nobody:nowhere.example' },
      ];
      for (const wish of wishes) {
        const answer = await t.trySchedule(t.alice, room, { ...t.completed(), ...wish });
        requireComposure(t, answer, `scheduling with ${JSON.stringify(wish).slice(0, 100)}`);
        await withdraw(t, t.alice, answer);
      }
      for (const id of ['not-a-room', '!', '!:', '#alias:example.org', '!a:b:c', '__proto__', '!', `!${LONG}`]) {
        const answer = await t.trySchedule(t.alice, { id }, t.completed());
        requireComposure(t, answer, `scheduling in the room ${id.slice(0, 20)}`);
        await withdraw(t, t.alice, answer);
      }
      await requireAlive(t);
    },
  }),

  delayedEventsCheck({
    id: 'errors.malformed-escapes',
    title: 'no malformed percent-encoding makes the server answer 5xx',
    requirements: ['DE-ERR-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const { type, txnId, ...wish } = t.completed();
      const { method, query, json } = t.form.schedule({ roomId: 'ROOM', type: 'TYPE', txnId: 'TXN', ...wish });
      const { path } = t.form.schedule({ roomId: 'ROOM', type: 'TYPE', txnId: 'TXN' });
      const paths = (escape: string): string[] => [
        path.replace('ROOM', escape).replace('TYPE', type).replace('TXN', txnId),
        path.replace('ROOM', encodeURIComponent(room.id)).replace('TYPE', escape).replace('TXN', txnId),
        path.replace('ROOM', encodeURIComponent(room.id)).replace('TYPE', type).replace('TXN', escape),
      ];
      const action = t.form.act('ID', 'restart');

      for (const escape of ['%zz', '%', '%f', '%ff', '%c3%28', '%ed%a0%80', '%00', '%u0041']) {
        const calls: (readonly [method: string, path: string, options: RequestOptions])[] = [
          ...paths(escape).map((each) => [method, each, { ...(query === undefined ? {} : { query }), json }] as const),
          [action.method, action.path.replace('ID', escape), { json: action.json }],
          ...(t.can('a lookup') ? ([['GET', t.form.lookup('ID').path.replace('ID', escape), {}]] as const) : []),
        ];
        for (const [verb, where, options] of calls) {
          const answer = await t.alice.request(verb, where, options);
          // Proxies answer such requests themselves, and not in Matrix's manner.
          if (t.isOfFront(answer)) continue;
          t.require('DE-ERR-1', answer.status < 500, { what: `${verb} ${where}`, expected: 'no 5xx', seen: answer });
          await withdraw(t, t.alice, answer);
        }
      }
      await requireAlive(t);
    },
  }),

  delayedEventsCheck({
    id: 'errors.other-methods',
    title: 'other methods than an endpoint has are refused as Matrix refuses, and have no effect',
    requirements: ['DE-ERR-1'],
    needs: { silence: true },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);

      for (const { name, request } of await endpointsOf(t, room, event)) {
        const { method: own, path, query } = request();
        // Older forms schedule at ordinary endpoints, which have methods of their own.
        const others = own === 'PUT' ? ['DELETE', 'PATCH'] : ['PUT', 'DELETE', 'PATCH'];
        for (const method of others.filter((other) => other !== own)) {
          const options = { json: {}, ...(query === undefined ? {} : { query }) };
          const answer = await t.alice.request(method, path, options);
          requireComposure(t, answer, `${method} at ${name}`);
          t.require('DE-ERR-1', answer.refused, { what: `${method} at ${name}`, expected: 'a refusal', seen: answer });
        }
      }

      await t.requireScheduled('DE-ERR-1', event, 'after requests with other methods');
      await t.requireNothing('DE-ERR-1', event, 'after requests with other methods');
    },
  }),

  delayedEventsCheck({
    id: 'errors.usual-refusals',
    title: 'what is usually refused is refused with 4xx and a JSON object that has errcode and error',
    requirements: ['DE-ERR-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const nobodys = t.uniqueName('no-such-event');
      const unlimited = { patient: false } as const;
      const answers = {
        'a delay that is none': await t.trySchedule(t.alice, room, { ...t.completed(), delay: -1 }, unlimited),
        'content that is none': await t.trySchedule(t.alice, room, { ...t.completed(), content: [] }, unlimited),
        'a body that is no JSON': await t.trySchedule(t.alice, room, t.completed(), { raw: '{' }),
        'no token': await t.trySchedule(t.alice, room, t.completed(), { token: null }),
        'send of an event that there is not': await t.tryAct(t.alice, nobodys, 'send'),
        'cancel of an event that there is not': await t.tryAct(t.alice, nobodys, 'cancel'),
        'restart of an event that there is not': await t.tryAct(t.alice, nobodys, 'restart'),
        'an action that there is not': await t.tryAct(t.alice, event, 'pause'),
        ...(t.can('a lookup') ? { 'a lookup of an event that there is not': await t.tryLookup(t.alice, nobodys) } : {}),
      };

      for (const [what, answer] of Object.entries(answers)) {
        // That something is accepted is for the checks to judge that are about it.
        if (answer.ok) continue;
        t.require('DE-ERR-1', answer.refused, { what, expected: 'a refusal with 4xx', seen: answer });
        requireComposure(t, answer, what);
        const type = answer.headers['content-type'] ?? '';
        t.advise('DE-ERR-1', type.startsWith('application/json'), `${what}: the refusal has the Content-Type ${type}`);
      }
    },
  }),
];

/**
 * Whether it is the endpoint of undelayed events that has stumbled over a content: where scheduling is but a parameter of that, and
 * it stumbles without a delay as well. An endpoint of its own has to refuse what it cannot take, whatever others do.
 */
async function isOfUndelayed(t: DelayedEventsContext, room: Room, raw: string | Uint8Array): Promise<boolean> {
  if (t.can('everything in one body')) return false;
  const path = roomPath(room, 'send', 'org.example.undelayed', t.uniqueName('txn'));
  return (await t.alice.request('PUT', path, { raw })).status >= 500;
}
