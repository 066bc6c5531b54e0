import { expect, test } from 'vitest';

import { DEFAULT_DIALECT } from '../dialect.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import { runCheck } from '../../kit/checks/run-check.js';
import { inProcessTarget } from '../../kit/targets/in-process-target.js';
import { futuresCheck } from '../words/futures-check.js';
import { type Bend, futuresServer } from '../words/futures-server.testkit.js';
import { requireUnannounced } from './announcement.js';

function judged(bend: Bend): Promise<CheckResult> {
  const check = futuresCheck({
    id: 'scheduling.scene',
    title: 'a scene',
    requirements: ['SCHED-8'],
    run: async (t) => requireUnannounced(t, await t.alice.createRoom()),
  });
  const target = inProcessTarget('embedded', () => futuresServer(bend));
  return runCheck(check, target, {
    revision: 'futures',
    area: 'scheduling',
    dialect: DEFAULT_DIALECT,
    severityOf: () => 'fail',
  });
}

test('where nothing comes with scheduling all is well', async () => {
  expect(await judged({})).toMatchObject({ verdict: 'pass' });
});

test('what comes every time something is scheduled is the server’s', async () => {
  expect(await judged({ announces: 'another' })).toMatchObject({ verdict: 'fail', broken: 'SCHED-8' });
});

test('a bot that speaks whenever anything happens is not', async () => {
  const chatter: Bend = {
    script: ({ path }, server) => {
      const [, room] = /\/rooms\/([^/]+)\/(send|send_future)\//.exec(path) ?? [];
      if (room !== undefined)
        server.emit(decodeURIComponent(room), { type: 'm.room.message', content: { body: 'ha' } });
      return undefined;
    },
  };
  expect(await judged(chatter)).toMatchObject({ verdict: 'pass' });
});
