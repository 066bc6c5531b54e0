import { expect, test } from 'vitest';

import type { Answer } from './answer.js';
import { embeddedTarget } from '../targets/embedded-target.js';
import { holdRequest } from './held-request.js';

const VERSIONS = { method: 'GET', path: '/_matrix/client/versions', headers: {} };

test('a request stays on its way, and so does its answer, until each is let go', async () => {
  const stage = await embeddedTarget().open({});
  const reached: string[] = [];
  const watched = { ...stage, send: (request: typeof VERSIONS) => (reached.push(request.path), stage.send(request)) };
  const held = holdRequest(watched);
  const start = stage.time.now();
  let answer: Answer | undefined;
  const asked = held.stage.send(VERSIONS).then((given) => (answer = given));

  await stage.time.waitUntil(start + 10);
  expect(reached).toEqual([]);

  held.arrive();
  await stage.time.waitUntil(start + 20);
  expect(reached).toEqual([VERSIONS.path]);
  expect(answer).toBeUndefined();

  held.comeBack();
  await asked;
  expect(answer).toMatchObject({ status: 200, sentAt: start, answeredAt: start + 20 });
  await stage.close();
});
