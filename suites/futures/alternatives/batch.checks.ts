import type { Check } from '../../kit/checks/check.js';
import { type JsonRecord, dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { type BatchedEvent, batchBody, batchedFuture, mustOfferBatches, sentNowId, tryBatch } from './batch.js';
import { isEventOf, isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { mustBeForbidden } from '../words/power-levels.js';
import { sendTokenOf } from '../words/send-token.js';

const embedded = { futures: { batchSend: true } };

/** Whole groups in one request (BATCH-1 to BATCH-5). */
export const batchChecks: readonly Check[] = [
  futuresCheck({
    id: 'alternatives.batch-of-everything',
    title: 'one request sends an event now and schedules its timeout future and actions, and answers all their tokens',
    requirements: ['BATCH-1', 'BATCH-2'],
    needs: { wait: 3, pending: 7, embedded },
    async run(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      const now = message(t, 'now');
      const onTimeout = message(t, 'timeout');
      const [hangUp, lost] = [message(t, 'hang-up'), message(t, 'connection lost')] as const;
      const wish = { timeout: t.beats(3), onTimeout, onAction: { hangUp, lost }, now };
      const control = await t.message(t.alice, room, { timeout: t.beats(3) });
      const idle = await t.action(t.alice, room, control.group);

      const answer = await tryBatch(t, t.alice, room, batchBody(t, wish));

      t.requireAcceptance('BATCH-1', answer, 'a batch of everything');
      const timed = batchedFuture(t, t.alice, room, { ...onTimeout, timeout: wish.timeout }, answer, 'send_on_timeout');
      const actions = [
        batchedFuture(t, t.alice, room, { ...hangUp, timeout: 'none' }, answer, 'send_on_action', 'hangUp'),
        batchedFuture(t, t.alice, room, { ...lost, timeout: 'none' }, answer, 'send_on_action', 'lost'),
      ];
      const eventId = t.requireGiven(
        'BATCH-2',
        sentNowId(answer),
        `the answer has no id of the event sent now: ${answer}`,
      );
      await t.fence(room);
      const arrival = room.timeline.arrivals.find(({ event }) => event.content['label'] === now.content['label']);
      t.require('BATCH-1', arrival !== undefined, 'the event that was to be sent now has not come');
      t.require('BATCH-2', arrival?.event.event_id === eventId, `the id of the event sent now: ${answer}`);
      room.acknowledge(eventId);
      await t.requireDue('GROUP-10', control, 'a group that was scheduled one by one');
      await t.requireDue('BATCH-1', timed, 'the timeout future of a batch');
      await t.requireNothing('GROUP-2', [idle, ...actions], 'after the timeout future of a batch was sent');
      await t.requireDeadToken('GROUP-2', actions[0]?.sendToken ?? '', 'sending an action after the timeout');
    },
  }),

  futuresCheck({
    id: 'alternatives.batch-all-or-nothing',
    title: 'a batch of which one part is refused sends nothing and stores nothing',
    requirements: ['BATCH-1'],
    needs: { wait: 2, embedded },
    async run(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      const wish = { timeout: t.beats(2), onTimeout: message(t, 'timeout'), now: message(t, 'now') };
      const body = batchBody(t, wish);

      const refusals = {
        'a timeout that is a word': { ...body, timeout: 'soon' },
        'no timeout': Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'timeout')),
        'no timeout future': Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'send_on_timeout')),
        'an action that is no event': { ...body, send_on_action: { broken: 'no event' } },
      };
      for (const [what, broken] of Object.entries(refusals)) {
        t.requireRefusal('BATCH-1', await tryBatch(t, t.alice, room, broken), `a batch with ${what}`);
      }

      t.require('BATCH-1', (await t.list(t.alice, room)).length === 0, 'a part of a refused batch is listed');
      await t.requireSilence('BATCH-1', room, t.now() + wish.timeout, 'after batches that were refused');
      const answer = await tryBatch(t, t.alice, room, body);
      t.requireAcceptance('BATCH-1', answer, 'the same batch with nothing wrong in it');
    },
  }),

  futuresCheck({
    id: 'alternatives.batch-sends-only-what-may-be-sent',
    title: 'a batch is refused, and stores nothing, when its sender may not send the event that is to be sent now',
    requirements: ['BATCH-1'],
    needs: { accounts: 2, pending: 4, embedded },
    async run(t) {
      await mustOfferBatches(t);
      const type = 'org.example.forbidden';
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { events: { [type]: 50 } } });
      mustBeForbidden(await t.bob.trySend(room, type, t.text('forbidden')));
      const [onTimeout, now] = [message(t, 'timeout'), message(t, 'now')];
      const body = (event: BatchedEvent): JsonRecord => batchBody(t, { timeout: t.far, onTimeout, now: event });

      const refused = await tryBatch(t, t.bob, room, body({ type, content: t.text('forbidden') }));

      t.requireRefusal('BATCH-1', refused, 'a batch whose sender may not send what is to be sent now');
      const listed = await countListed(t, t.bob, onTimeout);
      t.require('BATCH-1', listed === 0, `${listed} futures of a refused batch are listed`);
      await t.requireSilence('BATCH-1', room, t.now(), 'after a batch that was refused');
      const answer = await tryBatch(t, t.bob, room, body(now));
      t.requireAcceptance('BATCH-1', answer, 'a batch that differs only in what is to be sent now');
    },
  }),

  futuresCheck({
    id: 'alternatives.batch-again',
    title: 'the same batch again answers the same tokens and neither sends nor stores anything a second time',
    requirements: ['BATCH-1'],
    needs: { pending: 5, embedded },
    async run(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      const [onTimeout, now] = [message(t, 'timeout'), message(t, 'now')];
      const body = batchBody(t, { timeout: t.far, onTimeout, now });
      const [txnId, otherId] = [t.uniqueName('txn'), t.uniqueName('txn')];

      const first = await tryBatch(t, t.alice, room, body, txnId);
      t.requireAcceptance('BATCH-1', first, 'a batch');
      const batched = { ...onTimeout, timeout: t.far };
      const { sendToken } = batchedFuture(t, t.alice, room, batched, first, 'send_on_timeout');
      const sent = t.requireGiven('BATCH-2', sentNowId(first), `the answer has no id of the event sent now: ${first}`);
      if ((await countListed(t, t.alice, onTimeout)) === 0) {
        await presupposeListing(t);
        t.presuppose('BATCH-4', false, 'a batch was accepted, and nothing of it is listed');
      }

      const again = await tryBatch(t, t.alice, room, body, txnId);

      if (sentNowId(again) !== sent) await presupposeRepetition(t);
      t.requireAcceptance('BATCH-1', again, 'the same batch with the same transaction id');
      const repeated = batchedFuture(t, t.alice, room, batched, again, 'send_on_timeout');
      t.require('BATCH-1', repeated.sendToken === sendToken, `the same batch again gets other tokens: ${again}`);
      t.require('BATCH-1', sentNowId(again) === sent, `the same batch again has sent another event: ${again}`);
      const listed = await countListed(t, t.alice, onTimeout);
      t.require('BATCH-1', listed === 1, `one timeout future, asked for twice, is listed ${listed} times`);
      await t.fence(room);
      t.require('BATCH-1', countSent(room, now) === 1, 'the event to be sent now, asked for twice, has come twice');

      const equal = await tryBatch(t, t.alice, room, body, otherId);
      t.requireAcceptance('BATCH-1', equal, 'an equal batch with another transaction id');
      await t.fence(room);
      t.require('BATCH-1', countSent(room, now) === 2, 'an equal batch with another transaction id has sent nothing');
    },
  }),

  futuresCheck({
    id: 'alternatives.batch-joins-a-group',
    title: 'a batch that names a living group joins it',
    requirements: ['BATCH-1'],
    needs: { embedded },
    async run(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      const single = await t.message(t.alice, room);
      await t.message(t.alice, room, { group: single.group });
      const onTimeout = message(t, 'timeout');
      const wish = { timeout: t.far, group: single.group, onTimeout };

      const answer = await tryBatch(t, t.alice, room, batchBody(t, wish));

      t.requireAcceptance('BATCH-1', answer, 'a batch that names a living group');
      const batched = batchedFuture(t, t.alice, room, { ...onTimeout, timeout: t.far }, answer, 'send_on_timeout');
      const sent = await t.send(batched);
      await t.requireSent('TOKEN-2', batched, sent, 'the timeout future of a batch');
      await t.requireDeadTokens('BATCH-1', single, 'after the batch that joined its group was sent');
    },
  }),

  futuresCheck({
    id: 'alternatives.batch-template',
    title:
      'the template in the futures of a batch becomes the id of the event sent now: self-destruction in one request',
    requirements: ['BATCH-3'],
    needs: { wait: 2, embedded },
    async run(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom({ version: REDACTS_IN_CONTENT });
      const now = message(t, 'burn after reading');
      const content = {
        redacts: TEMPLATE,
        label: t.uniqueName('redaction'),
        nested: { list: [TEMPLATE], nothing: null },
      };
      const onTimeout = { type: 'm.room.redaction', content };
      const onAction = { reply: { type: 'm.room.message', content: { ...t.text('reply'), about: TEMPLATE } } };
      const wish = { timeout: t.beats(2), onTimeout, now };

      const answer = await tryBatch(t, t.alice, room, batchBody(t, wish));
      const other = await tryBatch(t, t.alice, room, batchBody(t, { ...wish, timeout: t.far, onAction }));

      t.requireAcceptance('BATCH-3', answer, 'a batch with a template');
      const timed = batchedFuture(t, t.alice, room, { ...onTimeout, timeout: wish.timeout }, answer, 'send_on_timeout');
      const reply = batchedFuture(
        t,
        t.alice,
        room,
        { ...onAction.reply, timeout: 'none' },
        other,
        'send_on_action',
        'reply',
      );
      const event = await t.requireSent('BATCH-3', reply, await t.send(reply), 'an action with a template');
      const about = event.content['about'];
      t.require(
        'BATCH-3',
        about === sentNowId(other),
        `the action's template became ${about}, and the answer was ${other}`,
      );
      const came = await t.eventIn(room, isEventOf(timed), timed.due?.latest ?? 0);
      if (came === undefined) await presupposeRedactions(t);
      const redaction = await t.requireDue('BATCH-3', timed, 'a redaction of what is sent now');
      const nested = dig(redaction.content, 'nested', 'list');
      const expected = sentNowId(answer);
      t.require('BATCH-3', Array.isArray(nested) && nested[0] === expected, {
        expected: `the id ${expected} in place of a nested template`,
        seen: JSON.stringify(redaction.content),
      });
      await t.fence(room);
      const read = await t.alice.event(room, expected ?? '');
      const isGone = dig(read.json, 'content', 'body') === undefined;
      if (!isGone) await presupposeRedactions(t);
      t.require('BATCH-3', isGone, `the message was not redacted: ${read}`);
    },
  }),

  futuresCheck({
    id: 'alternatives.template-outside-batches',
    title: 'outside the futures of a batch the template is ordinary text',
    requirements: ['BATCH-3'],
    needs: { embedded },
    async run(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      const content: JsonRecord = { ...t.text('ordinary'), about: TEMPLATE };

      await t.alice.send(room, 'm.room.message', content);

      await t.fence(room);
      const arrival = room.timeline.arrivals.find(({ event }) => event.content['label'] === content['label']);
      const about = arrival?.event.content['about'];
      t.require('BATCH-3', about === TEMPLATE, `in an ordinary message the template became ${about}`);
    },
  }),

  futuresCheck({
    id: 'alternatives.batch-tokens-and-listing',
    title:
      'the futures of a batch are never refused with 409; they are listed, refreshed, cancelled and sent as any other',
    requirements: ['BATCH-4'],
    needs: { wait: 5, pending: 8, embedded },
    async run(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      const batch = async (timeout: number): Promise<{ timed: Future; action: Future }> => {
        const onTimeout = message(t, 'timeout');
        const action = message(t, 'action');
        const answer = await tryBatch(t, t.alice, room, batchBody(t, { timeout, onTimeout, onAction: { action } }));
        t.requireAcceptance('BATCH-4', answer, 'a batch with an action');
        return {
          timed: batchedFuture(t, t.alice, room, { ...onTimeout, timeout }, answer, 'send_on_timeout'),
          action: batchedFuture(t, t.alice, room, { ...action, timeout: 'none' }, answer, 'send_on_action', 'action'),
        };
      };
      const control = await t.message(t.alice, room, { timeout: t.beats(2) });
      const idle = await t.action(t.alice, room, control.group);
      const refreshed = await batch(t.beats(3));
      const cancelled = await batch(t.far);
      const sent = await batch(t.far);
      for (const future of [cancelled.timed, cancelled.action, sent.timed, sent.action]) {
        if (!(await t.isListed(future))) await presupposeListing(t);
        await t.requireListed('BATCH-4', future, 'a future of a batch');
      }

      await t.letTimePass(t.beats(1.5));
      await t.refresh(control);
      await t.refresh(refreshed.timed);
      await t.cancel(cancelled.timed);
      const answer = await t.send(sent.action);

      await t.requireSent('BATCH-4', sent.action, answer, 'after the send token of an action of a batch was called');
      await t.requireDeadToken('GROUP-8', cancelled.action.sendToken, 'sending an action of a cancelled batch');
      await t.requireDeadTokens('BATCH-4', sent.timed, 'after an action of its batch was sent');
      await t.requireDue('GROUP-10', control, 'a refreshed future that was scheduled by itself');
      await t.requireDue('BATCH-4', refreshed.timed, 'a refreshed future of a batch', { early: 'BATCH-4' });
      await t.requireNothing(
        'BATCH-4',
        [cancelled.timed, refreshed.action, idle],
        'after a batch resolved and one was cancelled',
      );
    },
  }),

  ...['m.', 'io.element.'].map((prefix) =>
    futuresCheck({
      id: `alternatives.batch-fields-of-${prefix === 'm.' ? 'm' : 'io-element'}`,
      title: `the names of a batch's fields may begin with ${prefix}`,
      requirements: ['BATCH-5'],
      needs: { wait: 2, embedded },
      async run(t) {
        await mustOfferBatches(t);
        const room = await t.alice.createRoom();
        const wish = {
          timeout: t.beats(2),
          onTimeout: message(t, 'timeout'),
          onAction: { act: message(t, 'act') },
          now: message(t, 'now'),
        };

        const answer = await tryBatch(t, t.alice, room, batchBody(t, wish, prefix));

        t.requireAcceptance('BATCH-5', answer, `a batch with fields of ${prefix}`);
        const { onTimeout, timeout, onAction } = wish;
        const timed = batchedFuture(t, t.alice, room, { ...onTimeout, timeout }, answer, 'send_on_timeout');
        batchedFuture(t, t.alice, room, { ...onAction.act, timeout: 'none' }, answer, 'send_on_action', 'act');
        const eventId = t.requireGiven('BATCH-5', sentNowId(answer), `nothing was sent at once: ${answer}`);
        await t.fence(room);
        t.require('BATCH-5', room.timeline.has(eventId), 'the event that was to be sent now has not come');
        await t.requireDue('GROUP-10', timed, `the timeout future of a batch with fields of ${prefix}`);
      },
    }),
  ),

  futuresCheck({
    id: 'alternatives.batch-bare-content',
    title: 'what is sent now may be given as an event or as its content alone, and may be missing',
    requirements: ['BATCH-5'],
    needs: { pending: 3, embedded },
    async run(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      const onTimeout = message(t, 'timeout');
      const event = message(t, 'event');
      const bare = t.text('bare');

      for (const [now, content] of [[event, event.content] as const, [bare, bare] as const]) {
        const answer = await tryBatch(t, t.alice, room, batchBody(t, { timeout: t.far, onTimeout, now }));
        t.requireAcceptance('BATCH-5', answer, `a batch that sends ${JSON.stringify(now)} now`);
        await t.fence(room);
        const arrival = room.timeline.arrivals.find(({ event }) => event.content['label'] === content['label']);
        t.require('BATCH-5', arrival !== undefined, `after ${JSON.stringify(now)} was to be sent now, nothing came`);
        t.require('BATCH-5', arrival?.event.event_id === sentNowId(answer), `the id of the event sent now: ${answer}`);
      }
      const without = await tryBatch(t, t.alice, room, batchBody(t, { timeout: t.far, onTimeout }));
      t.requireAcceptance('BATCH-5', without, 'a batch that sends nothing now');
    },
  }),
];

/** How many futures with the content of an event a user's listing has, by whichever path and in whichever form it shows them. */
async function countListed(t: FuturesContext, by: User, { content }: BatchedEvent): Promise<number> {
  const { json } = await t.tryList(by);
  const entries = Array.isArray(json) ? json : [];
  const label = JSON.stringify(content['label']);
  return entries.filter((entry) => JSON.stringify(entry).includes(label)).length;
}

/** How often an event has come. */
function countSent(room: Room, { content }: BatchedEvent): number {
  return room.timeline.arrivals.filter(({ event }) => isLabelledAs(content)(event)).length;
}

/** A room version in which a redaction names its target in its content, where a future's content can carry it. */
const REDACTS_IN_CONTENT = '11';

/** What stands for the id of the event that a batch sends now. */
const TEMPLATE = '$m.send_now.event_id';

/** Makes sure that futures are listed that were scheduled without a batch, so that it is the batch's doing if others are not. */
async function presupposeListing(t: FuturesContext): Promise<void> {
  const room = await t.alice.createRoom();
  const timed = await t.message(t.alice, room);
  const action = await t.action(t.alice, room, timed.group);
  for (const future of [timed, action]) await t.requireListed('LIST-1', future, 'a future that is of no batch');
}

/** Makes sure that transaction ids do what they have to for futures of no batch (SCHED-9). */
async function presupposeRepetition(t: FuturesContext): Promise<void> {
  const room = await t.alice.createRoom();
  const wish = { txnId: t.uniqueName('txn'), content: t.text('asked for twice'), timeout: t.far };
  const future = await t.message(t.alice, room, wish);
  const again = await t.tryMessage(t.alice, room, wish);
  t.requireAcceptance('SCHED-9', again, 'a future that is of no batch, asked for again');
  const isSame = sendTokenOf(again.body) === future.sendToken;
  t.presuppose('SCHED-9', isSame, `a future that is of no batch, asked for again, gets other tokens: ${again}`);
}

/** Makes sure that a redaction future redacts, with neither a batch nor a template (CASE-3). */
async function presupposeRedactions(t: FuturesContext): Promise<void> {
  const room = await t.alice.createRoom({ version: REDACTS_IN_CONTENT });
  const redacts = await t.alice.send(room, 'm.room.message', t.text('burn without a template'));
  const content = { redacts, label: t.uniqueName('redaction') };
  const future = await t.message(t.alice, room, { type: 'm.room.redaction', content, timeout: t.beats(1) });
  await t.requireDue('CASE-3', future, 'a redaction future without a template');
  await t.fence(room);
  const read = await t.alice.event(room, redacts);
  t.presuppose('CASE-3', dig(read.json, 'content', 'body') === undefined, `the message was not redacted: ${read}`);
}

/** A message that can be told from every other one. */
function message(t: FuturesContext, words: string): BatchedEvent {
  return { type: 'm.room.message', content: t.text(words) };
}
