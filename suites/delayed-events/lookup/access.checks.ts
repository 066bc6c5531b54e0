import type { Check } from '../../kit/checks/check.js';
import type { Answer } from '../../kit/connection/answer.js';
import { type JsonValue, sameJson } from '../../kit/rooms/matrix-json.js';
import type { User } from '../../kit/rooms/user.js';
import { MEANINGFUL_WORDS } from '../actions/access.checks.js';
import { failedEvent } from '../actions/failed-event.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { membershipOf } from '../words/memberships.js';
import { lookupKept } from '../words/lookup-kept.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

const UNKNOWN = { status: 404, errcodes: ['M_NOT_FOUND'] } as const;

/** Who may look up what (DE-GET-1, DE-GET-2). */
export const lookupAccessChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'lookup.access-token-needed',
    title: 'without a valid access token nothing can be looked up, not even by who knows the delay_id',
    requirements: ['DE-GET-1'],
    needs: { words: ['a lookup'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);

      const without = await t.tryLookup(t.alice, event, { token: null });
      const wrong = await t.tryLookup(t.alice, event, { token: t.uniqueName('no-such-token') });

      t.requireRefused('DE-GET-1', without, { status: 401, errcodes: ['M_MISSING_TOKEN'] }, 'without a token');
      t.requireRefused('DE-GET-1', wrong, { status: 401, errcodes: ['M_UNKNOWN_TOKEN'] }, 'with a wrong token');
      await t.lookup(event);
    },
  }),

  delayedEventsCheck({
    id: 'lookup.unknown-id',
    title: 'a delay_id that nobody has is refused with 404 M_NOT_FOUND',
    requirements: ['DE-GET-2'],
    needs: { words: ['a lookup'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const sent = await t.schedule(t.alice, room);
      const came = await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after send');
      const like = [`${event.delayId}x`, `x${event.delayId}`, `${event.delayId} %?#é`];
      const others = [event.txnId, sent.txnId, came.event_id, room.id];

      for (const delayId of [t.uniqueName('unknown'), ...like, ...others, ...MEANINGFUL_WORDS]) {
        if ([event, sent].some((real) => delayId === real.delayId)) continue;
        t.requireRefused('DE-GET-2', await t.tryLookup(t.alice, delayId), UNKNOWN, `looking up ${delayId}`);
      }
      await t.lookup(event);
    },
  }),

  delayedEventsCheck({
    id: 'lookup.of-other-users',
    title: "another user's event is refused as a delay_id that nobody has, in a common room and elsewhere",
    requirements: ['DE-GET-2'],
    needs: { accounts: 2, words: ['a lookup'] },
    async run(t) {
      const common = await t.alice.createRoom({ members: [t.bob] });
      const elsewhere = await t.alice.createRoom();

      for (const room of [common, elsewhere]) {
        const event = await t.schedule(t.alice, room, { stateKey: 'desk' });
        await requireAsUnknown(t, event, "another user's event");
        await t.lookup(event);
      }
      // It names its victim, and is not the victim's for that.
      for (const kick of await membershipOf(t, common, t.bob, { membership: 'leave' })) {
        await requireAsUnknown(t, kick, "another user's event, a membership of who asks");
      }
    },
  }),

  delayedEventsCheck({
    id: 'lookup.of-other-users-when-over',
    title: "another user's event is refused as a delay_id that nobody has when it is over, too",
    requirements: ['DE-GET-2'],
    needs: { accounts: 2, wait: 2, words: ['a lookup of what is over'] },
    async run(t) {
      const failed = await failedEvent(t);
      await requireAsUnknown(t, failed, 'what has failed of another user', t.alice);
      const room = await t.alice.createRoom({ members: [t.bob] });
      const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
      await t.send(sent);
      await t.cancel(cancelled);

      for (const [how, event] of Object.entries({ sent, cancelled })) {
        await requireAsUnknown(t, event, `what another user has ${how}`);
        await lookupKept(t, 'DE-GET-1', event, how === 'sent' ? 'send' : 'cancel');
      }
    },
  }),

  delayedEventsCheck({
    id: 'lookup.forgotten-is-unknown',
    title: 'what is over and not kept is refused as a delay_id that nobody has',
    requirements: ['DE-GET-2'],
    needs: { words: ['a lookup'] },
    async run(t) {
      if (t.can('a lookup of what is over')) t.notApplicable('the server keeps what is over');
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      await t.cancel(event);

      const answer = await t.tryLookup(t.alice, event);

      const isKept = answer.ok && t.form.read(answer.json ?? null).finalised !== undefined;
      if (isKept) t.notApplicable('the server keeps it, though it did not keep another one');
      t.requireRefused('DE-GET-2', answer, UNKNOWN, 'looking up what was cancelled and is not kept');
    },
  }),
];

/** How many ids that nobody has are looked up: words that are drawn from a few may well be the same twice. */
const UNKNOWN_IDS = 8;

/** Judges that somebody whose event it is not, bob unless said otherwise, cannot tell it from one that is not there. */
async function requireAsUnknown(t: DelayedEventsContext, event: DelayedEvent, what: string, by = t.bob): Promise<void> {
  const answer = await t.tryLookup(by, event);
  t.requireRefused('DE-GET-2', answer, UNKNOWN, what);
  const unknown: Readonly<Record<string, JsonValue>>[] = [];
  while (unknown.length < UNKNOWN_IDS) unknown.push(await seenBy(t, by, t.uniqueName('unknown')));
  const [one = {}, ...others] = unknown;
  const seen = withoutId(answer, event.delayId);
  for (const [field, value] of Object.entries(one)) {
    // What differs between those that are not there tells nothing, such as words that are other ones every time.
    if (!others.every((other) => sameJson(value, other[field]))) continue;
    const message = `${what} is told from an unknown delay_id by its ${field}: ${answer}`;
    t.require('DE-GET-2', sameJson(seen[field], value), message);
  }
  const more = Object.keys(seen).filter((field) => !unknown.some((each) => Object.hasOwn(each, field)));
  t.require(
    'DE-GET-2',
    more.length === 0,
    `${what} is told from an unknown delay_id by having ${more.join()}: ${answer}`,
  );
}

async function seenBy(
  t: DelayedEventsContext,
  by: User,
  delayId: string,
): Promise<Readonly<Record<string, JsonValue>>> {
  return withoutId(await t.tryLookup(by, delayId), delayId);
}

/** The body of an answer, without the `delay_id` that was asked for. */
function withoutId({ body }: Answer, delayId: string): Readonly<Record<string, JsonValue>> {
  return JSON.parse(JSON.stringify(body).replaceAll(delayId, ''));
}
