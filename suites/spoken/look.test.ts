import { expect, test } from 'vitest';

import { Answer } from '../kit/connection/answer.js';
import { type EmbeddedOptions, embeddedTarget } from '../kit/targets/embedded-target.js';
import { TransportFailure } from '../kit/connection/transport.js';
import { lookAtServer } from './look.js';
import { spokenInWords, spokenRevisions } from './spoken-in-words.js';

async function look(options: EmbeddedOptions): Promise<{ revisions: readonly string[]; words: string }> {
  const stage = await embeddedTarget(options).open({});
  try {
    const facts = await lookAtServer((request) => stage.send(request), stage.accounts[0]?.accessToken ?? '');
    return { revisions: spokenRevisions(facts), words: spokenInWords(facts) };
  } finally {
    await stage.close();
  }
}

test.each([
  ['w0', 'by query parameter, as Synapse 1.116 to 1.142 do'],
  ['w1', 'by query parameter, as Synapse 1.143 to 1.156 do'],
  ['w3', 'by query parameter, as Synapse 1.157 to 1.160 do'],
  ['w4', 'by query parameter, as Synapse 1.161 and later do'],
  ['w5', 'by an endpoint of their own on unstable paths'],
  ['july', 'by an endpoint of their own on unstable paths'],
  ['accepted-unstable', 'by an endpoint of their own on unstable paths'],
  ['accepted', 'on stable paths, as accepted in September 2026'],
] as const)('a server that speaks delayed events in the form %s is seen to', async (wire, words) => {
  const seen = await look({ revisions: ['delayed-events'], delayedEvents: { wire } });
  expect(seen.revisions).toEqual(['delayed-events']);
  expect(seen.words).toContain(words);
});

test('futures are seen under whichever prefix', async () => {
  const { revisions, words } = await look({
    revisions: ['futures'],
    futures: { readings: { 'Q-PREFIX': 'io.element' } },
  });
  expect(revisions).toEqual(['futures']);
  expect(words).toMatch(/^This server offers futures under \/_matrix\/client\/unstable\/io\.element/);
});

test('a server that speaks both is seen to, and one that speaks neither', async () => {
  expect((await look({})).revisions).toEqual(['futures', 'delayed-events']);
  expect((await look({ revisions: [] })).revisions).toEqual([]);
});

test('a server that answers whatever is asked without a token alike shows no paths', async () => {
  const facts = await lookAtServer(
    () => Promise.resolve(answer(401, { errcode: 'M_MISSING_TOKEN', error: 'missing' })),
    'token',
  );
  expect([...facts.endpoints]).toEqual([]);
});

test('a server that asks for a token before it looks at paths under one prefix alone shows no paths there', async () => {
  const facts = await lookAtServer(
    ({ path }) =>
      Promise.resolve(
        path.startsWith('/_matrix/client/unstable/')
          ? answer(404, { errcode: 'M_UNRECOGNIZED', error: 'unrecognised' })
          : answer(401, { errcode: 'M_MISSING_TOKEN', error: 'missing' }),
      ),
    'token',
  );
  expect([...facts.endpoints]).toEqual([]);
});

test('lost answers make nothing be seen, and fail nothing', async () => {
  const facts = await lookAtServer(() => Promise.reject(new TransportFailure('lost')), 'token');
  expect(facts).toEqual({ flags: {}, capabilities: [], endpoints: new Set() });
});

function answer(status: number, body: object): Answer {
  return new Answer({ status, headers: {}, text: JSON.stringify(body) }, { sentAt: 0, answeredAt: 1 });
}
