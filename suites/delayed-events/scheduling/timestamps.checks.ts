import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import { checkOnBothPaths, delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { ALLOWED } from '../words/power-levels.js';
import { CLOCKS_APART_MS, serverTime } from '../words/server-time.js';
import { WITH_SERVICE } from '../words/with-service.js';

const DAY_MS = 86_400_000;

/** Dates that somebody may want an event to have, by how far they are from now. Milliseconds. */
const DATES = { 'a day ago': -DAY_MS, 'in a day': DAY_MS } as const;

/** Timestamps that are passed when an event is scheduled (DE-SCHED-7). */
export const timestampChecks: readonly Check[] = [
  ...checkOnBothPaths({
    id: 'scheduling.timestamp-of-others-ignored',
    title: 'a timestamp that no application service passes is ignored: the event is due, and dated, as without it',
    requirements: ['DE-SCHED-7'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const passed = (await serverTime(t, room)) - DAY_MS;
      const control = await t.schedule(t.alice, room, { delay: t.beats(2) });

      const event = await scheduleDated(t, t.alice, room, passed, { delay: t.beats(2) });

      await t.requireScheduled('DE-TIME-1', control, 'without a timestamp');
      const seen = await t.requireDue('DE-SCHED-7', event, 'with a timestamp of a day ago', {
        early: 'DE-SCHED-7',
      });
      const message = `it is dated ${seen.origin_server_ts}, as was passed, by somebody who may not`;
      await t.requireByServerClock('DE-SCHED-7', room, Math.abs(seen.origin_server_ts - passed) > DAY_MS / 2, message);
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.timestamp-of-a-service',
    title:
      'a timestamp that an application service passes dates its event, restarted or not, and changes neither when it is due nor sent',
    requirements: ['DE-SCHED-7'],
    needs: { wait: 4, pending: 6, embedded: WITH_SERVICE },
    async run(t) {
      const service = await t.applicationService();
      const room = await t.alice.createRoom({ members: [service], powerLevels: ALLOWED });
      const now = await serverTime(t, room);
      // Over before the others wait: there may be few places.
      const byHand = await scheduleDated(t, service, room, now - DAY_MS);
      const sent = await t.requireSent('DE-ACT-5', byHand, await t.send(byHand), 'what has a timestamp');
      requireDate(t, sent.origin_server_ts, now - DAY_MS, 'what was sent by hand');
      const undated = await t.schedule(service, room);
      const sentUndated = await t.requireSent('DE-ACT-5', undated, await t.send(undated), 'without a timestamp');
      const sticks = isAbout(sentUndated.origin_server_ts, now - DAY_MS);
      t.require('DE-SCHED-7', !sticks, 'what has no timestamp is dated as what was scheduled with one before it');
      const control = await t.schedule(service, room, { delay: t.beats(3) });
      const dated = new Map<DelayedEvent, number>();
      for (const [index, away] of Object.values(DATES).entries()) {
        for (const kind of [{}, { stateKey: `desk ${index}` }]) {
          const event = await scheduleDated(t, service, room, now + away, { ...kind, delay: t.beats(3) });
          dated.set(event, now + away);
        }
      }
      if (t.otherForm !== undefined) {
        const event = await scheduleDated(t, service, room, now - DAY_MS, { delay: t.beats(3) }, t.otherForm);
        dated.set(event, now - DAY_MS);
      }

      await t.requireScheduled('DE-TIME-1', control, 'without a timestamp');
      for (const event of dated.keys()) await t.requireScheduled('DE-SCHED-7', event, 'with a timestamp');
      const [restarted] = dated.keys();
      if (restarted === undefined) throw new Error('something is dated');
      await t.letTimePass(t.beats(0.5));
      await t.restart(restarted);
      for (const [event, date] of dated) {
        const suspicion = { early: 'DE-SCHED-7' };
        const seen = await t.requireDue('DE-SCHED-7', event, `with the timestamp ${date}`, suspicion);
        requireDate(t, seen.origin_server_ts, date, 'what was sent when it was due');
      }
      await t.requireDue('DE-SEND-1', control, 'without a timestamp');
      dated.set(byHand, now - DAY_MS);
      for (const [event, date] of dated) await requireUndatedTimes(t, event, date, now);
    },
  }),
];

async function scheduleDated(
  t: DelayedEventsContext,
  by: User,
  room: Room,
  ts: number,
  wish: DelayedEventWish = {},
  form = t.form,
): Promise<DelayedEvent> {
  const full = t.completed(wish);
  const answer = await t.trySchedule(by, room, full, { query: { ts: String(ts) } }, form);
  return t.accept(form === t.form ? 'DE-SCHED-7' : 'DE-UNST-1', by, room, full, answer);
}

/** Whether a moment is closer to a date than to any other of {@link DATES}, or to now. Milliseconds. */
function isAbout(moment: number, date: number): boolean {
  return Math.abs(moment - date) < DAY_MS / 2;
}

function requireDate(t: DelayedEventsContext, date: number, wanted: number, what: string): void {
  t.require('DE-SCHED-7', date === wanted, `${what} has the timestamp ${wanted}, and is dated ${date}`);
}

/** Judges that an event which is over has waited since it was scheduled, and ended when it did, whatever its date, where that can be looked up. */
async function requireUndatedTimes(
  t: DelayedEventsContext,
  event: DelayedEvent,
  date: number,
  from: number,
): Promise<void> {
  if (!t.can('a lookup of what is over')) return;
  const answer = await t.tryLookup(event.by, event);
  const { since, finalised } = t.form.read(answer.json ?? null);
  const begun = `an event with the timestamp ${date} is shown as waiting since then: ${String(since)}`;
  t.require('DE-SCHED-7', typeof since !== 'number' || !isAbout(since, date), begun);
  const at = finalised?.at;
  // How that is told at all is another matter (DE-GET-7).
  if (typeof at !== 'number') return;
  const to = await serverTime(t, event.room);
  const isThen = at >= from - CLOCKS_APART_MS && at <= to + CLOCKS_APART_MS;
  const message = `an event with a timestamp ended from ${from} to ${to}, and is shown as of ${at}`;
  await t.requireByServerClock('DE-SCHED-7', event.room, isThen, message);
}
