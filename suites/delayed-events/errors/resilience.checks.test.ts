import { expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { Answer } from '../../kit/connection/answer.js';
import type { HttpRequest } from '../../kit/connection/transport.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

/** What the server cannot take, on whichever of its paths. */
const HALF_A_SURROGATE_PAIR = String.raw`\ud800`;

/** Judges a server that stumbles over half a surrogate pair. */
async function judged(wire: 'accepted' | 'w4', stumbles: (request: HttpRequest) => boolean): Promise<CheckResult> {
  const base = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { wire } });
  const target: typeof base = {
    ...base,
    async open(needs) {
      const stage = await base.open(needs);
      return {
        ...stage,
        async send(request) {
          const answer = await stage.send(request);
          const isBeyondIt = Buffer.from(request.body ?? '').includes(HALF_A_SURROGATE_PAIR);
          if (!isBeyondIt || !stumbles(request)) return answer;
          const text = '{"errcode":"M_UNKNOWN","error":"Internal server error"}';
          return new Answer({ status: 500, headers: answer.headers, text }, answer);
        },
      };
    },
  };
  const prepared = await prepareChecks(target, delayedEventsSuites, { only: ['errors.strange-bodies'] });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  return prepared.run(check);
}

const isDelayed = ({ path }: HttpRequest): boolean => /delayed_event|msc4140/.test(path);
const isUndelayed = (request: HttpRequest): boolean => !isDelayed(request);

test('an endpoint of its own that answers 5xx fails, whatever that of undelayed events answers', async () => {
  for (const stumbles of [isDelayed, () => true]) {
    expect(await judged('accepted', stumbles)).toMatchObject({ verdict: 'fail', broken: 'DE-ERR-1' });
  }
  expect(await judged('accepted', isUndelayed)).toMatchObject({ verdict: 'pass' });
});

test('the endpoint of undelayed events is not judged where a delay is but a parameter of it', async () => {
  expect(await judged('w4', isDelayed)).toMatchObject({ verdict: 'fail', broken: 'DE-ERR-1' });
  expect(await judged('w4', () => true)).toMatchObject({ verdict: 'pass' });
});
