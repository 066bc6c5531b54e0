import type { Room } from '../../kit/rooms/room.js';
import type { FuturesContext } from '../words/futures-context.js';

/** How often scheduling and sending are compared. */
const TIMES = 3;

/**
 * Judges that scheduling is not announced in the room (SCHED-8). Others may send there whenever they like; but what comes
 * every time something is scheduled, and never when something is sent, is the server's doing.
 */
export async function requireUnannounced(t: FuturesContext, room: Room): Promise<void> {
  const withScheduling: ReadonlySet<string>[] = [];
  const withSending = new Set<string>();
  for (let done = 0; done < TIMES; done += 1) {
    const sent = await newcomers(t, room, () => t.alice.send(room, 'm.room.message', t.text('ordinary')));
    for (const newcomer of sent) withSending.add(newcomer);
    withScheduling.push(await newcomers(t, room, async () => t.withdraw((await t.message(t.alice, room)).answer)));
  }
  const [first = new Set<string>()] = withScheduling;
  const announcement = [...first].find(
    (newcomer) => withScheduling.every((others) => others.has(newcomer)) && !withSending.has(newcomer),
  );
  t.require('SCHED-8', announcement === undefined, `each time a future is scheduled there comes ${announcement}`);
}

/** The kinds of strangers' events that come while something is done. */
async function newcomers(t: FuturesContext, room: Room, act: () => Promise<unknown>): Promise<ReadonlySet<string>> {
  await t.fence(room);
  const before = new Set(room.strangers());
  await act();
  await t.fence(room);
  const come = room.strangers().filter((arrival) => !before.has(arrival));
  return new Set(come.map(({ event: { type, sender } }) => `an event of the type ${type} from ${sender}`));
}
