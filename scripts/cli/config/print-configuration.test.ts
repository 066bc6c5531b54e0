import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { type Layer, layOver } from './layer.js';
import { printConfiguration } from './print-configuration.js';
import { DEFAULTS } from './settings.js';

const defaults: Layer = { values: { ...DEFAULTS, only: [] }, origin: () => 'default' };
const given: Layer = {
  values: {
    target: 'https://hs.example',
    tokens: ['hunter2-a', 'hunter2-b'],
    'shared-secret': 'hunter2-c',
    credentials: [{ user: 'alice', password: 'hunter2-d' }],
    'as-token': 'hunter2-f',
    headers: { 'X-Api-Key': 'hunter2-e', 'X-Purpose': 'conformance' },
  },
  origin: (name) => `somewhere/${name}`,
};

test('shows every setting with its origin, in the form of a configuration file', () => {
  const printed = printConfiguration(layOver([defaults, given]));
  expect(printed).toContain('target: https://hs.example # somewhere/target\n');
  expect(printed).toContain('max-wait: 30 # default\n');
  expect(printed).toContain('only: [] # default\n');
  expect(printed).toMatch(/# not set: suite, report, .*silence, /);
  expect(parse(printed)).toMatchObject({ target: 'https://hs.example', 'max-wait': 30, only: [], pins: {} });
});

test('masks every secret', () => {
  const printed = printConfiguration(layOver([defaults, given]));
  expect(printed).not.toContain('hunter2');
  expect(parse(printed)).toMatchObject({
    tokens: ['***', '***'],
    'shared-secret': '***',
    credentials: [{ user: 'alice', password: '***' }],
    'as-token': '***',
    headers: { 'X-Api-Key': '***', 'X-Purpose': 'conformance' },
  });
});
