import { describe, expect, test } from 'vitest';

import { catalogueOf, revisionNames } from '../../fixtures/requirements/catalogue.js';
import type { Endpoint, SpokenFacts } from './spoken-facts.js';
import { notImplementedInWords, spokenInWords, spokenRevisions, switchedOffInWords } from './spoken-in-words.js';

interface Seen {
  readonly flags?: SpokenFacts['flags'];
  readonly capabilities?: readonly string[];
  readonly endpoints?: readonly Endpoint[];
}

function facts({ flags = {}, capabilities = [], endpoints = [] }: Seen): SpokenFacts {
  return { flags, capabilities, endpoints: new Set(endpoints) };
}

const ON = { 'org.matrix.msc4140': true };
const UNSTABLE_CAPABILITY = ['m.change_password', 'org.matrix.msc4140.delayed_events'];

const SYNAPSE_1_163 = facts({
  flags: ON,
  capabilities: UNSTABLE_CAPABILITY,
  endpoints: ['unstable list', 'unstable lookup', 'unstable action'],
});

describe('what a server speaks', () => {
  test.each<[name: string, seen: Seen, revisions: readonly string[], words: string]>([
    ['nothing', {}, [], 'This server offers neither futures nor delayed events'],
    ['the flag switched off', { flags: { 'org.matrix.msc4140': false } }, [], 'has them switched off'],
    [
      'Synapse 1.135',
      { flags: ON, endpoints: ['unstable list'] },
      ['delayed-events'],
      'by query parameter, as Synapse 1.116 to 1.142 do',
    ],
    [
      'Synapse 1.150',
      { flags: ON, endpoints: ['unstable list', 'unstable action'] },
      ['delayed-events'],
      'by query parameter, as Synapse 1.143 to 1.156 do',
    ],
    [
      'Synapse 1.157',
      { flags: ON, capabilities: UNSTABLE_CAPABILITY, endpoints: ['unstable list', 'unstable action'] },
      ['delayed-events'],
      'by query parameter, as Synapse 1.157 to 1.160 do',
    ],
    [
      'Synapse 1.163',
      { flags: ON, capabilities: UNSTABLE_CAPABILITY, endpoints: ['unstable list', 'unstable lookup'] },
      ['delayed-events'],
      'by query parameter, as Synapse 1.161 and later do',
    ],
    [
      'an endpoint of its own on unstable paths',
      { flags: ON, endpoints: ['unstable scheduling', 'unstable lookup'] },
      ['delayed-events'],
      'by an endpoint of their own on unstable paths',
    ],
    ['stable paths', { endpoints: ['stable lookup'] }, ['delayed-events'], 'as accepted in September 2026'],
    [
      'the stable flag',
      { flags: { 'org.matrix.msc4140.stable': true } },
      ['delayed-events'],
      'as accepted in September 2026',
    ],
    ['the capability', { capabilities: ['m.delayed_events'] }, ['delayed-events'], 'as accepted in September 2026'],
    ['the flag alone', { flags: ON }, ['delayed-events'], 'by its flag org.matrix.msc4140 alone'],
    [
      'paths that its flag denies',
      { flags: { 'org.matrix.msc4140': false }, endpoints: ['unstable lookup'] },
      ['delayed-events'],
      'says that delayed events are switched off',
    ],
    [
      'futures, under two prefixes',
      { endpoints: ['futures under /_matrix/client/v3', 'futures under /_matrix/client/unstable'] },
      ['futures'],
      'futures under /_matrix/client/v3 and /_matrix/client/unstable, as the text of June 2024 has them',
    ],
    [
      'both',
      { endpoints: ['stable lookup', 'unstable lookup', 'futures under /_matrix/client/v3'] },
      ['futures', 'delayed-events'],
      'as the text of June 2024 has them, and delayed events on stable paths',
    ],
  ])('%s', (_name, seen, revisions, words) => {
    expect(spokenRevisions(facts(seen))).toEqual(revisions);
    expect(spokenInWords(facts(seen))).toContain(words);
  });
});

test('a revision that is switched off is told as that, with what switches it on', () => {
  const told = switchedOffInWords(SYNAPSE_1_163, 'they are known there and switched off');
  expect(told).toMatch(/^This server offers .*; they are known there and switched off\. Switch them on/);
  expect(told).not.toContain('not implement');
});

describe('a revision that is not implemented', () => {
  const futures = catalogueOf('futures');
  const reason = 'there is no send_future endpoint';

  test('is told beside what the server speaks instead, and never as something that is switched off', () => {
    const told = notImplementedInWords(SYNAPSE_1_163, futures, reason, revisionNames);
    expect(told).toMatch(/^This server offers delayed events by query parameter, as Synapse 1\.161 and later do; /);
    expect(told).toContain('these suites judge the futures revision of 2024-06-06, which it does not implement');
    expect(told).toContain('by the setting revision: delayed-events');
    expect(told).not.toContain('switched');
  });

  test('is told as it is where there are no suites for what the server speaks', () => {
    expect(notImplementedInWords(SYNAPSE_1_163, futures, reason, ['futures'])).toContain('no suites yet');
  });

  test('may be switched off, or lie elsewhere, where the server speaks nothing else', () => {
    expect(notImplementedInWords(facts({}), futures, reason, revisionNames)).toMatch(/switched on.*prefix\.$/s);
  });
});
