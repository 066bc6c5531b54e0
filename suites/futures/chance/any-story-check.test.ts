import { integer } from 'fast-check';
import { expect, test } from 'vitest';

import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import type { Exploration } from '../../kit/checks/exploration.js';
import { runCheck } from '../../kit/checks/run-check.js';
import { severityIn } from '../../kit/checks/severity.js';
import { DEFAULT_DIALECT } from '../dialect.js';
import { type AnyStoryCheck, anyStoryCheck } from './any-story-check.js';

type Tell = AnyStoryCheck<number>['tell'];

/** Stories that are a number; what comes of them is up to the test. */
function run(
  tell: Tell,
  { simpler, exploration }: { simpler?: AnyStoryCheck<number>['simpler']; exploration?: Exploration } = {},
): Promise<CheckResult> {
  const check = anyStoryCheck<number>({
    id: 'tokens.any-number',
    title: 'any number will do',
    requirements: ['TOKEN-3'],
    alsoJudges: ['TOKEN-4'],
    pending: 1,
    stories: integer({ min: 0, max: 1_000 }),
    runs: { virtual: 20, real: 4 },
    tell,
    inWords: (story) => `number ${story}`,
    ...(simpler === undefined ? {} : { simpler }),
  });
  return runCheck(check, embeddedTarget(), {
    revision: 'futures',
    area: 'tokens',
    dialect: DEFAULT_DIALECT,
    severityOf: severityIn(catalogueOf('futures')),
    ...(exploration === undefined ? {} : { exploration }),
  });
}

const judgedWell: Tell = (t) => Promise.resolve(t.require('TOKEN-3', true, 'all is well'));

test('passes where every story goes as it should', async () => {
  expect(await run(judgedWell)).toMatchObject({ verdict: 'pass', judged: ['TOKEN-3'] });
});

test('each story has a server and a time of its own', async () => {
  const begins: number[] = [];
  await run(async (t) => {
    begins.push(t.now());
    await t.letTimePass(1_000);
    t.require('TOKEN-3', true, 'all is well');
  });
  expect(new Set(begins).size).toBe(1);
});

test('tells the smallest story with the requests of that story alone, and replays it', async () => {
  const tell: Tell = async (t, number) => {
    const room = await t.alice.createRoom();
    await t.alice.send(room, 'm.room.message', { body: `number ${number}` });
    t.require(number > 200 ? 'TOKEN-4' : 'TOKEN-3', number < 100, `${number} is too much`);
  };
  const result = await run(tell);
  expect(result).toMatchObject({ verdict: 'fail', broken: 'TOKEN-3' });
  expect(result.violation?.story).toEqual(['number 100']);
  const { seed, path: replay } = result.violation?.replay ?? { seed: 0, path: '' };
  const bodies = result.evidence.flatMap((entry) => (entry.kind === 'exchange' ? [entry.requestBody ?? ''] : []));
  expect(bodies.filter((body) => body.includes('number'))).toEqual(['{"body":"number 100"}']);
  const again = await run(tell, { exploration: { seed, replay } });
  expect(again).toMatchObject({ message: result.message, violation: result.violation });
});

test('what goes wrong in a simpler story is told in the place of the story', async () => {
  const tell: Tell = (t, number) =>
    Promise.resolve(t.require(number < 0 ? 'TOKEN-4' : 'TOKEN-3', number >= 0 && number < 100, `number ${number}`));
  const result = await run(tell, { simpler: () => [0, -1] });
  expect(result).toMatchObject({ verdict: 'fail', broken: 'TOKEN-4' });
  expect(result.violation?.story).toEqual(['number -1']);
});

test.each([
  ['at once', (number: number) => number >= 0, undefined],
  ['in a simpler story', (number: number) => number < 0, () => [-1]],
] as const)('judges nothing where %s something else turns out to be broken', async (_, isElse, simpler) => {
  const result = await run(
    (t, number) => {
      t.presuppose('TIME-1', !isElse(number), 'timers do not run');
      return Promise.resolve(t.require('TOKEN-3', false, 'too late'));
    },
    { ...(simpler === undefined ? {} : { simpler }) },
  );
  expect(result).toMatchObject({
    verdict: 'inconclusive',
    message: 'nothing can be told of this where TIME-1 is broken: timers do not run',
  });
});

test('does not pass when no story has come to what the check is about', async () => {
  const result = await run(() => Promise.resolve());
  expect(result).toMatchObject({ verdict: 'inconclusive', message: 'no story came to TOKEN-3' });
});
