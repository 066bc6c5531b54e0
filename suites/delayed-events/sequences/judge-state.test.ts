import { expect, test } from 'vitest';

import type { SentEvent } from '../../sequences/happening.js';
import type { ShownEvent } from '../../sequences/participants.js';
import { judgeState } from './judge-state.js';

const NAME = 'org.example.status|';

function sent(content: string, of: number): SentEvent {
  return { of, room: 'lounge', type: 'org.example.status', stateKey: '', content, sender: 'alice', at: 0, why: '' };
}

/** What is wrong where `tea` came first, `bye` so many milliseconds later, and `tea` is the state. */
function judged(apartMs: number, isExact: boolean): string | undefined {
  const timeline = [sent('tea', 0), sent('bye', 1)];
  const shown = timeline.map((event, index): ShownEvent => {
    const { room, type, content, sender } = event;
    const seen = { event_id: `$${index}`, type, sender, state_key: '', origin_server_ts: index * apartMs, content: {} };
    return { room, type, stateKey: '', content, sender, seen };
  });
  return judgeState({ [NAME]: 'tea' }, { room: 'lounge', shown, timeline, last: undefined, isExact })?.requirement;
}

test('the state is what came last', () => {
  expect(judged(5_000, false)).toBe('DE-SEND-1');
  expect(judged(20, true)).toBe('DE-SEND-1');
});

test('of what was sent side by side in real time it may be either', () => {
  expect(judged(20, false)).toBeUndefined();
});
