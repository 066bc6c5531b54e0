import type { Suite } from '../../kit/checks/check.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import { asGuest } from '../words/as-guest.js';
import { ACTIONS, type Action, type DelayedEvent, type DelayedEventWish } from '../words/delayed-event.js';
import { checkOnBothPaths, delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { MOST_PLACES, PER_ROOM, fillPlaces, scheduleOneMore } from '../words/places.js';
import { pastRates } from '../words/retry-after.js';
import { unlessLimited } from '../words/unless-limited.js';
import { TEN_YEARS, type ToldLimits, saysSwitchedOff, toldLimits } from '../words/told-limits.js';

/** What guests may do: all that others may (DE-GUEST-1). */
export const guestsSuite: Suite = {
  revision: 'delayed-events',
  area: 'guests',
  checks: [
    ...checkOnBothPaths({
      id: 'guests.schedule',
      title: 'a guest may schedule messages, and state where guests may set it, and they are sent when they are due',
      requirements: ['DE-GUEST-1'],
      needs: { wait: 2 },
      run: (t) =>
        asGuest(t, async (guest, room) => {
          const events = new Map<string, DelayedEvent>();
          const kinds = {
            'a message': {},
            ...((await maySetState(t, guest, room)) ? { state: { stateKey: 'desk' } } : {}),
          };

          for (const [what, kind] of Object.entries(kinds)) {
            const wish = t.completed({ ...kind, delay: t.beats(2) });
            const answer = await t.trySchedule(guest, room, wish);
            requireOpenToGuests(t, answer, `scheduling ${what} as a guest`);
            const expected = { what: `scheduling ${what} as a guest`, expected: 200, seen: answer };
            t.presuppose('DE-SCHED-3', answer.status === 200, expected);
            const event = t.accept('DE-GUEST-1', guest, room, wish, answer);
            events.set(what, event);
            if (event.stateKey !== undefined && !t.can('transaction ids for state')) continue;
            const again = await t.trySchedule(guest, room, wish);
            t.presuppose('DE-SCHED-5', again.string('delay_id') === event.delayId, {
              what: `the same request for ${what} once more, by a guest`,
              expected: `the delay_id of before, ${event.delayId}`,
              seen: again,
            });
          }
          for (const [what, event] of events) {
            await t.requireDue('DE-GUEST-1', event, `${what} that a guest has scheduled`);
          }
        }),
    }),

    delayedEventsCheck({
      id: 'guests.limits',
      title:
        'a guest is told of a maximum delay that holds for guests, and what is beyond that, or beyond the cap that is told, is refused',
      // DE-CAP-6, too, where a cap is told that is not too large to be filled.
      requirements: ['DE-CAP-1', 'DE-LIM-2'],
      needs: { words: ['a capability'], embedded: { delayedEvents: { maxScheduled: 5 } } },
      run: (t) =>
        asGuest(t, async (guest, room) => {
          const limits = await toldLimits(t, guest);
          const { maxDelay } = limits;
          if (saysSwitchedOff(limits)) t.notApplicable('delayed events are switched off for guests');
          const waiting = [await scheduled(t, guest, room)];
          const delay = maxDelay === undefined ? TEN_YEARS : 2 * maxDelay + 1;
          const wish = t.completed({ delay });
          const answer = await pastRates(t, () => t.trySchedule(guest, room, wish, { patient: false }));

          if (maxDelay !== undefined) {
            t.requireRefused('DE-LIM-2', answer, t.refusal('too long'), `a guest's delay of ${delay} ms`);
          } else if (!(await seesCapabilities(guest))) {
            t.notApplicable('guests cannot read the capabilities');
          }
          const isTold = maxDelay !== undefined || !answer.refused;
          t.require('DE-CAP-1', isTold, `a guest is told of no maximum delay, and ${delay} ms are refused: ${answer}`);
          if (answer.ok) waiting.push(t.accept('DE-GUEST-1', guest, room, wish, answer));
          // Where guests may not cancel, much would be left waiting.
          const cancelling = await t.tryAct(guest, t.uniqueName('nobodys'), 'cancel');
          if (cancelling.status !== 403) await unlessLimited(() => requireCap(t, guest, room, waiting, limits));
          if (maxDelay === undefined) t.notApplicable('there is no maximum delay for guests');
        }),
    }),

    ...checkOnBothPaths({
      id: 'guests.manage',
      title: 'a guest may look up, restart, send and cancel what they have scheduled, and nothing else',
      requirements: ['DE-GUEST-1'],
      needs: { wait: 4, accounts: 2 },
      run: (t) =>
        asGuest(t, async (guest, room) => {
          // A guest has made no room; nor has he, whom what goes wrong for both is not to be told of guests.
          const elsewhere = await t.alice.createRoom({ members: [t.bob] });
          const other = await waitingFor(t, t.bob, elsewhere, {
            sent: 'DE-ACT-5',
            restarted: 'DE-ACT-7',
            cancelled: 'DE-ACT-6',
          });
          const own = await waitingFor(t, guest, room, { sent: GUESTS, restarted: GUESTS, cancelled: GUESTS });
          await t.letTimePass(t.beats(1));
          const answers = new Map<string, Answer>();

          if (t.can('a lookup')) answers.set('a lookup', await t.tryLookup(guest, own.sent));
          if (t.can('a list')) answers.set('the list', await t.tryList(guest));
          const [actingOfOther, acting] = [await actOn(t, other), await actOn(t, own)];
          for (const [action, answer] of acting) answers.set(action, answer);

          // Of an older form a server may speak but a part beside the accepted one.
          const refused = [...answers].filter(([, { ok, unrecognised }]) => !ok && !unrecognised);
          for (const [, answer] of refused) {
            requireOpenToGuests(t, answer, `${refused.map(([what]) => what).join(', ')} for a guest`);
          }
          t.require('DE-GUEST-1', true, 'a guest may do all of that');
          await requireOwnersAlone(t, guest, room);
          await requireDone(t, other, actingOfOther, 'by somebody who has not made the room');
          await requireDone(t, own, acting, 'by a guest');
          if (isEnded(actingOfOther) && isEnded(acting)) await requireKnownAsOthers(t, own, other);
          const all = [...endedBy(other, actingOfOther), ...endedBy(own, acting)];
          await t.requireNothing(GUESTS, all, 'after a guest has sent one event and cancelled one');
        }),
    }),
  ],
};

const GUESTS = 'DE-GUEST-1';

/** What it takes to ask for what is over: where anybody may act, for older clients, it may be unknown. */
const OF_WHAT_IS_OVER = ['a remembered outcome', 'a lookup of what is over', 'actions of the owner alone'] as const;

/** What waits for the actions of its user, and what each of them verifies. */
interface Waiting {
  readonly sent: DelayedEvent;
  readonly restarted: DelayedEvent;
  readonly cancelled: DelayedEvent;
  readonly verifies: Readonly<Record<'sent' | 'restarted' | 'cancelled', string>>;
}

async function waitingFor(
  t: DelayedEventsContext,
  by: User,
  room: Room,
  verifies: Waiting['verifies'],
): Promise<Waiting> {
  const delay = t.beats(3);
  const schedule = (wish: DelayedEventWish): Promise<DelayedEvent> =>
    by === t.bob ? t.schedule(by, room, wish) : scheduled(t, by, room, wish);
  return {
    sent: await schedule({}),
    cancelled: await schedule({ delay }),
    restarted: await schedule({ delay }),
    verifies,
  };
}

/** @returns how each action was answered */
async function actOn(t: DelayedEventsContext, { sent, restarted, cancelled }: Waiting): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const [action, event] of [
    ['restart', restarted],
    ['cancel', cancelled],
    ['send', sent],
  ] as const) {
    const answer = await t.tryAct(event.by, event, action);
    t.requireInTime(answer, event);
    answers.set(action, answer);
  }
  const restarting = answers.get('restart');
  if (restarting?.ok === true) restartTimer(restarted, restarting, restarted.delay);
  return answers;
}

/** The events of which nothing more may come: one whose cancel the server does not know is still to come. */
function endedBy({ sent, restarted, cancelled }: Waiting, answers: ReadonlyMap<string, Answer>): DelayedEvent[] {
  return answers.get('cancel')?.ok === true ? [sent, restarted, cancelled] : [sent, restarted];
}

/** Judges that what was answered as carried out has been. */
async function requireDone(
  t: DelayedEventsContext,
  { sent, restarted, cancelled, verifies }: Waiting,
  answers: ReadonlyMap<string, Answer>,
  who: string,
): Promise<void> {
  const isDone = (action: string): boolean => answers.get(action)?.ok === true;
  if (isDone('send')) await t.requireSent(verifies.sent, sent, answers.get('send') ?? sent.answer, `after send ${who}`);
  await t.requireDue(verifies.restarted, restarted, `after restart ${who}`, { early: verifies.restarted });
  const cameAllTheSame = isDone('cancel') && (await t.comes(cancelled));
  t.require(verifies.cancelled, !cameAllTheSame, `after cancel ${who} the event came when it was due`);
}

function isEnded(answers: ReadonlyMap<string, Answer>): boolean {
  return answers.get('send')?.ok === true && answers.get('cancel')?.ok === true;
}

/**
 * Judges that what a guest has ended is known as what others have ended before it: to be looked up, and not to be ended in
 * another way. That nothing of guests is kept is a warning alone, since how much is kept is the server's to say (DE-RET-1).
 */
async function requireKnownAsOthers(t: DelayedEventsContext, own: Waiting, other: Waiting): Promise<void> {
  if (!OF_WHAT_IS_OVER.every((phrase) => t.can(phrase))) return;
  for (const [end, contradiction] of [
    ['sent', 'cancel'],
    ['cancelled', 'send'],
  ] as const) {
    const { lookup, answer, isKnown, isForgotten } = await lookBack(t, own[end], contradiction);
    if (isKnown || !(await lookBack(t, other[end], contradiction)).isKnown) continue;
    const what = `what a guest has ${end}`;
    const seen = `${lookup.status} for a lookup, and ${answer.status} for ${contradiction}`;
    t.advise('DE-RET-1', !isForgotten, { what, expected: 'it to be kept, as that of others is', seen });
    t.require(GUESTS, isForgotten, { what, expected: 'the answers that others get', seen });
  }
}

/** How an event is known that is over. */
async function lookBack(
  t: DelayedEventsContext,
  event: DelayedEvent,
  contradiction: Action,
): Promise<{ lookup: Answer; answer: Answer; isKnown: boolean; isForgotten: boolean }> {
  const lookup = await t.tryLookup(event.by, event);
  const answer = await t.tryAct(event.by, event, contradiction);
  const isContradicted = [t.refusal('over and contradicted').status].flat().includes(answer.status);
  if (lookup.ok && isContradicted) return { lookup, answer, isKnown: true, isForgotten: false };
  // It may be forgotten in between.
  const again = lookup.ok ? await t.tryLookup(event.by, event) : lookup;
  return { lookup: again, answer, isKnown: false, isForgotten: again.status === 404 && answer.status === 404 };
}

/**
 * Judges that a guest was answered as others are. Where the refusal itself names guests as its reason, it is certain however
 * many ask at once, and nothing plainer is behind it.
 */
function requireOpenToGuests(t: DelayedEventsContext, answer: Answer, what: string): void {
  const namesGuests = answer.status === 403 && answer.errcode === 'M_GUEST_ACCESS_FORBIDDEN';
  t.require('DE-GUEST-1', !namesGuests, { what, expected: 200, seen: answer }, { firm: true, plain: true });
  t.requireAcceptance('DE-GUEST-1', answer, what);
}

/** Makes sure that a guest can neither see what another user has scheduled (DE-GET-2), nor do anything with it (DE-ACT-4). */
async function requireOwnersAlone(t: DelayedEventsContext, guest: User, room: Room): Promise<void> {
  const event = await t.schedule(t.alice, room);
  if (t.can('a lookup')) {
    const seen = await t.tryLookup(guest, event);
    const what = "looking up another user's event as a guest";
    t.presuppose('DE-GET-2', seen.refused, { what, expected: '404 M_NOT_FOUND', seen });
  }
  if (!t.can('actions of the owner alone')) return;
  for (const action of ACTIONS.toReversed()) {
    const seen = await t.tryAct(guest, event, action);
    const what = `${action} of another user's event by a guest`;
    t.presuppose('DE-ACT-4', seen.refused, { what, expected: '404 M_NOT_FOUND', seen });
  }
}

/** Judges that a guest can have as many events waiting as the guest is told, and no more. */
async function requireCap(
  t: DelayedEventsContext,
  guest: User,
  room: Room,
  waiting: readonly DelayedEvent[],
  { maxScheduled: places = Number.POSITIVE_INFINITY }: ToldLimits,
): Promise<void> {
  if (places > MOST_PLACES || places < waiting.length) return;
  const { events, refusal } = await fillPlaces(t, guest, [room], places - waiting.length, () => ({}), waiting);
  const all = [...waiting, ...events];
  // All of them are in one room, for which there may be a cap of its own, as long as it is not smaller than others need.
  if (refusal !== undefined && all.length >= PER_ROOM / 2) return;
  const early = `of ${places} events that a guest may have waiting, number ${all.length + 1} was refused: ${refusal}`;
  t.require('DE-CAP-6', refusal === undefined, early);
  const answer = await scheduleOneMore(t, guest, room, t.completed(), all, places);
  t.require('DE-CAP-6', !answer.ok, `a guest may have ${places} events waiting, and one more was accepted`);
}

/** Schedules as a guest: a refusal is one of guests. */
async function scheduled(
  t: DelayedEventsContext,
  guest: User,
  room: Room,
  asked: DelayedEventWish = {},
): Promise<DelayedEvent> {
  const wish = t.completed(asked);
  return t.accept('DE-GUEST-1', guest, room, wish, await t.trySchedule(guest, room, wish));
}

async function maySetState(t: DelayedEventsContext, guest: User, room: Room): Promise<boolean> {
  return (await guest.trySetState(room, t.stateType, 'undelayed', t.text('undelayed'))).ok;
}

/** Whether a guest gets an answer at all: the capabilities are none of the endpoints that have to be open to guests. */
async function seesCapabilities(guest: User): Promise<boolean> {
  return (await guest.request('GET', '/_matrix/client/v3/capabilities')).ok;
}
