import type { Check } from '../../kit/checks/check.js';
import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { endpointsOf } from './endpoints.js';

/** Where a browser says that a page comes from. */
const ORIGIN = 'https://client.example.org';

/** What browsers ask for a page, and what they let it read (DE-ERR-6). */
export const browserChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'errors.cors-preflight',
    title: 'OPTIONS at every endpoint lets browsers use it from any page, without an access token',
    requirements: ['DE-ERR-6'],
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);

      for (const { name, request } of await endpointsOf(t, room, event)) {
        const { method, path } = request();
        const needed = ['authorization', 'content-type'];
        const answer = await t.alice.request('OPTIONS', path, {
          token: null,
          headers: {
            origin: ORIGIN,
            'access-control-request-method': method,
            'access-control-request-headers': needed.join(','),
          },
        });
        const what = `OPTIONS at ${name}`;
        const isFine = answer.status >= 200 && answer.status < 300;
        t.require('DE-ERR-6', isFine, { what, expected: '200 or 204', seen: answer });
        requireOrigin(t, answer, what);
        // GET and POST need no permission.
        const methods = listed(answer.headers['access-control-allow-methods']);
        const isAllowed = method !== 'PUT' || methods.includes('put') || methods.includes('*');
        t.require('DE-ERR-6', isAllowed, `${what}: Access-Control-Allow-Methods is ${methods.join(', ')}`);
        const headers = listed(answer.headers['access-control-allow-headers']);
        // The wildcard does not stand for Authorization.
        const missing = needed.filter(
          (header) => !headers.includes(header) && (header === 'authorization' || !headers.includes('*')),
        );
        t.require(
          'DE-ERR-6',
          missing.length === 0,
          `${what}: Access-Control-Allow-Headers lacks ${missing.join(', ')}`,
        );
      }

      await t.requireScheduled('DE-ERR-6', event, 'after OPTIONS at every endpoint');
    },
  }),

  delayedEventsCheck({
    id: 'errors.cors-headers',
    title: 'pages of any origin may read every answer, errors included',
    requirements: ['DE-ERR-6'],
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const headers = { origin: ORIGIN };

      for (const { name, needsToken, ask } of await endpointsOf(t, room, event)) {
        requireOrigin(t, await ask(t.alice, { headers }), name);
        if (needsToken) requireOrigin(t, await ask(t.alice, { headers, token: null }), `${name} without a token`);
      }
      const nobodys = t.uniqueName('no-such-event');
      requireOrigin(t, await t.tryAct(t.alice, nobodys, 'send', { headers }), 'send of an event that there is not');
      const over = await t.schedule(t.alice, room);
      await t.cancel(over);
      requireOrigin(t, await t.tryAct(t.alice, over, 'send', { headers }), 'send of what was cancelled');
      const malformed = await t.trySchedule(t.alice, room, { ...t.completed(), delay: -1 }, { headers });
      requireOrigin(t, malformed, 'scheduling with a delay that is none');
      if (t.can('a lookup')) requireOrigin(t, await t.tryLookup(t.alice, nobodys, { headers }), 'a lookup in vain');
    },
  }),

  delayedEventsCheck({
    id: 'errors.answers-are-json',
    title: 'answers say that they are JSON, errors included, as those of other endpoints do',
    requirements: ['DE-ERR-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const other = await t.alice.request('GET', '/_matrix/client/v3/account/whoami');
      if (!saysJson(other)) t.notApplicable('other endpoints do not say that what they answer is JSON');

      for (const { name, requirement, ask } of await endpointsOf(t, room, event)) {
        const answer = await ask(t.alice);
        t.presuppose(requirement, saysJson(answer), whatItSays(name, answer));
      }
      const refused = {
        'send of an event that there is not': await t.tryAct(t.alice, t.uniqueName('no-such-event'), 'send'),
        'scheduling without a token': await t.trySchedule(t.alice, room, t.completed(), { token: null }),
        'scheduling with a delay that is none': await t.trySchedule(t.alice, room, { ...t.completed(), delay: -1 }),
      };
      for (const [what, answer] of Object.entries(refused)) {
        t.require('DE-ERR-1', saysJson(answer), whatItSays(what, answer));
      }
    },
  }),
];

function saysJson({ headers }: Answer): boolean {
  return /^application\/json\b/i.test(headers['content-type'] ?? '');
}

function whatItSays(what: string, { status, headers }: Answer): Wrong {
  return {
    what: `${what} (${status})`,
    expected: 'application/json',
    seen: headers['content-type'] ?? 'no Content-Type',
  };
}

/** Judges that pages of the origin may read an answer. */
function requireOrigin(t: DelayedEventsContext, answer: Answer, what: string): void {
  const { 'access-control-allow-origin': origin } = answer.headers;
  const isAllowed = origin === '*' || origin === ORIGIN;
  t.require('DE-ERR-6', isAllowed, `${what} (${answer.status}): Access-Control-Allow-Origin is ${origin}`);
}

/** The items of a header field that holds a list, in lower case. */
function listed(field: string | undefined): string[] {
  return (field ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => item.trim());
}
