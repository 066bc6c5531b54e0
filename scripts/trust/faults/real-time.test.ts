import { expect, test } from 'vitest';

import { futuresFault } from '../../../fixtures/faults/futures/index.js';
import { attributionOf } from './attribution.js';
import { REAL_TIME_SAMPLE, judgeInRealTime } from './real-time.js';

// Only what needs no waiting, so that the test tells nothing of how fast a machine is.
const INSTANT: readonly (readonly [fault: string, check: string])[] = [
  ['transaction-id-of-any-device', 'scheduling.transaction-other-device'],
  ['refusals-cannot-be-read-by-web-pages', 'errors.cors-headers'],
];

test.each(INSTANT)(
  '%s is caught over HTTP, too',
  async (name, check) => {
    const fault = futuresFault(name);
    const { failures } = await judgeInRealTime(fault, [check]);
    expect(attributionOf(fault, failures)).toBe('right');
  },
  60_000,
);

test('the sample names faults that there are', () => {
  expect(REAL_TIME_SAMPLE.map((name) => futuresFault(name).id)).toEqual(REAL_TIME_SAMPLE);
});
