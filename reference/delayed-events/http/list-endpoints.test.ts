import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { JsonObject } from '../../matrix/json.js';
import { type Answered, type StagedServer, stageServer, TYPE } from './server.testkit.js';

let stage: StagedServer;
let other: string;
/** The ids of what waits, was sent, was cancelled and failed, in the order in which they are due. */
let ids: Record<'sent' | 'cancelled' | 'failed' | 'scheduled', string>;
let start: number;

const PATHS = ['/_matrix/client/v1/delayed_events', '/_matrix/client/unstable/org.matrix.msc4486/delayed_events'];

beforeEach(async () => {
  stage = await stageServer({ list: true, listPageSize: 3 });
  other = await stage.bob.createRoom();
  const by = stage.bob;
  start = stage.clock.now();
  ids = {
    scheduled: await stage.delayed({ delay_ms: 50_000 }, { by }),
    failed: await stage.delayed({ delay_ms: 30_000, state_key: '' }, { by, type: 'org.example.state' }),
    cancelled: await stage.delayed({ delay_ms: 20_000 }, { by, room: encodeURIComponent(other) }),
    sent: await stage.delayed({ delay_ms: 10_000 }, { by }),
  };
  await stage.delayed();
  await stage.act(ids.cancelled, 'cancel', { by });
  stage.pass(30_000);
});
afterEach(() => stage.server.close());

function list(query = '', path = PATHS[0] ?? ''): Promise<Answered> {
  return stage.call('GET', path + query, { by: stage.bob });
}

function entriesIn({ body }: Answered): string[] {
  return (body['delayed_events'] as JsonObject[]).map((entry) => String(entry['delay_id']));
}

describe('the list of MSC4486', () => {
  test.each(PATHS)('is at %s, with what the lookup tells, by when it is due', async (path) => {
    const first = await list('', path);
    expect(entriesIn(first)).toEqual([ids.sent, ids.cancelled, ids.failed]);
    const entries = first.body['delayed_events'] as JsonObject[];
    for (const entry of entries)
      expect(entry).toEqual((await stage.look(String(entry['delay_id']), { by: stage.bob })).body);

    const second = await list(`?from=${String(first.body['next_batch'])}`, path);
    expect(entriesIn(second)).toEqual([ids.scheduled]);
    expect(second.body).not.toHaveProperty('next_batch');
  });

  test('goes on where it was, whatever has happened meanwhile', async () => {
    const { body } = await list();
    const later = await stage.delayed({ delay_ms: 10_000 }, { by: stage.bob });
    expect(entriesIn(await list(`?from=${String(body['next_batch'])}`))).toEqual([later, ids.scheduled]);
  });

  test('can be read backwards', async () => {
    const first = await list('?dir=b');
    expect(entriesIn(first)).toEqual([ids.scheduled, ids.failed, ids.cancelled]);
    expect(entriesIn(await list(`?dir=b&from=${String(first.body['next_batch'])}`))).toEqual([ids.sent]);
  });

  test.each(['scheduled', 'sent', 'cancelled', 'failed'] as const)('shows what is %s', async (status) => {
    expect(entriesIn(await list(`?status=${status}`))).toEqual([ids[status]]);
  });

  test('can be filtered by time, room and type', async () => {
    const between = `?from_ts=${start + 20_000}&to_ts=${start + 30_000}`;
    expect(entriesIn(await list(between))).toEqual([ids.cancelled, ids.failed]);
    expect(entriesIn(await list(`?room_id=${encodeURIComponent(other)}`))).toEqual([ids.cancelled]);
    expect(entriesIn(await list('?type=org.example.state'))).toEqual([ids.failed]);
    expect(entriesIn(await list(`?type=${TYPE}&status=sent`))).toEqual([ids.sent]);
  });

  test.each(['?status=error', '?dir=x', '?from=nonsense', '?from_ts=-1', '?to_ts=soon'])(
    '%s is refused',
    async (query) => {
      expect((await list(query)).summary).toBe('400 M_INVALID_PARAM');
    },
  );

  test('takes an access token, and has its flags', async () => {
    expect((await stage.call('GET', PATHS[0] ?? '', { by: null })).summary).toBe('401 M_MISSING_TOKEN');
    const { body } = await stage.call('GET', '/_matrix/client/versions');
    expect(body['unstable_features']).toMatchObject({ 'org.matrix.msc4486': true, 'org.matrix.msc4486.stable': true });
  });
});
