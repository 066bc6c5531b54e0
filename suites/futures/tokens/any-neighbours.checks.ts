import { type Arbitrary, array, constantFrom, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { type Kind, schedule } from '../chance/either-kind.js';

/** A future that has nothing to do with what is done. */
interface Neighbour {
  readonly by: 'alice' | 'bob';
  readonly room: 'same' | 'other';
  readonly kind: Kind;
}

/** A token is used while others wait. */
interface Neighbourhood {
  readonly operation: 'send' | 'send an action' | 'cancel' | 'nothing';
  readonly kind: Kind;
  readonly neighbours: readonly Neighbour[];
}

const neighbourhoods: Arbitrary<Neighbourhood> = record({
  operation: constantFrom<Neighbourhood['operation']>('send', 'send an action', 'cancel'),
  kind: constantFrom<Kind>('message', 'state'),
  neighbours: array(
    record({
      by: constantFrom<Neighbour['by']>('alice', 'bob'),
      room: constantFrom<Neighbour['room']>('same', 'other'),
      kind: constantFrom<Kind>('message', 'state'),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Tokens act on their own group only (TOKEN-11). */
export const neighbourChecks: readonly Check[] = [
  anyStoryCheck<Neighbourhood>({
    id: 'tokens.any-neighbours',
    title:
      "whatever is sent or cancelled by a token, futures of other groups, anybody's and anywhere, come in their time",
    requirements: ['TOKEN-11'],
    needs: { accounts: 2, wait: 2 },
    pending: 8,
    stories: neighbourhoods,
    runs: { virtual: 24, real: 6 },
    tell: tellNeighbourhood,
    inWords: ({ operation, kind, neighbours }) =>
      `${operation} (${kind}) beside ${neighbours.map(({ by, room, kind: of }) => `a ${of} of ${by}'s in the ${room} room`).join(', ')}`,
    simpler: (story) => [{ ...story, operation: 'nothing' }],
  }),
];

async function tellNeighbourhood(t: FuturesContext, { operation, kind, neighbours }: Neighbourhood): Promise<void> {
  // What goes wrong where no token is used has nothing to do with tokens.
  const about = operation === 'nothing' ? 'TIME-5' : 'TOKEN-11';
  const powerLevels = { state_default: 0 };
  const rooms = {
    same: await t.alice.createRoom({ members: [t.bob], powerLevels }),
    other: await t.alice.createRoom({ members: [t.bob], powerLevels }),
  };
  const timed = await schedule(t, t.alice, rooms.same, kind);
  const action = await t.action(t.alice, rooms.same, timed.group);
  const others: Future[] = [];
  for (const { by, room, kind: of } of neighbours)
    others.push(await schedule(t, t[by], rooms[room], of, { timeout: t.beats(2) }));

  if (operation !== 'nothing') {
    const held = await t.message(t.alice, rooms.same);
    const waiting = await t.action(t.alice, rooms.same, held.group);
    const used = operation === 'send an action' ? action : timed;
    const answer = operation === 'cancel' ? await t.cancel(used) : await t.send(used);
    if (operation !== 'cancel') await t.requireSent('TOKEN-2', used, answer, 'after its send token was called');
    const call = await t.callToken(waiting.sendToken);
    // What happens when timers run out is another matter.
    for (const other of others) t.requireInTime(call, other);
    t.requireAcceptance(about, call, `calling the token of an action of another group, after: ${operation}`);
    await t.requireSent(about, waiting, call, `an action of another group, after: ${operation}`);
  }

  for (const other of others) await t.requireDue(about, other, `a future of another group, after: ${operation}`);
}
