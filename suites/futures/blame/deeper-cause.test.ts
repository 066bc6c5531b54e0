import { describe, expect, test } from 'vitest';

import { Answer } from '../../kit/connection/answer.js';
import type { JsonRecord, SeenEvent } from '../../kit/rooms/matrix-json.js';
import { Room } from '../../kit/rooms/room.js';
import { Timeline } from '../../kit/rooms/timeline.js';
import type { User } from '../../kit/rooms/user.js';
import type { Attempt } from './attempt.js';
import { deeperCause } from './deeper-cause.js';
import type { FutureWish } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';

const ALICE = { userId: '@alice:b' } as unknown as User;

function answer(status: number, body: JsonRecord = {}): Answer {
  return new Answer({ status, headers: {}, text: JSON.stringify(body) }, { sentAt: 0, answeredAt: 0 });
}

interface Server {
  /** The labels of the contents that wait in the listing. */
  readonly waiting?: readonly string[];
  /** How a request to schedule something is answered. */
  readonly schedule?: (wish: FutureWish) => Answer;
}

/** As much of the vocabulary as looking for a cause takes. */
function contextOf({ waiting = [], schedule = () => answer(200) }: Server): FuturesContext {
  return {
    alice: { createRoom: () => Promise.resolve({}) },
    far: 3_600_000,
    uniqueName: (stem: string) => stem,
    tryMessage: (_by: User, _room: Room, wish: FutureWish) => Promise.resolve(schedule(wish)),
    list: () => Promise.resolve(waiting.map((label) => ({ body: { label } }))),
  } as unknown as FuturesContext;
}

describe('a request that was answered with 429 and asked again', () => {
  /** What is found where each of these contents was asked for, and these events have come. */
  async function found(
    asked: readonly (Partial<Attempt> & { readonly label: string })[],
    came: readonly string[],
    waiting: readonly string[],
  ): Promise<string | undefined> {
    const timeline = new Timeline();
    timeline.add(
      came.map((label, index): SeenEvent => {
        return { event_id: `$${index}`, type: 'm', sender: '@a:b', origin_server_ts: 0, content: { label } };
      }),
      0,
    );
    const room = new Room('!r:b', ALICE, timeline);
    const plain = { by: ALICE, room, answer: answer(200), limited: false, group: undefined };
    const attempts = asked.map((attempt) => ({ ...plain, ...attempt }));
    return (await deeperCause(contextOf({ waiting }), 'GROUP-1', attempts))?.requirement;
  }

  const one = { label: 'one' };
  const limited = { label: 'limited', limited: true };

  test('had an effect where its event comes twice, or comes while it still waits', async () => {
    expect(await found([one, limited], ['one', 'limited', 'limited'], [])).toBe('ERR-9');
    expect(await found([one, limited], ['limited'], ['one', 'limited'])).toBe('ERR-9');
  });

  test('had an effect where it was refused in the end, and is there', async () => {
    expect(await found([{ ...limited, answer: answer(409) }], [], ['limited'])).toBe('ERR-9');
  });

  test('had none where there is one of it', async () => {
    expect(await found([limited], ['limited'], [])).toBeUndefined();
    expect(await found([limited], [], ['limited'])).toBeUndefined();
  });

  test('is not to blame where others come twice, too', async () => {
    expect(await found([one, limited], ['one', 'one', 'limited', 'limited'], [])).toBeUndefined();
    expect(await found([one], ['one', 'one'], [])).toBeUndefined();
  });
});

describe('a group id that an answer tells', () => {
  const attempt = { by: ALICE, room: {} as Room, answer: answer(200), label: 'x', limited: false };
  const found = async (requirement: string, schedule: Server['schedule'], group: string | undefined = 'g') =>
    (await deeperCause(contextOf(schedule === undefined ? {} : { schedule }), requirement, [{ ...attempt, group }]))
      ?.requirement;

  /** Takes action futures for the given groups, and tells `told` as the generated one. */
  const taking =
    (...groups: readonly string[]) =>
    ({ timeout, group = '' }: FutureWish): Answer => {
      if (timeout !== 'none') return answer(200, { future_group_id: 'told' });
      return answer(groups.includes(group) ? 200 : 409);
    };

  test('is to blame where it names no group, though a chosen one does', async () => {
    expect(await found('GROUP-5', taking('Chosen'))).toBe('RESP-5');
  });

  test('is not to blame where it names a group, or no id does', async () => {
    expect(await found('GROUP-5', taking('told', 'Chosen'))).toBeUndefined();
    expect(await found('GROUP-5', taking())).toBeUndefined();
  });

  test('is no matter of a check that names no group, nor of an answer that lacks its tokens', async () => {
    const attempts = [{ ...attempt, group: undefined }];
    expect(await deeperCause(contextOf({ schedule: taking('Chosen') }), 'TIME-4', attempts)).toBeUndefined();
    expect(await found('RESP-2', taking('Chosen'))).toBeUndefined();
  });
});
