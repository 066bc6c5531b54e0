import { expect, test } from 'vitest';

import { commandAgain } from './command-again.js';
import { configure } from './configuration.js';

function again(flags: Record<string, unknown>, environment: Record<string, string> = {}): string {
  const { settings } = configure({ flags, environment, directory: '/nowhere' });
  return commandAgain(settings);
}

test('the flags that say against what is run are given again, each as one word', () => {
  const flags = {
    target: 'http://hs.test',
    pin: { 'Q-CANCEL': 'own', 'Q-LOGOUT': 'stay' },
    header: { 'X-Purpose': "it's a test" },
    maxWait: 5,
    only: ['TOKEN-6'],
    report: 'x.json',
  };
  expect(again(flags)).toBe(
    'npx futures-conformance --target http://hs.test --max-wait 5 ' +
      String.raw`--header 'X-Purpose: it'\''s a test' --pin Q-CANCEL=own --pin Q-LOGOUT=stay`,
  );
});

test('what stands in the environment is there the next time, too', () => {
  const environment = {
    FUTURES_CONFORMANCE_TARGET: 'http://hs.test',
    FUTURES_CONFORMANCE_HEADERS: 'X-Api-Key: hunter2-hunter2',
  };
  expect(again({ header: { 'X-Purpose': 'ci' } }, environment)).toBe(
    "npx futures-conformance --header 'X-Purpose: ci'",
  );
});
