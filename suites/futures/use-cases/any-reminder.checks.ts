import { type Arbitrary, array, boolean, constantFrom, integer, record, uniqueArray } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { type JsonRecord, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';

/** A message that is to remind somebody of something. */
interface Reminder {
  /** After how many parts of the whole time it is due. */
  readonly after: number;
  /** Whom it mentions. */
  readonly users: readonly ('alice' | 'bob')[];
  /** Whether it mentions the whole room. */
  readonly room: boolean;
}

interface Reminders {
  readonly reminders: readonly Reminder[];
  /** The same with a field that nobody knows in the place of the mentions. */
  readonly areNone?: true;
}

/** So many parts has the time in which all reminders come. */
const PARTS = 4;

const reminders: Arbitrary<Reminders> = record({
  reminders: array(
    record({
      after: integer({ min: 1, max: PARTS }),
      users: uniqueArray(constantFrom<'alice' | 'bob'>('bob', 'alice'), { maxLength: 2 }),
      room: boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Reminders come in their time and mention whom they are for (CASE-4). */
export const reminderChecks: readonly Check[] = [
  anyStoryCheck<Reminders>({
    id: 'use-cases.any-reminder',
    title: 'whomever reminders mention and however many there are, each comes at its time with its mentions',
    requirements: ['CASE-4'],
    needs: { accounts: 2, wait: PARTS },
    pending: 4,
    stories: reminders,
    runs: { virtual: 16, real: 6 },
    tell: tellReminders,
    inWords: (story) =>
      story.reminders
        .map(
          ({ after, users, room }) =>
            `a reminder of ${[...users, ...(room ? ['the room'] : [])].join(', ') || 'nobody'} at ${after}/${PARTS}`,
        )
        .join('; '),
    simpler: (story) => [{ ...story, areNone: true }],
  }),
];

async function tellReminders(t: FuturesContext, { reminders: asked, areNone }: Reminders): Promise<void> {
  const [about, field] = areNone === true ? ['TIME-1', 'org.example.mentions'] : ['CASE-4', 'm.mentions'];
  const part = t.shrinkable(60_000, 1);
  const room = await t.alice.createRoom({ members: [t.bob] });
  const futures: Future[] = [];
  for (const { after, users, room: isForAll } of asked) {
    const mentioned = users.length === 0 ? {} : { user_ids: users.map((name) => t[name].userId) };
    const mentions: JsonRecord = { ...mentioned, ...(isForAll ? { room: true } : {}) };
    const content = { ...t.text('reminder'), [field]: mentions };
    futures.push(await t.message(t.alice, room, { content, timeout: after * part }));
  }

  for (const future of futures) {
    const event = await t.requireDue(about, future, 'a reminder');
    t.require(about, event.sender === t.alice.userId, `the reminder was sent by ${event.sender}`);
    const [meant, seen] = [future.content[field], event.content[field]];
    const what = `the reminder was to mention ${JSON.stringify(meant)}, and mentions ${JSON.stringify(seen)}`;
    t.require(about, sameJson(meant, seen), what);
  }
}
