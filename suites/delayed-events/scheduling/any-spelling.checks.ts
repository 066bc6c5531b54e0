import { type Arbitrary, constantFrom, oneof, record } from 'fast-check';

import { inWords } from '../../chance/any-content.js';
import { oddName } from '../../chance/any-strings.js';
import { pathSpelled, SPELLINGS } from '../../chance/spellings.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import type { WireForm, WireRequest } from '../wire/wire-form.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** What type and transaction id end with, and how the path writes them, the room and the `delay_id`. */
interface Spelled {
  readonly name: string;
  /** A key of {@link SPELLINGS}. */
  readonly spelling: string;
}

/** Names of characters that may stand in a path as they are, or that look like escapes, and any others. */
const names: Arbitrary<string> = oneof(constantFrom('a', '@a:b', 'a+b', 'a%2Bb', 'a&b=c', '$a', 'A;b,c'), oddName);

/** A path means the same in whatever way it is written (DE-SCHED-5, DE-GET-1, DE-ACT-5). */
export const spellingInputChecks: readonly Check[] = [
  inputCheck<Spelled>({
    id: 'scheduling.any-spelling',
    title: 'room, type, transaction id and delay_id are the same ones in whatever way a path writes them',
    requirement: 'DE-SCHED-5',
    alsoVerifies: ['DE-ACT-5'],
    inputs: record({ name: names, spelling: constantFrom(...Object.keys(SPELLINGS)) }),
    kindOf: ({ spelling }) => spelling,
    runs: 24,
    pending: [1, 0],
    ordinary: () => ({ name: 'plain', spelling: 'as usual' }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (spelled) => trySpelling(t, room, spelled) };
    },
  }),
];

/** What is wrong with how a path is understood; nothing where the ordinary endpoint does no better. */
async function trySpelling(t: DelayedEventsContext, room: Room, spelled: Spelled): Promise<Breach | undefined> {
  const breach = await breachIn(t, room, spelled);
  return breach === undefined || (await failsUndelayed(t, room, spelled)) ? undefined : breach;
}

async function breachIn(t: DelayedEventsContext, room: Room, { name, spelling }: Spelled): Promise<Breach | undefined> {
  const form = writtenIn(t.form, spelling);
  const content = t.text('spelled');
  const type = `${t.uniqueName('org.example.spelled')}.${name}`;
  const wish = { type, txnId: `${t.uniqueName('txn')}${name}`, delay: t.far, content };
  const first = await t.trySchedule(t.alice, room, wish);
  const delayId = first.string('delay_id');
  // Whatever is refused may be refused for another reason than what it is, such as a limit.
  if (delayId === undefined) return undefined;
  const again = await t.trySchedule(t.alice, room, wish, {}, form);
  const looked = t.can('a lookup') ? await t.tryLookup(t.alice, delayId, {}, form) : undefined;
  const sent = await t.tryAct(t.alice, delayId, 'send', {}, form);
  const asIs = `written ${spelling}: type ${inWords(type)}, transaction id ${inWords(wish.txnId)}`;
  if (again.string('delay_id') !== delayId) {
    return { breaks: 'DE-SCHED-5', wrong: { what: `the same request, ${asIs}`, expected: delayId, seen: again } };
  }
  if (looked?.ok === false) {
    return { breaks: 'DE-GET-1', wrong: { what: `a lookup of ${delayId}, ${asIs}`, expected: 200, seen: looked } };
  }
  if (!sent.ok) {
    return { breaks: 'DE-ACT-5', wrong: { what: `send of ${delayId}, ${asIs}`, expected: 200, seen: sent } };
  }
  const came = (await t.eventIn(room, isLabelledAs(content), t.now()))?.event.type;
  if (came === type) return undefined;
  return { breaks: 'DE-SEND-1', wrong: { what: `its event, ${asIs}`, expected: type, seen: inWords(came) } };
}

/** A form, with the names that stand in paths written in another way. */
function writtenIn(form: WireForm, spelling: string): WireForm {
  const respelled = (request: WireRequest, ...names: readonly string[]): WireRequest => ({
    ...request,
    path: pathSpelled(request.path, names, spelling),
  });
  return {
    ...form,
    schedule: (asked) => respelled(form.schedule(asked), asked.roomId, asked.type, asked.txnId),
    act: (delayId, action) => respelled(form.act(delayId, action), delayId),
    lookup: (delayId) => respelled(form.lookup(delayId), delayId),
  };
}

/** Whether an undelayed event does no better by such a path. */
async function failsUndelayed(t: DelayedEventsContext, room: Room, { name, spelling }: Spelled): Promise<boolean> {
  const type = `${t.uniqueName('org.example.undelayed')}.${name}`;
  const txnId = `${t.uniqueName('txn')}${name}`;
  const path = roomPath(room, 'send', type, txnId);
  const ids: (string | undefined)[] = [];
  for (const written of ['as usual', spelling]) {
    const spelledSo = pathSpelled(path, [room.id, type, txnId], written);
    ids.push((await t.alice.request('PUT', spelledSo, { json: t.text('undelayed') })).string('event_id'));
  }
  const [one, other] = ids;
  return one === undefined || one !== other;
}
