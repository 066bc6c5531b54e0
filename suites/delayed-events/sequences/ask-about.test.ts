import { expect, test } from 'vitest';

import type { ShownEvent } from '../../sequences/participants.js';
import type { DelayedEvent } from '../model/world.js';
import type { LookedUp } from '../wire/wire-form.js';
import { whatIsTold } from './ask-about.js';
import type { DelayedWorld, LastDelayedStep } from './terms.js';

/** When everything is asked, in milliseconds. */
const NOW = 5_000;

const SHAPE = { room: 'lounge', type: 'm.room.message', content: 'tea' } as const;

/** An event that waits by the model. */
const WAITING = { id: 0, by: 'alice', ...SHAPE, since: 0, delay: 9_000, begun: [] } as unknown as DelayedEvent;

const WORLD = { world: { now: NOW, events: [WAITING] }, timeline: [] } as unknown as DelayedWorld;

const SEND_ANOTHER = { command: { do: 'send', of: 1 }, answer: { is: 'done' } } as unknown as LastDelayedStep;

/** What is told of an event that came at some moment though it should wait, by what the server says of it. */
function toldOf(told: object, at: number | undefined, last: LastDelayedStep): Promise<string | undefined> {
  const unwanted = { ...SHAPE, sender: 'alice', seen: { event_id: '$tea' }, at } as unknown as ShownEvent;
  const divergence = { requirement: 'DE-TIME-1', expected: '', seen: '', unwanted };
  return whatIsTold(divergence, WORLD, last, { lookUp: () => Promise.resolve(told as LookedUp) });
}

test('what came while the server says that it waits was put into the room by scheduling it', async () => {
  await expect(toldOf({}, NOW, undefined)).resolves.toBe('DE-SCHED-10');
});

test('what another action has sent at once was disturbed by that', async () => {
  const sent = { finalised: { eventId: '$tea' } };
  await expect(toldOf(sent, NOW, SEND_ANOTHER)).resolves.toBe('DE-ACT-13');
  await expect(toldOf(sent, undefined, SEND_ANOTHER)).resolves.toBe('DE-ACT-13');
  await expect(toldOf(sent, NOW, undefined)).resolves.toBeUndefined();
});

test('what came only later was sent by its timer, whatever had been done before', async () => {
  await expect(toldOf({ finalised: { eventId: '$tea' } }, NOW + 1, SEND_ANOTHER)).resolves.toBeUndefined();
});
