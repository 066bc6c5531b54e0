import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { DEFAULT_DIALECT } from '../../suites/futures/dialect.js';
import { FuturesContext } from '../../suites/futures/words/futures-context.js';
import { embeddedTarget } from '../../suites/kit/targets/embedded-target.js';
import { Session } from '../../suites/kit/checks/session.js';
import { runInVirtualTime } from '../report/repro/in-virtual-time.testkit.js';
import { reproScript } from '../report/repro/repro-script.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curl-script-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('a script does the same on another server', async () => {
  const stage = await embeddedTarget().open({ accounts: 2 });
  const check = { id: 'test', title: 'test', requirements: [], needs: {}, run: () => Promise.resolve() };
  const session = new Session(check, embeddedTarget(), stage, DEFAULT_DIALECT, 1, 'fc');
  const t = new FuturesContext(session);
  const room = await t.alice.createRoom({ members: [t.bob] });
  const due = await t.message(t.bob, room, { timeout: 1_000, content: { msgtype: 'm.text', body: "it's tea time" } });
  // So long that it is cancelled in time however slowly the script runs.
  const cancelled = await t.message(t.bob, room, { timeout: 3_600_000 });
  await t.cancel(cancelled);
  await t.letTimePass(2_000);
  await t.callToken(due.sendToken);
  await t.alice.history(room);
  const refused = await t.callToken(cancelled.sendToken);
  await stage.close();
  const file = join(folder, 'script.sh');
  // As if it had to be accepted.
  const scene = session.scene({ expected: 200, seen: refused });
  const made = reproScript({ evidence: session.evidence(), scene, expected: '200', about: ['tea'] });
  if ('why' in made) throw new Error(made.why);
  await writeFile(file, made.script);

  const failed = await runInVirtualTime(file, folder);
  expect(failed.code).toBe(1);
  const answers = failed.output.split('\n').flatMap((line) => /^ {2}-> (\d+) (.*)$/.exec(line)?.slice(1) ?? []);
  const statuses = answers.filter((_, index) => index % 2 === 0);
  expect(statuses).toEqual(['200', '200', '200', '200', '200', '410', '200', '410']);
  expect(answers.at(-3)).toContain("it's tea time");
});
