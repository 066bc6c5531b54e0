import type { Check } from '../../kit/checks/check.js';
import { type JsonRecord, dig, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** How many messages are scheduled at the same time. */
const MESSAGES = 9;

/** Events of types to which Matrix gives a meaning, which servers may treat apart, come as they were scheduled (DE-SEND-1). */
export const kindChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'sending.whatever-the-kind-of-message',
    title:
      'messages of the types that Matrix knows come as they were scheduled: encrypted ones, edits, reactions, polls',
    requirements: ['DE-SEND-1'],
    needs: { pending: MESSAGES, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const referred = await t.alice.send(room, 'm.room.message', t.text('referred to'));
      const delay = t.beats(2);
      const events: [string, DelayedEvent][] = [];
      for (const [what, { type, content }] of Object.entries(messages(referred))) {
        const wish = { type, delay, content: { ...t.text(what), ...content } };
        const event = await scheduleIfAllowed(t, room, wish);
        if (event !== undefined) events.push([what, event]);
      }
      for (const [what, event] of events) await t.requireDue('DE-SEND-1', event, `${what} of type ${event.type}`);
      t.require('DE-SEND-1', events.length > 0, 'no message of a type that Matrix knows was accepted');
    },
  }),

  delayedEventsCheck({
    id: 'sending.whatever-the-kind-of-state',
    title: 'state of the types that Matrix knows comes as it was scheduled, for whatever state key, and is in force',
    requirements: ['DE-SEND-1'],
    async run(t) {
      const room = await t.alice.createRoom();
      const sent: [string, DelayedEvent][] = [];
      for (const [what, wish] of Object.entries(states(t, room))) {
        const event = await scheduleIfAllowed(t, room, { ...wish, content: { ...t.text(what), ...wish.content } });
        if (event === undefined) continue;
        const answer = await t.tryAct(t.alice, event, 'send');
        // What undelayed state is refused as well is no affair of the delay.
        if (answer.refused && (await isRefusedUndelayed(t, room, event))) continue;
        t.requireAcceptance('DE-SEND-1', answer, `send of ${what}`);
        await t.requireSent('DE-SEND-1', event, answer, `${what} of type ${event.type}`);
        sent.push([what, event]);
      }
      await t.fence(room);
      const { json } = await t.alice.request('GET', roomPath(room, 'state'));
      const current = Array.isArray(json) ? json : [];
      for (const [what, { type, stateKey, content }] of sent) {
        const state = current.find((each) => dig(each, 'type') === type && dig(each, 'state_key') === stateKey);
        const seen = JSON.stringify(state ?? null);
        const isInForce = sameJson(dig(state ?? null, 'content'), content);
        t.require('DE-SEND-1', isInForce, { what: `the state after ${what}`, expected: JSON.stringify(content), seen });
      }
      t.require('DE-SEND-1', sent.length > 0, 'no state of a type that Matrix knows was sent');
    },
  }),
];

/** Messages, in words, that refer to another one. */
function messages(referred: string): Readonly<Record<string, { type: string; content: JsonRecord }>> {
  const relation = (type: string, more: JsonRecord = {}): JsonRecord => ({
    'm.relates_to': { rel_type: type, event_id: referred, ...more },
  });
  const ciphertext = {
    algorithm: 'm.megolm.v1.aes-sha2',
    ciphertext: 'AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg',
    device_id: 'DEVICE',
    sender_key: 'IlRMeOPX2e0MurIyfWEucYBRVOEEUMrOHqn/8mLqMjA',
    session_id: 'X3lUlvLELLYxeTx4yOVu6UDpasGEVO0Jbu+QFnm0cKQ',
  };
  return {
    'an encrypted reply in a thread': {
      type: 'm.room.encrypted',
      content: {
        ...ciphertext,
        ...relation('m.thread', { is_falling_back: true, 'm.in_reply_to': { event_id: referred } }),
      },
    },
    'an encrypted edit': { type: 'm.room.encrypted', content: { ...ciphertext, ...relation('m.replace') } },
    'an edit': {
      type: 'm.room.message',
      content: { body: '* edited', 'm.new_content': { msgtype: 'm.text', body: 'edited' }, ...relation('m.replace') },
    },
    'a reaction': { type: 'm.reaction', content: relation('m.annotation', { key: '👍️' }) },
    'a sticker': {
      type: 'm.sticker',
      content: {
        body: 'sticker',
        url: 'mxc://example.org/sticker',
        info: { w: 1, h: 1, size: 1, mimetype: 'image/png' },
      },
    },
    'an image': {
      type: 'm.room.message',
      content: { msgtype: 'm.image', body: 'image.png', filename: 'image.png', url: 'mxc://example.org/image' },
    },
    'a poll': {
      type: 'm.poll.start',
      content: { 'm.text': [{ body: 'Which?' }], 'm.poll': { kind: 'm.disclosed', max_selections: 1, answers: [] } },
    },
    'an invitation to a call': {
      type: 'm.call.invite',
      content: {
        call_id: 'call',
        party_id: 'party',
        version: '1',
        lifetime: 60_000,
        offer: { type: 'offer', sdp: 'v=0' },
      },
    },
    'a notification of a call': {
      type: 'org.matrix.msc4075.rtc.notification',
      content: { notification_type: 'ring', lifetime: 30_000, sender_ts: 1, ...relation('m.reference') },
    },
  };
}

/** State, in words. What makes the room another one to those in it stands last. */
function states(t: DelayedEventsContext, room: Room): Readonly<Record<string, DelayedEventWish>> {
  const { userId, account } = t.alice;
  const domain = userId.replace(/^[^:]*:/, '');
  const membership = {
    application: 'm.call',
    call_id: '',
    device_id: account.deviceId,
    foci_preferred: [],
    expires: 1,
  };
  return {
    'a member of a call, by device': {
      type: 'org.matrix.msc3401.call.member',
      stateKey: `_${userId}_${account.deviceId}_m.call`,
      content: membership,
    },
    'a member of a call who has left': {
      type: 'org.matrix.msc3401.call.member',
      stateKey: `_${userId}_${account.deviceId}`,
      content: {},
    },
    'a member of a call, by user': { type: 'm.call.member', stateKey: userId, content: { memberships: [membership] } },
    'a name': { type: 'm.room.name', stateKey: '', content: { name: t.uniqueName('name') } },
    'a topic': {
      type: 'm.room.topic',
      stateKey: '',
      content: { topic: 'plain', 'm.topic': { 'm.text': [{ body: 'rich', mimetype: 'text/html' }] } },
    },
    'an avatar': { type: 'm.room.avatar', stateKey: '', content: { url: 'mxc://example.org/avatar' } },
    'pinned events': { type: 'm.room.pinned_events', stateKey: '', content: { pinned: ['$one', '$two', '$one'] } },
    'a room in a space': {
      type: 'm.space.child',
      stateKey: `!other:${domain}`,
      content: { via: [domain, 'example.org'], order: 'a', suggested: true },
    },
    'a widget': {
      type: 'im.vector.modular.widgets',
      stateKey: 'widget:1',
      content: {
        id: 'widget:1',
        type: 'm.custom',
        url: 'https://example.org/?a=$b&c={d}',
        creatorUserId: userId,
        data: {},
      },
    },
    'whom servers may come from': {
      type: 'm.room.server_acl',
      stateKey: '',
      content: { allow: ['*'], deny: ['evil.example.org'], allow_ip_literals: false },
    },
    'who may see the history': {
      type: 'm.room.history_visibility',
      stateKey: '',
      content: { history_visibility: 'joined' },
    },
    'who may join': {
      type: 'm.room.join_rules',
      stateKey: '',
      content: { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: room.id }] },
    },
    'whether guests may join': { type: 'm.room.guest_access', stateKey: '', content: { guest_access: 'forbidden' } },
    'where the room has gone': {
      type: 'm.room.tombstone',
      stateKey: '',
      content: { body: 'moved', replacement_room: `!other:${domain}` },
    },
    'that the room is encrypted': {
      type: 'm.room.encryption',
      stateKey: '',
      content: { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_ms: 604_800_000, rotation_period_msgs: 100 },
    },
  };
}

/** Schedules an event; nothing where it is refused as it is without a delay. */
async function scheduleIfAllowed(
  t: DelayedEventsContext,
  room: Room,
  wish: DelayedEventWish & { readonly content: JsonRecord },
): Promise<DelayedEvent | undefined> {
  const full = t.completed(wish);
  const answer = await t.trySchedule(t.alice, room, full);
  if (answer.refused && answer.status !== 429 && (await isRefusedUndelayed(t, room, full))) return undefined;
  return t.accept(full.stateKey === '' ? 'DE-SCHED-4' : 'DE-SCHED-1', t.alice, room, full, answer);
}

/** Whether an undelayed event of the same kind is refused. */
async function isRefusedUndelayed(
  t: DelayedEventsContext,
  room: Room,
  { type, stateKey, content }: Pick<DelayedEvent, 'type' | 'stateKey' | 'content'>,
): Promise<boolean> {
  const undelayed = { ...content, ...t.text('undelayed') };
  const answer = await (stateKey === undefined
    ? t.alice.trySend(room, type, undelayed)
    : t.alice.trySetState(room, type, stateKey, undelayed));
  return answer.refused;
}
