import { revisionCalled } from '../../../suites/revisions.js';
import { type RunFacts, buildReport } from '../build-report.js';
import type { RevisionFacts } from '../build-revision-report.js';
import type { CheckReport } from '../document/check-schema.js';
import type { Report } from '../document/report-schema.js';
import { madeUpResult } from '../results.testkit.js';

/** A report of a run as it could be, for the tests of what systems and people are shown of it. */
export function madeUpRun(checks: readonly Partial<CheckReport>[], facts: Partial<RunFacts> = {}): Report {
  return buildReport({
    target: { name: 'http://hs.test', software: { name: 'Made Up', version: '1.0' } },
    only: [],
    suite: 'both',
    startedAt: new Date('2026-11-29T01:00:00Z'),
    durationMs: 1_500,
    revisions: [
      { revision: revisionCalled('futures'), results: checks.map(madeUpResult) as unknown as RevisionFacts['results'] },
    ],
    ...facts,
  });
}

/** A failure as a check could have it. */
export const madeUpFailure: Partial<CheckReport> = {
  id: 'tokens.cancel',
  title: 'cancelling sends nothing',
  verdict: 'fail',
  broken: 'TOKEN-6',
  requirements: ['TOKEN-6'],
  message: 'TOKEN-6: expected nothing in the room',
  violation: { symptom: 'unexpected', what: 'after a cancel', expected: 'nothing in the room', seen: 'm.room.message' },
  evidence: [
    {
      kind: 'exchange',
      at: 64,
      took: 3,
      by: 'alice',
      method: 'PUT',
      path: '/_matrix/client/v3/rooms/$room1/send_future/m.room.message/$run-txn-1',
      requestBody: '{}',
      status: 200,
      responseBody: '{"send_token":"$send1"}',
    },
    { kind: 'note', at: 2_040, text: 'seen: m.room.message' },
  ],
};

/** A failure of a server that does its worst to whoever reads the report. */
export const hostileFailure: Partial<CheckReport> = (() => {
  const attack =
    '</failure></testcase>]]><script>alert(1)</script>&amp;&#0; ```\n\n# heading @everyone |x| [a](javascript:b) ' +
    '::error::owned ##[error]owned %0A::error::owned\r\n::set-output name=a::b \u001b[2J\u001b]0;owned\u0007\u0000\u202e\ud800\uffff`` ` end';
  return {
    ...madeUpFailure,
    message: `TOKEN-6: ${attack}`,
    violation: { symptom: 'different', what: attack, expected: attack, seen: attack, story: [attack] },
    observations: [{ question: 'Q-PREFIX', reading: attack }],
    warnings: [{ requirement: 'TIME-3', message: attack, symptom: 'late' }],
    evidence: [
      { kind: 'note', at: 0, text: attack },
      { kind: 'exchange', at: 0, took: 0, method: 'GET', path: `/${attack}`, status: 200, responseBody: attack },
    ],
  };
})();
