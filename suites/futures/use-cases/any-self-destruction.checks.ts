import { type Arbitrary, constantFrom, integer, nat, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';

/** A room version in which a redaction names its target in its content, where a future's content can carry it. */
const REDACTS_IN_CONTENT = '11';

/** Some messages, one of which is to destroy itself. */
interface Burning {
  readonly messages: number;
  /** Which of them, counted from 0 and round again. */
  readonly target: number;
  /** Who takes it away: who wrote it, or who has the power to. */
  readonly by: 'bob' | 'alice';
  readonly ending: 'timer' | 'send token';
  /** Futures of another type in its place, which take nothing away: one that may be sent, and one that may not. */
  readonly isHarmless?: true;
}

const burnings: Arbitrary<Burning> = record({
  messages: integer({ min: 1, max: 4 }),
  target: nat({ max: 3 }),
  by: constantFrom('bob', 'alice'),
  ending: constantFrom('timer', 'send token'),
});

/** A redaction future takes away the message that it names, that one only, and not before its time (CASE-3). */
export const redactionChecks: readonly Check[] = [
  anyStoryCheck<Burning>({
    id: 'use-cases.any-self-destruction',
    title: 'whichever message a redaction future names, and however that is sent, that message goes then, and no other',
    requirements: ['CASE-3'],
    needs: { accounts: 2, wait: 2 },
    pending: 2,
    stories: burnings,
    runs: { virtual: 12, real: 6 },
    tell: tellBurning,
    inWords: ({ messages, target, by, ending }) =>
      `of ${messages} messages of bob's the ${(target % messages) + 1}. is redacted by a future of ${by}'s, sent by its ${ending}`,
    simpler: (story) => [{ ...story, isHarmless: true }],
  }),
];

async function tellBurning(t: FuturesContext, story: Burning): Promise<void> {
  const { messages, target, by, ending } = story;
  if (story.isHarmless === true) return tellHarmless(t, story);
  const room = await t.alice.createRoom({ members: [t.bob], version: REDACTS_IN_CONTENT });
  const ids: string[] = [];
  for (let made = 0; made < messages; made += 1) ids.push(await t.bob.send(room, 'm.room.message', t.text('burning')));
  const redacts = ids[target % messages] ?? '';
  const content = { redacts, label: t.uniqueName('redaction') };
  const timeout = timeoutFor(t, ending);
  const redaction = await t.message(t[by], room, { type: 'm.room.redaction', content, timeout });
  const before = await bodiesOf(t, room, ids);
  t.requireInTime({ sentAt: t.now(), answeredAt: t.now() }, redaction);
  t.require('CASE-3', !before.includes(undefined), 'a message was gone before its time');

  if (ending === 'timer') await t.requireDue('CASE-3', redaction, 'a redaction future');
  else await t.requireSent('CASE-3', redaction, await t.send(redaction), 'a redaction future');

  await t.fence(room);
  for (const [index, body] of (await bodiesOf(t, room, ids)).entries()) {
    const isTarget = ids[index] === redacts;
    const what = `the ${index + 1}. message, ${isTarget ? 'which was to go' : 'which was to stay'}`;
    t.require('CASE-3', (body === undefined) === isTarget, `${what}, reads ${JSON.stringify(body)}`);
  }
}

/** The same with futures that redact nothing: what goes wrong with them has nothing to do with redactions. */
async function tellHarmless(t: FuturesContext, { by, ending }: Burning): Promise<void> {
  const users = { [t.alice.userId]: 100, [t.bob.userId]: 0 };
  const events = { 'org.example.forbidden': 101 };
  const room = await t.alice.createRoom({
    members: [t.bob],
    version: REDACTS_IN_CONTENT,
    powerLevels: { users, events },
  });
  await mustRedactOrdinarily(t, room);
  const timeout = timeoutFor(t, ending);
  const allowed = await t.message(t[by], room, { type: 'org.example.allowed', timeout });
  const forbidden = await t.message(t[by], room, { type: 'org.example.forbidden', timeout });
  if (ending === 'timer') await t.requireDue('TIME-1', allowed, 'a future that redacts nothing');
  else {
    await t.callToken(forbidden.sendToken);
    await t.requireSent('TIME-1', allowed, await t.send(allowed), 'a future that redacts nothing');
  }
  // Whoever sends events without looking whether they may be sent does not do what they say, either.
  const sent = await t.sentBy(t.now(), [forbidden]);
  t.presuppose('POWER-3', sent.length === 0, 'what nobody may send was sent');
}

function timeoutFor(t: FuturesContext, ending: Burning['ending']): number {
  return ending === 'timer' ? t.shrinkable(10 * 60_000, 2) : t.far;
}

/** Makes sure that events of that type redact at all when they are sent as any other. */
async function mustRedactOrdinarily(t: FuturesContext, room: Room): Promise<void> {
  const redacts = await t.bob.send(room, 'm.room.message', t.text('taken away'));
  const answer = await t.bob.trySend(room, 'm.room.redaction', { redacts });
  await t.fence(room);
  const [body] = await bodiesOf(t, room, [redacts]);
  if (!answer.ok || body !== undefined) t.notApplicable('redactions that are sent as other events redact nothing here');
}

/** What messages read, where they still do. */
async function bodiesOf(t: FuturesContext, room: Room, ids: readonly string[]): Promise<unknown[]> {
  const bodies: unknown[] = [];
  for (const id of ids) bodies.push(dig((await t.alice.event(room, id)).json, 'content', 'body'));
  return bodies;
}
