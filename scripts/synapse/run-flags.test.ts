import { expect, test } from 'vitest';

import { Instance } from './instance.js';
import { runFlags } from './run-flags.js';

const files = { url: 'http://127.0.0.1:1', report: 'report.json' };

test('a run on a server whose limits nobody has changed ends after some minutes, and no other does', () => {
  const [tuned, limited] = (['tuned', 'default-limits'] as const).map((setup) =>
    runFlags(new Instance('1.163.2', setup), files),
  );
  expect(tuned).not.toContain('--max-duration');
  expect(limited?.slice(limited.indexOf('--max-duration'))).toEqual(['--max-duration', '540']);
});
