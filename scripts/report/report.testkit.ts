import { revisionCalled } from '../../suites/revisions.js';
import { buildReport } from './build-report.js';
import type { RevisionFacts } from './build-revision-report.js';
import type { CheckReport } from './document/check-schema.js';
import type { Report } from './document/report-schema.js';
import { madeUpResult } from './results.testkit.js';

/**
 * A report as a run could make it, for the tests of what is made of reports.
 *
 * @param checks - what came of the checks of the `futures` revision
 * @param more - what came of those of the `delayed-events` revision; it is left out unless given
 */
export function madeUpReport(
  checks: readonly Partial<CheckReport>[],
  more?: readonly Partial<CheckReport>[],
  target: Report['target'] = { name: 'http://hs.test' },
): Report {
  const facts = (revision: string, results: readonly Partial<CheckReport>[]): RevisionFacts => ({
    revision: revisionCalled(revision),
    results: results.map((result) => madeUpResult({ revision, ...result })) as RevisionFacts['results'],
  });
  return buildReport({
    target,
    only: [],
    suite: 'both',
    startedAt: new Date(0),
    durationMs: 1_500,
    revisions: [facts('futures', checks), ...(more === undefined ? [] : [facts('delayed-events', more)])],
  });
}

/** A check that has found an event to come 0.3 s early, and all that is known of that. */
export const earlyEvent: Partial<CheckReport> = {
  id: 'timers.early',
  title: 'nothing comes before its time',
  area: 'timers',
  verdict: 'fail',
  broken: 'TIME-2',
  requirements: ['TIME-2'],
  message: 'TIME-2: after its timeout: the event was seen 300 ms before it could be due',
  violation: {
    symptom: 'early',
    what: 'after its timeout',
    expected: 'the event when it was due',
    seen: '300 ms before it could be due',
    story: ['alice schedules a message', 'two seconds pass'],
    replay: { seed: 7, path: '1:2' },
  },
  evidence: [
    {
      kind: 'exchange',
      at: 0,
      took: 20,
      by: 'alice',
      method: 'PUT',
      path: '/_matrix/client/v3/rooms/!room%3Ahs.test/send_future/m.room.message/it-is-alice%27s',
      requestBody: `{"body":"it's <b>bold</b>"}`,
      status: 200,
      responseBody: '{}',
    },
    { kind: 'note', at: 1_700, text: 'seen: m.room.message' },
  ],
  course: {
    requests: [
      {
        at: 0,
        took: 20,
        by: 'alice',
        what: 'PUT /_matrix/client/v3/rooms/*/send_future/m.room.message/*',
        status: 200,
      },
    ],
    arrivals: [{ at: 1_700, by: 'alice', what: 'm.room.message hello' }],
    expectations: [{ kind: 'due', from: 2_000, to: 2_020, until: 2_220, came: 1_700, what: 'after its timeout' }],
  },
};
