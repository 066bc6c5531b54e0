import { describe, expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { type EmbeddedOptions, embeddedTarget } from '../../kit/targets/embedded-target.js';
import { runCheck } from '../../kit/checks/run-check.js';
import { DEFAULT_DIALECT } from '../dialect.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';

/** Runs a check that finds GROUP-9 broken in the end, whatever has gone before. */
function failing(before: (t: FuturesContext) => Promise<unknown>, server: EmbeddedOptions = {}): Promise<CheckResult> {
  const check = futuresCheck({
    id: 'groups.scene',
    title: 'a scene',
    requirements: ['GROUP-9'],
    async run(t) {
      await before(t);
      t.require('GROUP-9', false, 'something less ordinary went wrong');
    },
  });
  return runCheck(check, embeddedTarget(server), {
    revision: 'futures',
    area: 'groups',
    dialect: DEFAULT_DIALECT,
    severityOf: () => 'fail',
  });
}

/** Does a little of everything, without judging it. */
async function everything(t: FuturesContext): Promise<void> {
  const room = await t.alice.createRoom();
  const [sent, cancelled, due] = [
    await t.message(t.alice, room),
    await t.message(t.alice, room),
    await t.message(t.alice, room, { timeout: t.beats(1) }),
  ];
  await t.state(t.alice, room, { stateKey: 'hall' });
  for (const token of [due.refreshToken, sent.sendToken, cancelled.cancelToken]) await t.callToken(token ?? '');
  await t.requireOneOf('TIME-1', [due], due.due?.latest ?? 0, 'after its timeout');
}

describe('a check that fails blames what it has found', () => {
  test('where everything ordinary works', async () => {
    expect(await failing(everything)).toMatchObject({
      verdict: 'fail',
      broken: 'GROUP-9',
      message: 'GROUP-9: something less ordinary went wrong',
    });
  });

  test('where the ordinary thing that is broken is none that it has done', async () => {
    const scheduling = async (t: FuturesContext): Promise<unknown> => t.message(t.alice, await t.alice.createRoom());
    expect(await failing(scheduling, { fault: 'send-token-sends-nothing' })).toMatchObject({ broken: 'GROUP-9' });
  });
});

describe('a check that fails blames the ordinary thing that it stands on', () => {
  test.each([
    ['token-endpoint-needs-an-access-token', 'TOKEN-1'],
    ['send-token-sends-nothing', 'TOKEN-2'],
    ['send-token-only-restarts-the-timer', 'TOKEN-2'],
    ['send-token-of-an-action-sends-the-timeout-future', 'TOKEN-2'],
    ['refresh-extends-the-old-deadline', 'TOKEN-3'],
    ['refresh-keeps-the-old-deadline', 'TOKEN-3'],
    ['refresh-works-once', 'TOKEN-4'],
    ['refresh-restarts-everything-of-the-user', 'TOKEN-5'],
    ['cancel-token-sends', 'TOKEN-6'],
    ['cancel-token-does-nothing', 'TOKEN-6'],
    ['timer-of-a-cancelled-future-runs-on', 'TOKEN-6'],
    ['cancel-token-cancels-the-room', 'TOKEN-11'],
    ['new-state-invalidates-nothing', 'STATE-2'],
    ['timers-of-invalidated-futures-run-on', 'STATE-2'],
    ['messages-invalidate-too', 'STATE-4'],
  ])('on a homeserver with %s', async (fault, broken) => {
    const before = async (t: FuturesContext): Promise<void> => {
      await everything(t).catch(() => undefined);
    };
    const result = await failing(before, { fault });
    expect(result).toMatchObject({ verdict: 'fail', broken });
    expect(result.message).toContain('something less ordinary went wrong');
  });

  test('where a token that was to be dead is not', async () => {
    const reviving = async (t: FuturesContext): Promise<void> => {
      const sent = await t.message(t.alice, await t.alice.createRoom());
      await t.send(sent);
      await t.requireDeadTokens('GROUP-9', sent, 'after it was sent');
    };
    expect(await failing(reviving, { fault: 'send-tokens-survive' })).toMatchObject({ broken: 'TOKEN-8' });
    expect(await failing(reviving, { fault: 'unknown-token-is-answered-with-200' })).toMatchObject({
      broken: 'TOKEN-9',
    });
  });

  test('where a state future does not become state', async () => {
    const server = { fault: 'state-futures-are-sent-as-messages' };
    expect(await failing(everything, server)).toMatchObject({ broken: 'STATE-1' });
  });
});

test('an event that comes long after its future was cancelled is blamed on the cancelling', async () => {
  const cancelling = async (t: FuturesContext): Promise<void> => {
    const future = await t.message(t.alice, await t.alice.createRoom(), { timeout: t.beats(3) });
    await t.refresh(future);
    await t.cancel(future);
    await t.requireNothing('TIME-5', future, 'after it was refreshed and cancelled');
  };
  const server = { fault: 'timer-of-a-refreshed-future-survives-its-cancelling' };
  expect(await failing(cancelling, server)).toMatchObject({ broken: 'TOKEN-6' });
});
