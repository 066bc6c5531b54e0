import { type Arbitrary, array, boolean, constantFrom, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { requireUnannounced } from './announcement.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { type Kind, schedule } from '../chance/either-kind.js';

/** A future that waits. */
interface Waiting {
  readonly kind: Kind;
  readonly type: string;
  /** Whether it is an action future in the group of the first one; the first one itself is none. */
  readonly isAction: boolean;
}

/** Types that servers know, and some that none does. */
const TYPES = [
  ...['org.example.note', 'm.room.message', 'm.room.encrypted', 'm.room.topic', 'm.room.name', 'm.reaction'],
  ...['m.sticker', 'm.call.invite', 'm.call.member', 'org.matrix.msc3401.call.member'],
];

const waiting: Arbitrary<Waiting> = record({
  kind: constantFrom<Kind>('message', 'state'),
  type: constantFrom(...TYPES),
  isAction: boolean(),
});

/** Scheduling sends nothing, whatever is scheduled (SCHED-8). */
export const unseenChecks: readonly Check[] = [
  anyStoryCheck<readonly Waiting[]>({
    id: 'scheduling.any-futures-unseen',
    title: 'whatever futures wait in a room, nothing at all of them is in its timeline, its history or its state',
    requirements: ['SCHED-8'],
    pending: 4,
    stories: array(waiting, { maxLength: 3 }),
    runs: { virtual: 24, real: 12 },
    tell: tellWaiting,
    inWords: (all) =>
      `there wait: ${all.map(({ kind, type, isAction }) => `a ${kind} future of type ${type}${isAction ? ', by token only' : ''}`).join('; ')}`,
  }),
];

async function tellWaiting(t: FuturesContext, all: readonly Waiting[]): Promise<void> {
  const room = await t.alice.createRoom();
  const futures: Future[] = [];
  for (const { kind, type, isAction } of all) {
    const group = isAction ? futures[0]?.group : undefined;
    const wish = group === undefined ? {} : { group, timeout: 'none' as const };
    futures.push(await schedule(t, t.alice, room, kind, { ...wish, type }));
  }

  await t.requireSilence('SCHED-8', room, t.now(), 'while futures wait');
  const labels = futures.map(({ content }) => content['label']);
  const shown = (await t.alice.history(room)).find(({ content }) => labels.includes(content['label']));
  t.require('SCHED-8', shown === undefined, `/messages shows what waits: ${JSON.stringify(shown)}`);
  for (const { type, stateKey } of futures) {
    if (stateKey === undefined) continue;
    const state = await t.alice.stateOf(room, type, stateKey);
    t.require('SCHED-8', state === undefined, `what waits is room state already: ${JSON.stringify(state)}`);
  }
  for (const { answer } of futures) await t.withdraw(answer);
  await requireUnannounced(t, room);
}
