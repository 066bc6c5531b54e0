import { ruleOut } from '../../blame/breach.js';
import { uselessGroupId } from '../blame/deeper-cause.js';
import { isDeepStrictEqual } from 'node:util';

import type { Suite } from '../../kit/checks/check.js';
import { type JsonRecord, type JsonValue, dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { type ListedFuture, parseListed } from '../words/listing.js';
import { scheduleForbidden } from '../words/power-levels.js';
import { listedInputChecks } from './any-future.checks.js';

/** The list of one's own running futures (LIST-1 to LIST-6). */
export const listingSuite: Suite = {
  revision: 'futures',
  area: 'listing',
  checks: [
    futuresCheck({
      id: 'listing.array-of-running-futures',
      title: 'the listing is a JSON array: empty when nothing runs, with one entry for each running future',
      requirements: ['LIST-1'],
      needs: { ownAccount: true },
      async run(t) {
        const room = await t.alice.createRoom();
        await requireEntries(t, room, 0, 'before anything is scheduled');
        await t.message(t.alice, room);
        await requireEntries(t, room, 1, 'after a future was scheduled');
        await t.state(t.alice, room, { stateKey: 'hall' });
        await requireEntries(t, room, 2, 'after two futures were scheduled');
      },
    }),

    futuresCheck({
      id: 'listing.timeout-and-action-futures',
      title: 'the listing has timeout and action futures, messages and state, of all rooms',
      requirements: ['LIST-1'],
      needs: { pending: 5 },
      async run(t) {
        const room = await t.alice.createRoom();
        const elsewhere = await t.alice.createRoom();
        const message = await t.message(t.alice, room);
        const futures = [
          message,
          await t.state(t.alice, room, { stateKey: 'timed' }),
          await t.action(t.alice, room, message.group),
          await t.state(t.alice, room, { stateKey: 'action', group: message.group, timeout: 'none' }),
          await t.message(t.alice, elsewhere),
        ];

        for (const future of futures) {
          const { type, timeout = 'none' } = future;
          await t.requireListed(
            'LIST-1',
            future,
            `after several were scheduled, one of type ${type}, timeout ${timeout}`,
          );
        }
        const { length } = await t.list(t.alice, room, elsewhere);
        t.require('LIST-1', length === futures.length, { expected: `${futures.length} entries`, seen: length });
      },
    }),

    futuresCheck({
      id: 'listing.same-on-every-device',
      title: 'the listing has the futures that the user has scheduled on other devices',
      requirements: ['LIST-1'],
      async run(t) {
        const room = await t.alice.createRoom();
        const phone = await t.secondDevice(t.alice);
        const future = await t.message(t.alice, room);

        await t.requireListed('LIST-1', { ...future, by: phone }, 'on another device of the same user');
      },
    }),

    futuresCheck({
      id: 'listing.needs-authentication',
      title: 'the listing is refused without an access token and with an unknown one',
      requirements: ['LIST-2'],
      async run(t) {
        const allowed = await t.tryList(t.alice);
        t.presuppose('LIST-1', allowed.ok, { what: 'listing with an access token', expected: 200, seen: allowed });

        const missing = await t.tryList(t.alice, { token: null });
        const unknown = await t.tryList(t.alice, { token: 'fc_no_such_access_token' });

        t.requireRefusal('LIST-2', missing, 'listing without an access token', 401);
        t.require('LIST-2', missing.errcode === 'M_MISSING_TOKEN', { expected: 'M_MISSING_TOKEN', seen: missing });
        t.requireRefusal('LIST-2', unknown, 'listing with an unknown access token', 401);
        t.require('LIST-2', unknown.errcode === 'M_UNKNOWN_TOKEN', { expected: 'M_UNKNOWN_TOKEN', seen: unknown });
      },
    }),

    futuresCheck({
      id: 'listing.entry-of-a-message-future',
      title: "a message future's entry has its request, its content, and the tokens that were first given",
      requirements: ['LIST-3'],
      needs: { wait: 1 },
      async run(t) {
        const room = await t.alice.createRoom();
        const content = { ...t.text('to be listed'), nested: { list: [1, 'two', null], empty: {} }, ünï: '🙂' };
        const future = await t.message(t.alice, room, { type: 'org.example.odd type? 50% & more', content });
        await t.letTimePass(t.beats(1));

        await requireEntry(t, future);
      },
    }),

    futuresCheck({
      id: 'listing.entry-of-a-state-future',
      title: "a state future's entry has its request, its content, and the tokens that were first given",
      requirements: ['LIST-3'],
      needs: { wait: 1 },
      async run(t) {
        const room = await t.alice.createRoom();
        const odd = await t.state(t.alice, room, { stateKey: 'odd key? 50% & more + ü' });
        const empty = await t.state(t.alice, room, { stateKey: '' });
        await t.letTimePass(t.beats(1));

        await requireEntry(t, odd);
        await requireEntry(t, empty);
      },
    }),

    futuresCheck({
      id: 'listing.entry-of-an-action-future',
      title: "an action future's entry has its request, its content, and the tokens that were first given",
      requirements: ['LIST-3'],
      async run(t) {
        const room = await t.alice.createRoom();
        const { group } = await t.message(t.alice, room);
        await requireEntry(t, await t.action(t.alice, room, group));
        await requireEntry(t, await t.state(t.alice, room, { stateKey: 'action', group, timeout: 'none' }));
      },
    }),

    futuresCheck({
      id: 'listing.entry-names-a-chosen-group',
      title: "the url of an entry names the group id that the client has chosen, an action future's too",
      requirements: ['LIST-3'],
      async run(t) {
        const room = await t.alice.createRoom();
        const group = t.uniqueName('odd? 50% & more');
        const wish = {
          type: 'm.room.message',
          txnId: t.uniqueName('txn'),
          content: t.text('chosen'),
          timeout: t.far,
          group,
        };
        const answer = await t.tryMessage(t.alice, room, wish);
        // Whether a group id may be chosen is open (Q-CLIENT-GROUP), and so is which (GROUP-9).
        const chosen = answer.ok ? t.adopt(t.alice, room, wish, answer) : undefined;
        if (chosen?.group !== group) return t.notApplicable(`no group id can be chosen here: ${answer}`);
        const action = await t.action(t.alice, room, group);

        for (const future of [chosen, action]) {
          const named = (await requireEntry(t, future)).query.get('future_group_id');
          t.require('LIST-3', named === group, `the url names the group ${named}, and the request ${group}`);
        }
      },
    }),

    futuresCheck({
      id: 'listing.own-futures-only',
      title: "nobody's futures are in another user's listing, though they share the room",
      requirements: ['LIST-4'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const alices = await t.message(t.alice, room);
        const bobs = await t.message(t.bob, room);

        for (const [own, foreign] of [[alices, bobs] as const, [bobs, alices] as const]) {
          await t.requireListed('LIST-1', own, 'a running future');
          const { text } = await t.tryList(own.by);
          for (const secret of [foreign.sendToken, foreign.refreshToken ?? '', String(foreign.content['label'])]) {
            t.require('LIST-4', !text.includes(secret), `${foreign.by.name}'s future is in ${own.by.name}'s listing`);
          }
        }
      },
    }),

    futuresCheck({
      id: 'listing.drops-sent-and-discarded',
      title: 'futures that were sent, by timer or by token, are no longer listed, nor what was discarded with them',
      requirements: ['LIST-5'],
      needs: { wait: 2, pending: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room);
        const byTimer = await t.message(t.alice, room, { timeout: t.beats(2) });
        const withTimer = await t.action(t.alice, room, byTimer.group);
        const withToken = await t.message(t.alice, room);
        const byToken = await t.action(t.alice, room, withToken.group);

        await t.requireSent('TOKEN-2', byToken, await t.send(byToken), 'after its send token was called');
        await t.requireDue('TIME-1', byTimer, 'a timeout future');

        await t.requireListed('LIST-1', control, 'a running future');
        await t.requireUnlisted('LIST-5', byToken, 'after it was sent by its token');
        await t.requireUnlisted('LIST-5', withToken, 'after another future of its group was sent by its token');
        await t.requireUnlisted('LIST-5', byTimer, 'after its timer sent it');
        await t.requireUnlisted('LIST-5', withTimer, 'after the timer sent another future of its group');
      },
    }),

    futuresCheck({
      id: 'listing.drops-cancelled',
      title: 'cancelled futures are no longer listed, nor the action futures of their group',
      requirements: ['LIST-5'],
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room);
        const cancelled = await t.message(t.alice, room);
        const action = await t.action(t.alice, room, cancelled.group);
        await t.requireListed('LIST-1', cancelled, 'a running future');

        await t.cancel(cancelled);

        await t.requireListed('LIST-1', control, 'a running future');
        await t.requireUnlisted('LIST-5', cancelled, 'after it was cancelled');
        await t.requireUnlisted('LIST-5', action, 'after the only timeout future of its group was cancelled');
      },
    }),

    futuresCheck({
      id: 'listing.drops-invalidated',
      title: 'invalidated futures are no longer listed',
      requirements: ['LIST-5'],
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room);
        const invalidated = await t.state(t.alice, room);
        await t.requireListed('LIST-1', invalidated, 'a running future');

        await t.alice.setState(room, invalidated.type, '', t.text('new state'));

        await t.requireListed('LIST-1', control, 'a running future');
        await t.requireUnlisted('LIST-5', invalidated, 'after new state of its key');
      },
    }),

    futuresCheck({
      id: 'listing.drops-failed',
      title: 'futures whose timer ran out and whose event was refused are no longer listed',
      requirements: ['LIST-5'],
      needs: { accounts: 2, wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { events_default: 50 } });
        const waiting = await scheduleForbidden(t, t.bob, room, {});
        const failed = await scheduleForbidden(t, t.bob, room, { timeout: t.beats(2) });
        const control = await t.message(t.alice, room, { timeout: t.beats(2) });
        await t.requireListed('LIST-1', failed, 'a running future');

        await t.requireDue('GROUP-10', control, 'a future of somebody who may, scheduled last');

        await t.requireListed('LIST-1', waiting, 'a running future');
        await t.requireUnlisted('LIST-5', failed, 'after its timer ran out and its event was refused');
      },
    }),

    futuresCheck({
      id: 'listing.keeps-refreshed',
      title: 'a refreshed future is still listed after its first deadline, with the same tokens',
      requirements: ['LIST-5'],
      needs: { wait: 5 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: t.beats(4) });
        const [before] = await t.list(t.alice, room);
        t.presuppose(
          'LIST-3',
          before !== undefined && sameTokens(future.answer.body, before.response),
          `before it is refreshed a future is listed with other tokens: ${JSON.stringify(before?.response)}`,
        );
        await t.letTimePass(t.beats(2));
        await t.refresh(future);
        await t.letTimePass(t.beats(3));

        const entries = await t.list(t.alice, room);

        await t.refresh(future);
        const [entry] = entries;
        t.require('LIST-5', entries.length === 1, {
          expected: 'one entry for a refreshed future',
          seen: entries.length,
        });
        t.require(
          'LIST-5',
          entry !== undefined && sameTokens(future.answer.body, entry.response),
          `a refreshed future is listed with other tokens: ${JSON.stringify(entry?.response)}`,
        );
      },
    }),

    futuresCheck({
      id: 'listing.cancel-token-works',
      title: 'the cancel token taken from the listing cancels',
      requirements: ['LIST-6'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const control = await t.message(t.alice, room, { timeout: t.beats(2) });
        const future = await t.message(t.alice, room, { timeout: t.beats(2) });

        const answer = await t.callToken(await listedToken(t, future, 'cancel_token'));

        t.requireInTime(answer, future);
        t.requireAcceptance('LIST-6', answer, 'calling the cancel token taken from the listing');
        await t.requireDue('GROUP-10', control, 'a future that was not cancelled, scheduled alike');
        await t.requireNothing('LIST-6', future, 'after the cancel token taken from the listing was called');
      },
    }),

    futuresCheck({
      id: 'listing.other-tokens-work',
      title: 'the refresh and send tokens taken from the listing work',
      requirements: ['LIST-6'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const sent = await t.message(t.alice, room);
        const refreshed = await t.message(t.alice, room, { timeout: t.beats(4) });

        const sending = await t.callToken(await listedToken(t, sent, 'send_token'));
        t.requireAcceptance('LIST-6', sending, 'calling the send token taken from the listing');
        await t.requireSent('LIST-6', sent, sending, 'after the send token taken from the listing was called');

        const token = await listedToken(t, refreshed, 'refresh_token');
        await t.letTimePass(t.beats(2));
        const refreshing = await t.callToken(token);
        t.requireInTime(refreshing, refreshed);
        t.requireAcceptance('LIST-6', refreshing, 'calling the refresh token taken from the listing');
        t.restarted(refreshed, refreshing);
        await t.requireDue('LIST-6', refreshed, 'after the refresh token taken from the listing was called', {
          early: 'LIST-6',
        });
      },
    }),

    futuresCheck({
      id: 'listing.timeout-parameter',
      title: "the timeout parameter in an entry's url is called future_timeout, or timeout",
      requirements: ['Q-LIST-URL'],
      async run(t) {
        const room = await t.alice.createRoom();
        const { query } = await requireEntry(t, await t.message(t.alice, room));
        const names = ['future_timeout', 'timeout'].filter((name) => query.has(name));
        t.observe('Q-LIST-URL', names.length === 1 ? names.join('') : `other: ${names.join(' and ')}`);
      },
    }),

    futuresCheck({
      id: 'listing.generated-group',
      title: "an entry's url names the group id that the server has generated, or leaves it out",
      requirements: ['Q-LIST-GROUP'],
      async run(t) {
        const room = await t.alice.createRoom();
        const { query } = await requireEntry(t, await t.message(t.alice, room));
        t.observe('Q-LIST-GROUP', query.has('future_group_id') ? 'yes' : 'no');
      },
    }),

    ...listedInputChecks,
  ],
};

/** Judges how many entries the listing of an account has that nobody else uses; all of them are of one room. */
async function requireEntries(t: FuturesContext, room: Room, count: number, why: string): Promise<void> {
  const answer = await t.tryList(t.alice);
  t.requireAcceptance('LIST-1', answer, `the listing ${why}`);
  const isSomebodys = (entry: JsonValue): boolean => parseListed(entry) !== undefined && !t.isOfThisRun(entry);
  const entries = Array.isArray(answer.json) ? answer.json.filter((entry) => !isSomebodys(entry)) : undefined;
  const foreign = entries?.find((entry) => (parseListed(entry)?.roomId ?? room.id) !== room.id);
  t.presuppose(
    'LIST-4',
    foreign === undefined,
    `${why}: a future of somebody else is listed: ${JSON.stringify(foreign)}`,
  );
  t.require('LIST-1', entries?.length === count, {
    what: why,
    expected: `a JSON array of ${count} entries`,
    seen: answer,
  });
}

/** Judges that a future's entry says what was asked for and answered, and returns it taken apart. */
async function requireEntry(t: FuturesContext, future: Future): Promise<ListedFuture> {
  const entry = t.requireGiven('LIST-1', await t.entryOf(future), 'a running future is not listed');
  const listed = t.requireGiven(
    'LIST-3',
    parseListed(entry),
    `the url is no path of a scheduling request: ${entry['url']}`,
  );
  const expected = {
    kind: future.stateKey === undefined ? 'send_future' : 'state_future',
    roomId: future.room.id,
    type: future.type,
    key: future.stateKey ?? future.txnId,
  };
  for (const [part, value] of Object.entries(expected)) {
    const came = listed[part as keyof typeof expected];
    t.require('LIST-3', came === value, {
      what: `the ${part} in the url`,
      expected: value,
      seen: `${came} (${listed.url})`,
    });
  }
  const timeout = listed.query.get('future_timeout') ?? listed.query.get('timeout');
  t.require('LIST-3', sameTimeout(t, timeout, future), `the timeout in the url is ${timeout} (${listed.url})`);
  const group = listed.query.get('future_group_id') ?? future.group;
  if (group !== future.group) ruleOut(await uselessGroupId(t), `the listing has the group ${group}`);
  t.require('LIST-3', group === future.group, { what: 'the group in the url', expected: future.group, seen: group });
  t.require('LIST-3', isDeepStrictEqual(entry['body'], future.content), `the body is ${JSON.stringify(entry['body'])}`);
  t.require('LIST-3', sameTokens(future.answer.body, listed.response), {
    expected: `the tokens first given, ${future.answer}`,
    seen: JSON.stringify(listed.response),
  });
  return listed;
}

/** A token of a future as the listing has it. */
async function listedToken(t: FuturesContext, future: Future, name: string): Promise<string> {
  const entry = t.requireGiven('LIST-1', await t.entryOf(future), 'a running future is not listed');
  const token = dig(entry, 'response', name);
  return t.requireGiven('LIST-6', typeof token === 'string' ? token : undefined, `the listing has no ${name}`);
}

function sameTimeout(t: FuturesContext, listed: string | null, { timeout }: Future): boolean {
  if (timeout === undefined) return listed === 'none';
  return listed !== null && listed !== '' && Number(listed) === Number(t.timeoutParameter(timeout));
}

/** Whether a listed response has all the tokens of the one first given, and no others in their places. */
function sameTokens(first: JsonRecord, listed: JsonRecord): boolean {
  const names = ['send_token', 'action_token', 'refresh_token', 'cancel_token'];
  return names.every((name) => first[name] === undefined || first[name] === listed[name]);
}
