import { expect, test } from 'vitest';

import { Inconclusive } from '../kit/checks/verdict.js';
import type { Room } from '../kit/rooms/room.js';
import type { ScheduledEvent } from './scheduled-event.js';
import type { ScheduledEventsContext } from './scheduled-events-context.js';
import { requireUnasked } from './unasked.js';

/** What becomes of one event. */
interface Round {
  /** Whether it comes before this check asks, and whether nobody else has asked until then. */
  readonly come?: { readonly isProven: boolean };
  /** How long after it was due the server says that it was sent, in milliseconds. */
  readonly stamp?: number;
  /** How long after the request it was seen. */
  readonly seenAfter?: number;
}

const [BY_ITSELF, WITH_OTHERS] = [true, false].map((isProven) => ({ come: { isProven } })) as [Round, Round];

/** The events of a server that sends them when it is asked something, and later says so. */
const WHEN_ASKED = 'when asked';

/**
 * Judges events of which this becomes, one after the other; the last one stands for all further ones.
 *
 * @returns how many there were
 */
async function judge(...rounds: readonly (Round | typeof WHEN_ASKED)[]): Promise<number> {
  let now = 0;
  let due = 0;
  let scheduled = 0;
  const current = (): Round => {
    const round = rounds[Math.min(scheduled, rounds.length) - 1] ?? {};
    return round === WHEN_ASKED ? { stamp: now - due, seenAfter: 900 } : round;
  };
  const t = {
    usualLateness: 0,
    beats: (count: number) => count * 1_000,
    now: () => now,
    async comesUnasked(_event: ScheduledEvent, until: number) {
      const { come } = current();
      now = come === undefined ? until : due;
      return come;
    },
    // The clocks of this server and of ours are the same.
    fence: async () => ({ event: { origin_server_ts: now } }),
    requireDue: async () => undefined,
    arrivalOf: () => ({
      event: { origin_server_ts: due + (current().stamp ?? 0) },
      seenAt: now + (current().seenAfter ?? 0),
    }),
    require(_requirement: string, condition: boolean, wrong: string) {
      if (!condition) throw new Error(wrong);
    },
  };
  await requireUnasked(t as unknown as ScheduledEventsContext<ScheduledEvent>, 'X-1', {} as Room, async () => {
    scheduled += 1;
    due = now + 500;
    return { due: { earliest: due, latest: due } } as ScheduledEvent;
  });
  return scheduled;
}

test('one event that comes while nobody asks for anything is proof enough', async () => {
  await expect(judge(BY_ITSELF)).resolves.toBe(1);
});

test('three events that are sent because of a request are no chance, however late they are seen', async () => {
  const wrong = /^events come as soon as somebody asks for anything, and not before: 750 ms late/;
  await expect(judge(WHEN_ASKED)).rejects.toThrow(wrong);
  await expect(judge(WHEN_ASKED, WHEN_ASKED, BY_ITSELF)).resolves.toBe(3);
});

test('three that are sent otherwise are proof, too: before the request, though nobody saw them, or long after it', async () => {
  await expect(judge({ stamp: 0, seenAfter: 900 })).resolves.toBe(3);
  await expect(judge({ stamp: 4_000 })).resolves.toBe(3);
});

test('where timestamps tell when events were due it counts when they are seen', async () => {
  await expect(judge({ stamp: 0, seenAfter: 20 })).rejects.toThrow('and 20 ms after that');
});

test('what comes while others ask for something says nothing, and is not tried for ever', async () => {
  await expect(judge(WITH_OTHERS, BY_ITSELF)).resolves.toBe(2);
  await expect(judge(WITH_OTHERS)).rejects.toThrow(Inconclusive);
});
