import type { Answer } from '../../kit/connection/answer.js';
import type { Suite } from '../../kit/checks/check.js';
import { isRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { type User, roomPath } from '../../kit/rooms/user.js';
import { batchChecks } from './batch.checks.js';
import type { FutureWish } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { batchInputChecks } from './any-batch.checks.js';
import { reuseInputChecks } from './any-ordinary-future.checks.js';
import { templateInputChecks } from './any-template.checks.js';

/** What the text describes beside the proposal itself, where a server offers it (REUSE-1, BATCH-1 to BATCH-5). */
export const alternativesSuite: Suite = {
  revision: 'futures',
  area: 'alternatives',
  checks: [
    futuresCheck({
      id: 'alternatives.send-endpoint-schedules',
      title: 'with future_timeout the ordinary send endpoint schedules: tokens and no event_id now, the event in time',
      requirements: ['REUSE-1'],
      needs: { wait: 2, embedded: { futures: { reuseSendEndpoints: true } } },
      async run(t) {
        await mustReuseEndpoints(t);
        const room = await t.alice.createRoom();
        const wish = {
          type: 'm.room.message',
          txnId: t.uniqueName('txn'),
          content: t.text('by send'),
          timeout: t.beats(2),
        };

        const answer = await ordinarily(t, t.alice, room, wish);

        requireFuture(t, answer);
        const future = t.adopt(t.alice, room, wish, answer);
        await t.requireListed('REUSE-1', future, 'a future of the ordinary send endpoint');
        const event = await t.requireDue('REUSE-1', future, 'a future of the ordinary send endpoint');
        t.require('REUSE-1', event.type === wish.type && event.state_key === undefined, 'the event is no message');
      },
    }),

    futuresCheck({
      id: 'alternatives.state-endpoint-schedules',
      title: 'with future_timeout the ordinary state endpoint schedules: tokens and no event_id now, the state in time',
      requirements: ['REUSE-1'],
      needs: { wait: 2, embedded: { futures: { reuseSendEndpoints: true } } },
      async run(t) {
        await mustReuseEndpoints(t);
        const room = await t.alice.createRoom();
        const wish = { type: t.stateType, stateKey: 'hall', content: t.text('by state'), timeout: t.beats(2) };

        const answer = await ordinarily(t, t.alice, room, wish);

        requireFuture(t, answer);
        const future = t.adopt(t.alice, room, wish, answer);
        await t.requireDue('REUSE-1', future, 'a future of the ordinary state endpoint');
        await t.requireState('REUSE-1', room, future, future.content, 'after a future of the ordinary state endpoint');
      },
    }),

    futuresCheck({
      id: 'alternatives.ordinary-endpoints-join-groups',
      title:
        'on the ordinary endpoints future_group_id joins a group: an action future of it can be sent, and is alone',
      requirements: ['REUSE-1'],
      needs: { wait: 3, embedded: { futures: { reuseSendEndpoints: true } } },
      async run(t) {
        await mustReuseEndpoints(t);
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room, { timeout: t.beats(3) });
        const wish = {
          type: 'm.room.message',
          content: t.text('action'),
          timeout: 'none',
          group: timed.group,
        } as const;

        const answer = await ordinarily(t, t.alice, room, wish);
        t.requireInTime(answer, timed);
        requireFuture(t, answer);
        const action = t.adopt(t.alice, room, { ...wish, txnId: '' }, answer);
        const sent = await t.callToken(action.sendToken);
        t.requireInTime(sent, timed);

        t.requireAcceptance('REUSE-1', sent, 'sending an action future of the ordinary send endpoint');
        await t.requireSent('REUSE-1', action, sent, 'an action future of the ordinary send endpoint');
        await t.requireNothing('GROUP-2', timed, 'after an action future of its group was sent');
      },
    }),

    futuresCheck({
      id: 'alternatives.ordinary-endpoints-unchanged',
      title: 'without the parameters the ordinary endpoints send at once and answer an event_id',
      requirements: ['REUSE-1'],
      needs: { embedded: { futures: { reuseSendEndpoints: true } } },
      async run(t) {
        await mustReuseEndpoints(t);
        const room = await t.alice.createRoom();
        const contents = [t.text('message'), t.text('state')];
        const [message = {}, state = {}] = contents;

        const answers = [
          await t.alice.trySend(room, 'm.room.message', message),
          await t.alice.trySetState(room, t.stateType, '', state),
        ];

        const eventIds = answers.map((answer) => {
          t.require('REUSE-1', sendTokenOf(answer.body) === undefined, `an ordinary answer has a token: ${answer}`);
          const eventId = answer.string('event_id');
          return t.requireGiven('REUSE-1', eventId, `an ordinary answer has no event_id: ${answer}`);
        });
        await t.fence(room);
        for (const [index, eventId] of eventIds.entries())
          t.require('REUSE-1', room.timeline.has(eventId), `ordinary event ${index + 1} did not come at once`);
        t.require('REUSE-1', (await t.list(t.alice, room)).length === 0, 'an ordinary event is listed as a future');
      },
    }),

    ...batchChecks,
    ...reuseInputChecks,
    ...batchInputChecks,
    ...templateInputChecks,
  ],
};

/** Asks the ordinary send or state endpoint for a future, and returns the answer, whatever it is. */
function ordinarily(t: FuturesContext, by: User, room: Room, wish: FutureWish): Promise<Answer> {
  const { type = 'm.room.message', txnId = t.uniqueName('txn'), stateKey, timeout, group } = wish;
  const { content = t.text('future') } = wish;
  const key = stateKey === undefined ? ['send', type, txnId] : ['state', type, stateKey];
  const query = {
    ...(timeout === undefined ? {} : { future_timeout: timeout === 'none' ? timeout : t.timeoutParameter(timeout) }),
    ...(group === undefined ? {} : { future_group_id: group }),
  };
  return t.requestFuture(by, room, { ...wish, content }, roomPath(room, ...key), { query });
}

/** Ends the check where the ordinary endpoints send at once whatever parameters they are given. */
async function mustReuseEndpoints(t: FuturesContext): Promise<void> {
  const room = await t.alice.createRoom();
  const answer = await ordinarily(t, t.alice, room, { timeout: t.far, content: t.text('does it reuse') });
  t.presupposeComposure(answer, 'an ordinary request with future_timeout');
  await t.withdraw(answer);
  if (sendTokenOf(answer.body) !== undefined) return;
  const { group } = await t.message(t.alice, room);
  const joining = await ordinarily(t, t.alice, room, { timeout: t.far, group });
  const isOffered = sendTokenOf(joining.body) !== undefined;
  t.presuppose('REUSE-1', !isOffered, `future_timeout schedules beside future_group_id, and alone it gets ${answer}`);
  t.notApplicable(`the ordinary endpoints do not schedule futures here: ${answer}`);
}

/** Judges that an ordinary endpoint has answered as one that has scheduled something. */
function requireFuture(t: FuturesContext, answer: Answer): void {
  t.requireAcceptance('REUSE-1', answer, 'scheduling by an ordinary endpoint');
  t.require('REUSE-1', isRecord(answer.json) && sendTokenOf(answer.body) !== undefined, `no token came: ${answer}`);
  const eventId = answer.body['event_id'] ?? undefined;
  t.require('REUSE-1', eventId === undefined, `the answer has an event_id, though nothing was sent: ${answer}`);
}
