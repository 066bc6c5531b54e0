import { describe, expect, test } from 'vitest';

import { edgePages } from '../../../fixtures/network/conditions/edge-pages.js';
import { strictFront } from '../../../fixtures/network/conditions/strict-front.js';
import { futuresSuites } from '../../../suites/futures/index.js';
import { runBehind } from './hostile-run.js';

// Real time, since that is where something can stand in between.
const LIMIT_MS = 300_000;

describe.concurrent('what stands in front of a conformant server is not taken for the server', () => {
  test('when it answers now and then with a page of its own', { timeout: LIMIT_MS }, async () => {
    const results = await runBehind(futuresSuites, { conditions: [edgePages({ oneIn: 15 })], seed: 1 }, {}, [
      'TOKEN-6',
      'LIST-2',
    ]);
    expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(results.length / 2);
  });

  test('when it refuses certain requests with its stock pages', { timeout: LIMIT_MS }, async () => {
    const only = [
      'errors.strange-bodies',
      'errors.strange-paths',
      'errors.strange-requests',
      'errors.size-of-send-future',
    ];
    const results = await runBehind(
      futuresSuites,
      { conditions: [strictFront({ body: 60_000, path: 2_000 })], seed: 1 },
      {},
      only,
    );
    // What is about that very refusal cannot be told; the others are judged by what has reached the server.
    expect(Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))).toEqual({
      'errors.strange-bodies': 'pass',
      'errors.strange-paths': 'pass',
      'errors.strange-requests': 'pass',
      'errors.size-of-send-future': 'inconclusive',
    });
  });
});
