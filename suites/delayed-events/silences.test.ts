import { expect, test } from 'vitest';

import { prepareChecks } from '../kit/checks/prepare-checks.js';
import { embeddedTarget } from '../kit/targets/embedded-target.js';
import { delayedEventsSuites } from './index.js';

test('what waits for a silence alone says so, since it has to begin early', async () => {
  const silent = new Set<string>();
  // Some wait only where what is over is forgotten.
  for (const wire of ['accepted', 'w4'] as const) {
    const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { wire } });
    const { checks, run } = await prepareChecks(target, delayedEventsSuites, { sort: 'scenarios', courses: true });
    for (const each of checks.filter(({ check }) => (check.needs.wait ?? 0) === 0)) {
      const { course } = await run(each);
      if (course?.expectations.some(({ kind }) => kind === 'silence') === true) silent.add(each.check.id);
    }
  }
  const declared = delayedEventsSuites.suites
    .flatMap(({ checks }) => checks)
    .flatMap(({ id, needs }) => (needs.silence === true ? [id] : []));
  expect(declared.toSorted()).toEqual([...silent].toSorted());
});
