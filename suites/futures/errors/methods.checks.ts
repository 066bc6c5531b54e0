import type { Check } from '../../kit/checks/check.js';
import { futuresCheck } from '../words/futures-check.js';

/** Where the browser says that a page comes from. */
const ORIGIN = 'https://client.example.org';

/** Methods, and what browsers ask before they use them. */
export const methodChecks: readonly Check[] = [
  futuresCheck({
    id: 'errors.methods-of-scheduling',
    title: 'methods other than PUT on the scheduling endpoints are answered with 404 or 405 and schedule nothing',
    requirements: ['ERR-5'],
    async run(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);
      const query = { future_timeout: t.timeoutParameter(t.far) };

      for (const endpoint of ['send_future/m.room.message', 'state_future/org.example.status']) {
        for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
          const path = `${t.roomPath(room.id)}/${endpoint}/${t.uniqueName('id')}`;
          const body = method === 'GET' ? {} : { json: t.text('wrong method') };
          const answer = await t.alice.request(method, path, { query, ...body });
          t.requireRefusal('ERR-5', answer, `${method} on ${endpoint}`);
          t.require('ERR-5', [404, 405].includes(answer.status), {
            what: `${method} on ${endpoint}`,
            expected: '404 or 405',
            seen: answer,
          });
        }
      }

      await t.requireNothingElseStored('ERR-5', kept, 'after requests with wrong methods');
      await t.requireNothing('ERR-5', kept, 'after requests with wrong methods');
    },
  }),

  futuresCheck({
    id: 'errors.methods-of-listing',
    title: 'methods other than GET on the listing are answered with 404 or 405 and change nothing',
    requirements: ['ERR-5'],
    async run(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);

      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        const answer = await t.alice.request(method, `${t.dialect.prefix}/futures`, { json: {} });
        t.requireRefusal('ERR-5', answer, `${method} on the listing`);
        t.require('ERR-5', [404, 405].includes(answer.status), {
          what: `${method} on the listing`,
          expected: '404 or 405',
          seen: answer,
        });
      }

      t.require('ERR-5', await t.isListed(kept), 'a future is gone after requests with wrong methods');
    },
  }),

  futuresCheck({
    id: 'errors.methods-of-tokens',
    title: 'GET, DELETE and PATCH on a token are answered with 404 or 405 and do nothing',
    requirements: ['ERR-5'],
    async run(t) {
      const room = await t.alice.createRoom();
      const kept = await t.message(t.alice, room);

      for (const token of [kept.refreshToken, kept.cancelToken, kept.sendToken]) {
        for (const method of ['GET', 'DELETE', 'PATCH']) {
          const path = `${t.dialect.prefix}/futures/${encodeURIComponent(token ?? '')}`;
          const body = method === 'GET' ? {} : { json: {} };
          const answer = await t.alice.request(method, path, body);
          t.requireRefusal('ERR-5', answer, `${method} on a token`);
          t.require('ERR-5', [404, 405].includes(answer.status), {
            what: `${method} on a token`,
            expected: '404 or 405',
            seen: answer,
          });
          await t.alice.request(method, path, { ...body, token: null });
        }
      }

      t.require('ERR-5', await t.isListed(kept), 'a future is gone after its tokens were called with wrong methods');
      await t.requireNothing('ERR-5', kept, 'after its tokens were called with wrong methods');
      await t.requireSent('TOKEN-2', kept, await t.send(kept), 'after its token was called with the right method');
    },
  }),

  futuresCheck({
    id: 'errors.token-method',
    title: 'which method the token endpoint has',
    requirements: ['Q-METHOD'],
    async run(t) {
      const room = await t.alice.createRoom();
      const works: string[] = [];

      for (const method of ['POST', 'PUT']) {
        const future = await t.message(t.alice, room);
        const answer = await t.callToken(future.cancelToken ?? '', {}, method);
        t.presupposeComposure(answer, `${method} on a token`);
        if (!answer.ok) continue;
        works.push(method);
        t.presuppose(
          'TOKEN-6',
          !(await t.isListed(future)),
          `${method} on a cancel token was answered with 200 and did nothing`,
        );
      }

      const [only] = works;
      if (works.length === 2) t.observe('Q-METHOD', 'both');
      else t.observe('Q-METHOD', only?.toLowerCase() ?? 'other: neither POST nor PUT');
    },
  }),

  futuresCheck({
    id: 'errors.cors-preflight',
    title: 'OPTIONS on every endpoint lets browsers use it from any page, without an access token',
    requirements: ['ERR-8'],
    async run(t) {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room);
      const endpoints = [
        ['PUT', `${t.roomPath(room.id)}/send_future/m.room.message/${t.uniqueName('txn')}`],
        ['PUT', `${t.roomPath(room.id)}/state_future/org.example.status/key`],
        ['GET', `${t.dialect.prefix}/futures`],
        [t.dialect.method, `${t.dialect.prefix}/futures/${encodeURIComponent(future.sendToken)}`],
      ] as const;

      for (const [method, path] of endpoints) {
        const needed = ['authorization', 'content-type'];
        const answer = await t.alice.request('OPTIONS', path, {
          token: null,
          headers: {
            origin: ORIGIN,
            'access-control-request-method': method,
            'access-control-request-headers': needed.join(','),
          },
        });
        const what = `OPTIONS before ${method} ${path.split('/').slice(-3)[0]}`;
        t.require('ERR-8', answer.status >= 200 && answer.status < 300, { what, expected: '200 or 204', seen: answer });
        const { 'access-control-allow-origin': origin } = answer.headers;
        t.require('ERR-8', origin === '*' || origin === ORIGIN, `${what}: Access-Control-Allow-Origin is ${origin}`);
        // GET and POST need no permission.
        const methods = listed(answer.headers['access-control-allow-methods']);
        const allowed = method !== 'PUT' || methods.includes('put') || methods.includes('*');
        t.require('ERR-8', allowed, `${what}: Access-Control-Allow-Methods is ${methods.join(', ')}`);
        const headers = listed(answer.headers['access-control-allow-headers']);
        const missing = headers.includes('*') ? [] : needed.filter((name) => !headers.includes(name));
        t.require('ERR-8', missing.length === 0, `${what}: Access-Control-Allow-Headers lacks ${missing.join(', ')}`);
      }

      t.require('ERR-8', await t.isListed(future), 'a future is gone after OPTIONS on its token');
    },
  }),

  futuresCheck({
    id: 'errors.cors-headers',
    title: 'every answer lets pages of any origin read it, errors included',
    requirements: ['ERR-8'],
    async run(t) {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room);
      const headers = { origin: ORIGIN };
      const answers = {
        'a scheduled message': await t.tryMessage(t.alice, room, { timeout: t.far }, { headers }),
        'scheduled state': await t.tryState(t.alice, room, { timeout: t.far }, { headers }),
        'the listing': await t.tryList(t.alice, { headers }),
        'a refreshed future': await t.callToken(future.refreshToken ?? '', { headers }),
        'a refused message': await t.tryMessage(t.alice, room, {}, { headers }),
        'refused state': await t.tryState(t.alice, room, {}, { headers }),
        'a request without an access token': await t.tryMessage(
          t.alice,
          room,
          { timeout: t.far },
          { headers, token: null },
        ),
        'a listing without an access token': await t.tryList(t.alice, { headers, token: null }),
        'an unknown token': await t.callToken(t.uniqueName('unknown'), { headers }),
      };

      for (const [what, answer] of Object.entries(answers)) {
        const { 'access-control-allow-origin': origin } = answer.headers;
        t.require(
          'ERR-8',
          origin === '*' || origin === ORIGIN,
          `${what} (${answer.status}): Access-Control-Allow-Origin is ${origin}`,
        );
      }
    },
  }),
];

/** The items of a header field that holds a list, in lower case. */
function listed(field: string | undefined): string[] {
  return (field ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => item.trim());
}
