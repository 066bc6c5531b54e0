import type { Check } from '../../kit/checks/check.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { LookedUp, Phrase } from '../wire/wire-form.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { type DelayedEventsCheck, checkOnBothPaths, delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { failToSend } from '../actions/fail-to-send.js';
import { lookupKept } from '../words/lookup-kept.js';
import { ALLOWED } from '../words/power-levels.js';
import { serverTime } from '../words/server-time.js';
import { membershipOf } from '../words/memberships.js';
import { requireFields, shown } from '../words/shown-fields.js';

/** What has happened to an event when it is looked up. */
interface Moment {
  readonly when: string;
  readonly words: readonly Phrase[];
  readonly action?: 'send' | 'cancel' | 'restart';
  /** Whether the action is refused, for want of power. */
  readonly isRefused?: true;
}

const MOMENTS: Readonly<Record<string, Moment>> = {
  scheduled: { when: 'while it is scheduled', words: ['a lookup'] },
  restarted: { when: 'after a restart', words: ['a lookup'], action: 'restart' },
  sent: { when: 'after it was sent', words: ['a lookup of what is over'], action: 'send' },
  cancelled: { when: 'after it was cancelled', words: ['a lookup of what is over'], action: 'cancel' },
  'send-failed': {
    when: 'after a send that could not send',
    words: ['a lookup of what is over'],
    action: 'send',
    isRefused: true,
  },
};

/** What a lookup shows of an event whatever has become of it (DE-GET-3, DE-GET-4, DE-GET-5, DE-GET-6, DE-GET-12). */
export const fieldChecks: readonly Check[] = Object.entries(MOMENTS).flatMap(([name, moment]) => {
  const { when, words, action } = moment;
  const waits = action === undefined || action === 'restart';
  const check: DelayedEventsCheck = {
    id: `lookup.fields-${name}`,
    title: `${when} an event is shown as it was asked for, with its room, its whole delay and when that began`,
    requirements: [
      'DE-GET-3',
      'DE-GET-4',
      'DE-GET-5',
      'DE-GET-12',
      ...(waits ? (['DE-GET-6', 'DE-SCHED-10'] as const) : []),
    ],
    needs: { pending: 5, wait: 3, words, ...(moment.isRefused === true ? { accounts: 2 } : {}) },
    async run(t) {
      const by = moment.isRefused === true ? t.bob : t.alice;
      const room = await t.alice.createRoom(moment.isRefused === true ? { members: [by], powerLevels: ALLOWED } : {});
      const referred = await t.alice.send(room, 'm.room.message', t.text('referred to'));
      // A delay that is no whole number of anything.
      const delay = Math.max(t.beats(6), t.far - 4_321);
      let from = await serverTime(t, room);
      const events = [
        await t.schedule(by, room, { delay, type: 'org.example.Note', content: telling(t, referred) }),
        await t.schedule(by, room, { delay, type: t.ownType('Desk'), stateKey: 'Desk', content: telling(t) }),
        await t.schedule(by, room, { delay, stateKey: '', content: telling(t) }),
        await t.schedule(by, room, { delay, type: t.ownType('Nothing'), content: {} }),
        // Nobody is kept from a membership of their own for want of power.
        ...(moment.isRefused === true ? [] : await membershipOf(t, room, t.alice, ownMembership(t), delay)),
      ];
      let to = await serverTime(t, room);
      await t.letTimePass(t.beats(1.5));
      if (action === 'restart') from = await serverTime(t, room);
      if (moment.isRefused === true) {
        await failToSend(t, room, events);
        // Whether the delay begins anew then is another matter (DE-ACT-12).
        to = await serverTime(t, room);
      }
      if (moment.isRefused !== true && action !== undefined) for (const event of events) await t[action](event);
      if (action === 'restart') {
        to = await serverTime(t, room);
        await t.letTimePass(t.beats(1.5));
      }

      const lookedUp: LookedUp[] = [];
      for (const event of events) {
        const isOver = action === 'send' || action === 'cancel';
        const answer = await t.tryLookup(by, event);
        t.presuppose('DE-ERR-1', answer.status < 500, `looking up ${JSON.stringify(event.content)}: got ${answer}`);
        const found = await (isOver ? lookupKept(t, 'DE-GET-1', event, action) : t.lookup(event));
        requireFields(t, event, found);
        if (waits) {
          t.require('DE-GET-6', found.finalised === undefined, `it waits, and ${shown(found)}`);
          const hasEventId = typeof dig(found.entry, 'event_id') === 'string';
          t.require('DE-SCHED-10', !hasEventId, `it is not sent yet and has an event id: ${shown(found)}`);
        }
        lookedUp.push(found);
      }
      const [earliest, latest] = [from - t.beats(0.5), to + t.beats(0.5)];
      const wrong = lookedUp.find(({ since }) => !(Number(since) >= earliest && Number(since) <= latest));
      const message = `expected it to have begun from ${earliest} to ${latest}: ${wrong === undefined ? '' : shown(wrong)}`;
      await t.requireByServerClock('DE-GET-3', room, wrong === undefined, message);
    },
  };
  return name === 'scheduled' ? checkOnBothPaths(check) : [delayedEventsCheck(check)];
});

/**
 * A content that is neither flat nor empty, and has names in it that requests and events have, too.
 *
 * @param referred - the event that it relates to, if any
 */
function telling(t: DelayedEventsContext, referred?: string): DelayedEvent['content'] {
  const relation = { rel_type: 'm.reference', event_id: referred ?? '' };
  return {
    ...t.text('to be looked up'),
    content: { list: [{ delay_ms: 1 }, {}] },
    type: 'T',
    empty: {},
    ünï: '☂',
    'm.mentions': { user_ids: [] },
    ...(referred === undefined ? {} : { 'm.relates_to': relation }),
  };
}

/** What a membership has in it beside what a redaction would leave. */
function ownMembership(t: DelayedEventsContext): DelayedEvent['content'] {
  return { membership: 'join', displayname: t.uniqueName('alice'), 'org.example.note': 'kept' };
}
