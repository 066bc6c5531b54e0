import { expect, test } from 'vitest';

import { faultCalled } from '../../../fixtures/faults/faults-of.js';
import { attributionOf } from './attribution.js';
import { judgedRevision, judgedRevisions } from './judged-revision.js';
import { judgeInRealTime } from './real-time.js';

// Only what needs no waiting, so that the test tells nothing of how fast a machine is.
const INSTANT: readonly (readonly [fault: string, check: string])[] = [
  ['transaction-id-of-any-device', 'scheduling.transaction-other-device'],
  ['refusals-cannot-be-read-by-web-pages', 'errors.cors-headers'],
];

test.each(INSTANT)(
  '%s is caught over HTTP, too',
  async (name, check) => {
    const { revision, fault } = faultCalled(name);
    const { failures } = await judgeInRealTime(judgedRevision(revision), fault, [check]);
    expect(attributionOf(fault, failures)).toBe('right');
  },
  60_000,
);

test('the samples name faults that there are', () => {
  for (const { faults } of judgedRevisions()) {
    expect(faults.faults.map(({ id }) => id)).toEqual(expect.arrayContaining([...faults.sample, ...faults.crude]));
  }
});
