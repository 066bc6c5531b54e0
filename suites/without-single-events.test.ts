import { expect, test } from 'vitest';

import { delayedEventsSuites } from './delayed-events/index.js';
import { futuresSuites } from './futures/index.js';
import { prepareChecks } from './kit/checks/prepare-checks.js';
import type { HttpRequest } from './kit/connection/transport.js';
import { embeddedTarget } from './kit/targets/embedded-target.js';
import type { Target } from './kit/targets/stage.js';

/** Where single events of a room are asked for, and what is around them. */
const SINGLE = /^\/_matrix\/client\/v3\/rooms\/[^/]+\/(?:event|context)\//;

/** The reference without the endpoints of single events. */
function withoutSingleEvents(revision: 'futures' | 'delayed-events'): Target {
  const target = embeddedTarget({ revisions: [revision] });
  const elsewhere = ({ method, headers }: HttpRequest): HttpRequest => ({ method, headers, path: '/_matrix/no-such' });
  return {
    ...target,
    async open(needs) {
      const stage = await target.open(needs);
      return { ...stage, send: (request) => stage.send(SINGLE.test(request.path) ? elsewhere(request) : request) };
    },
  };
}

test.each([
  ['futures', futuresSuites, ['timers', 'use-cases'], ['timers.seen-everywhere']],
  [
    'delayed-events',
    delayedEventsSuites,
    ['sending', 'actions', 'use-cases', 'unsigned'],
    ['sending.seen-everywhere', 'actions.sent-is-final'],
  ],
] as const)('a server that shows no single events is not failed for it: %s', async (name, suites, only, judged) => {
  const prepared = await prepareChecks(withoutSingleEvents(name), suites, { only, sort: 'scenarios' });
  const verdicts = new Map<string, string>();
  for (const check of prepared.checks) {
    const { verdict, message } = await prepared.run(check);
    verdicts.set(check.check.id, `${verdict} ${message}`.trim());
  }
  const others = [...verdicts.values()].filter((verdict) => verdict !== 'pass');
  expect(others).toContain('not-applicable single events cannot be read here');
  expect(others.filter((verdict) => /^(?:fail|inconclusive)/.test(verdict))).toEqual([]);
  for (const id of judged) expect(verdicts.get(id)).toBe('pass');
});
