import { beforeEach, describe, expect, test } from 'vitest';

import type { Account } from '../accounts/account.js';
import { Answer } from '../connection/answer.js';
import type { HttpRequest } from '../connection/transport.js';
import { PlacedStages, type Traces } from './placed-stages.js';
import type { Stage } from './stage.js';

const alice: Account = { name: 'alice', userId: '@alice:hs', accessToken: 'a', deviceId: '', ownDevice: true };
const SCHEDULE: HttpRequest = {
  method: 'PUT',
  path: '/send_future',
  headers: { authorization: 'Bearer a' },
  takesPlace: true,
};

/** How many events may wait on the server, and in which rooms some do. */
let cap: number;
let waiting: string[];
let refusal: number;
/** For how long the server asks to wait, in milliseconds. */
let retryAfter: number;
let tidied: Traces[];
let scarce: number;
let now: number;
let stages: PlacedStages;

beforeEach(() => {
  [cap, waiting, refusal, retryAfter, tidied, scarce, now] = [5, [], 400, 3_600_000, [], 0, 0];
  stages = new PlacedStages(
    (traces) => {
      tidied.push(traces);
      waiting = waiting.filter((room) => !traces.names.includes(room));
      return Promise.resolve();
    },
    () => (scarce += 1),
    () => now,
  );
});

/** A stage on which every event is scheduled in one room. */
function open(room: string, pending: number): Promise<Stage> {
  const answer = (status: number, body: object): Answer =>
    new Answer({ status, headers: {}, text: JSON.stringify(body) }, { sentAt: 0, answeredAt: 0 });
  const stage: Pick<Stage, 'accounts' | 'send' | 'joined' | 'leftWaiting' | 'close'> = {
    accounts: [alice],
    send() {
      if (waiting.length >= cap) {
        const error = { errcode: 'M_MAX_FUTURES_EXCEEDED', error: '', retry_after_ms: retryAfter };
        return Promise.resolve(answer(refusal, error));
      }
      waiting.push(room);
      return Promise.resolve(answer(200, {}));
    },
    joined: () => undefined,
    leftWaiting: () => undefined,
    close: () => Promise.resolve(),
  };
  return stages.place(stage as Stage, { pending }).then((placed) => {
    placed.joined(alice, room);
    return placed;
  });
}

async function schedule(stage: Stage, count: number): Promise<void> {
  for (let event = 0; event < count; event += 1) await stage.send(SCHEDULE);
}

describe('a server with few places', () => {
  test('is no trouble as long as there are enough, and nothing is tidied up before the end', async () => {
    const one = await open('!a', 2);
    await schedule(one, 2);
    await one.close();
    expect([tidied, scarce]).toEqual([[], 0]);
  });

  test('has others begin anew when places are free, and what those left who have gone is taken away', async () => {
    const gone = await open('!gone', 1);
    await schedule(gone, 1);
    await gone.close();
    const [one, other] = [await open('!a', 4), await open('!b', 4)];
    await schedule(one, 4);
    await expect(schedule(other, 1)).rejects.toMatchObject({ name: 'Crowded' });
    expect([scarce, tidied.map(({ names }) => names)]).toEqual([1, [['!gone']]]);
    await other.close();
    // Five were seen to fit: the next one comes in when the one who has four has left.
    let again: Stage | undefined;
    const coming = open('!b', 4).then((stage) => (again = stage));
    await new Promise((resolve) => setImmediate(resolve));
    expect(again).toBeUndefined();
    await one.close();
    await coming;
    await expect(schedule(await coming, 2)).resolves.toBeUndefined();
    expect(waiting).toEqual(['!b', '!b']);
  });

  test('has too few for a check that needs more', async () => {
    await expect(schedule(await open('!a', 10), 6)).rejects.toMatchObject({ name: 'NotApplicable' });
  });

  test('has none when they are all taken by what is not ours', async () => {
    cap = 0;
    await expect(schedule(await open('!a', 1), 1)).rejects.toMatchObject({ name: 'Inconclusive' });
  });

  test('may be one that only asks for patience', async () => {
    [cap, refusal, retryAfter] = [1, 429, 30_000];
    await expect(schedule(await open('!a', 2), 2)).resolves.toBeUndefined();
  });

  test('may only limit how often something is scheduled, however long it asks to wait', async () => {
    [cap, refusal] = [1, 429];
    await expect(schedule(await open('!a', 2), 2)).resolves.toBeUndefined();
  });

  test('limits that as long as fewer events wait than it says that may', async () => {
    [cap, refusal] = [3, 429];
    stages.letsWait(4);
    const [one, other] = [await open('!a', 2), await open('!b', 2)];
    await schedule(one, 2);
    await expect(schedule(other, 2)).resolves.toBeUndefined();
    expect([scarce, waiting]).toEqual([0, ['!a', '!a', '!b']]);
    cap = 4;
    await schedule(other, 1);
    await expect(schedule(other, 1)).rejects.toMatchObject({ name: 'Crowded' });
  });

  test('limits that however many events were scheduled before that are over', async () => {
    [cap, refusal] = [4, 429];
    stages.letsWait(4);
    const gone = await open('!gone', 4);
    await schedule(gone, 4);
    for (const name of ['a', 'b', 'c', 'd']) gone.leftWaiting(alice, name, 1_000);
    await gone.close();
    now = 1_000;
    // What waits on the server still is somebody else's.
    await expect(schedule(await open('!a', 2), 1)).resolves.toBeUndefined();
    expect(scarce).toBe(0);
  });

  test('asks for patience in vain where it lets no more wait than a check has, as it says itself', async () => {
    [cap, refusal, retryAfter] = [1, 429, 1_000];
    stages.letsWait(1);
    await expect(schedule(await open('!a', 2), 2)).rejects.toMatchObject({ name: 'NotApplicable' });
  });

  test('is not asked for places by requests that take none', async () => {
    cap = 0;
    const { takesPlace: _, ...other } = SCHEDULE;
    await expect((await open('!a', 1)).send(other)).resolves.toMatchObject({ status: 400 });
  });
});
