import { expect, test } from 'vitest';

import type { Session } from '../kit/checks/session.js';
import type { Target } from '../kit/targets/stage.js';
import { oncePerRun } from './once-per-run.js';

/** As much of a session as trying takes. */
function sessionOn(target: Target): Session {
  return { target, spacing: 1, slowestStep: 3, note: () => undefined } as unknown as Session;
}

function targetOf(kind: Target['kind']): Target {
  return { kind, settings: { beat: 1_000 } } as unknown as Target;
}

test('what several checks of a run in real time ask for is tried once, thing by thing', async () => {
  const target = targetOf('url');
  const tried: string[] = [];
  const ask = (thing: string, on = target): Promise<string> =>
    oncePerRun(sessionOn(on), thing, () => {
      tried.push(thing);
      return Promise.resolve(`${thing} works`);
    });
  expect(await Promise.all([ask('one'), ask('one'), ask('other')])).toEqual(['one works', 'one works', 'other works']);
  expect(await ask('one')).toBe('one works');
  expect(tried).toEqual(['one', 'other']);
  await ask('one', targetOf('url'));
  expect(tried).toEqual(['one', 'other', 'one']);
});

test('where every check has a server of its own each tries for itself', async () => {
  const target = targetOf('embedded');
  let tried = 0;
  for (const _check of ['one', 'other']) {
    await oncePerRun(sessionOn(target), 'thing', () => Promise.resolve((tried += 1)));
  }
  expect(tried).toBe(2);
});

test('what took too long is as unclear to all who asked, and tried again by who asks next', async () => {
  const target = targetOf('url');
  let tried = 0;
  const sessions = [sessionOn(target), sessionOn(target)];
  const asked = sessions.map((session) =>
    oncePerRun(session, 'thing', () => {
      session.slowestStep = 900;
      return Promise.resolve((tried += 1));
    }),
  );
  expect(await Promise.all(asked)).toEqual([1, 1]);
  expect(sessions.map(({ slowestStep }) => slowestStep)).toEqual([900, 900]);
  expect(await oncePerRun(sessionOn(target), 'thing', () => Promise.resolve((tried += 1)))).toBe(2);
  expect(await oncePerRun(sessionOn(target), 'thing', () => Promise.resolve((tried += 1)))).toBe(2);
});
