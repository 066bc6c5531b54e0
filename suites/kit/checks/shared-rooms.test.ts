import { expect, test } from 'vitest';

import { type Script, ScriptedServer } from '../connection/server.testkit.js';
import { RoomSupply } from '../rooms/room-supply.js';
import { inProcessTarget } from '../targets/in-process-target.js';
import type { CheckResult } from './check-result.js';
import { Context } from './context.js';
import { runCheck } from './run-check.js';

const SCARCE = [429, { errcode: 'M_LIMIT_EXCEEDED', error: 'no', retry_after_ms: 300_000 }] as const;

/** Runs a check, which may share its rooms, on a server that is known to give few. */
async function run(story: (t: Context) => Promise<void>, script?: Script): Promise<CheckResult & { remarks: string }> {
  const said: string[] = [];
  const roomSupply = new RoomSupply({
    now: () => 0,
    waitUntil: () => new Promise(() => undefined),
    limitWait: 60_000,
    remark: (sentence) => void said.push(sentence),
    joined: () => undefined,
  });
  roomSupply.rooms.find();
  const target = { ...inProcessTarget('embedded', () => new ScriptedServer(script)), roomSupply };
  const check = {
    id: 'tokens.example',
    title: 'an example',
    requirements: ['MUST-1'],
    needs: {},
    run: (session: ConstructorParameters<typeof Context>[0]) => story(new Context(session)),
  };
  const options = { revision: 'futures', area: 'tokens', dialect: {}, severityOf: () => 'fail' as const };
  return { ...(await runCheck(check, target, options)), remarks: said.join() };
}

/** Gives one room for many, and none besides. */
function oneRoom(): Script {
  let made = 0;
  return ({ path }) => (path.endsWith('/createRoom') && (made += 1) > 1 ? SCARCE : undefined);
}

test('what leaves others alone is told in a room that is shared', async () => {
  const result = await run(async (t) => {
    const room = await t.alice.createRoom();
    await t.alice.send(room, 'm.room.message', t.text('one'));
    await t.requireSilence('MUST-1', room, t.now(), 'a room with others');
  }, oneRoom());
  expect(result).toMatchObject({ verdict: 'pass', runs: 1 });
  expect(result.remarks).toContain('shared some');
});

test('what others send there is not seen', async () => {
  const seen: number[] = [];
  const result = await run(async (t) => {
    const room = await t.alice.createRoom();
    const others = { label: `${t.uniqueName('x').replace(/-\d+-x-\d+$/, '')}-999999-words-1` };
    await t.alice.request('PUT', `/_matrix/client/v3/rooms/${room.id}/send/m.room.message/1`, {
      json: others,
      amongOthers: true,
    });
    await t.requireSilence('MUST-1', room, t.now(), 'a room with others');
    seen.push(room.timeline.arrivals.length);
  }, oneRoom());
  expect(result.verdict).toBe('pass');
  expect(seen).toEqual([1]);
});

test('what changes a room is told anew in a room of its own', async () => {
  const rooms: string[] = [];
  const result = await run(async (t) => {
    const room = await t.alice.createRoom();
    rooms.push(room.id);
    // Whatever becomes of a story that has tried it, it does not count.
    await t.alice.changePowerLevels(room, () => ({ events_default: 50 })).catch(() => undefined);
    t.require('MUST-1', true, '');
  });
  expect(rooms.length).toBe(2);
  expect(result).toMatchObject({ verdict: 'pass', runs: 1 });
});

test('an answer that tells of a shared room is not read', async () => {
  let stories = 0;
  const result = await run(async (t) => {
    stories += 1;
    const room = await t.alice.createRoom();
    await t.alice.send(room, 'm.room.message', t.text('one'));
    const { text } = await t.alice.request('GET', '/_matrix/client/v3/sync');
    t.require('MUST-1', text.includes(room.id), 'the room is in a sync');
  });
  expect(stories).toBe(2);
  expect(result.verdict).toBe('pass');
});

test('what seems broken in a shared room is a failure where it is so in a room of its own', async () => {
  const broken = async (t: Context): Promise<void> => {
    await t.alice.createRoom();
    t.require('MUST-1', false, 'it is broken');
  };
  expect(await run(broken)).toMatchObject({ verdict: 'fail', broken: 'MUST-1' });
  const unproven = await run(broken, oneRoom());
  expect(unproven.verdict).toBe('inconclusive');
  expect(unproven.message).toMatch(/the server limits .*in a room that it shared: MUST-1: it is broken/);
  let stories = 0;
  const fine = await run(async (t) => {
    await t.alice.createRoom();
    t.require('MUST-1', (stories += 1) > 1, 'others were in the way');
  });
  expect(fine.verdict).toBe('pass');
});

test('two rooms of one check are two', async () => {
  const result = await run(async (t) => {
    const [one, other] = [await t.alice.createRoom(), await t.alice.createRoom()];
    t.require('MUST-1', one.id !== other.id, 'they are one');
  });
  expect(result.verdict).toBe('pass');
});
