import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createHomeserver } from '../../reference/homeserver.js';
import { revisionCalled } from '../../suites/revisions.js';
import { prepareRun } from '../../suites/prepare-run.js';
import { runPlanSchema } from '../../suites/kit/targets/run-plan.js';
import { buildReport } from './build-report.js';
import type { Report } from './document/report-schema.js';

/** What does harm where it is taken for more than text: to pages, to terminals, to tables, and to the patient. */
export const HARMFUL = [
  '</script><script>window.harmed = 1</script>',
  '"><img src=x onerror="window.harmed = 1"><svg onload="window.harmed = 1">',
  "javascript:window.harmed=1//'`${window.harmed=1}`",
  '\u001b[2J\u001b]0;harmed\u0007\u009b31m\u202e\u0000\ud800',
  '| harmed | `harmed` [harmed](javascript:harmed) ]]> -->',
].join(' ');

/** Bytes that are no UTF-8: a start without an end, half of a pair, an end without a start. */
const BROKEN = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x80]);

/** Where those bytes go. */
const PLACE = 'broken-bytes';

const MEGABYTES = 'A'.repeat(2_000_000);

/** What a homeserver that means harm makes of an answer of one that does not. */
function made(path: string, body: string): Buffer {
  const harm = JSON.stringify(`${HARMFUL} ${PLACE}`).slice(1, -1);
  const harmed = path.includes('/sync')
    ? body.replaceAll(/"body":"delayed"/g, `"body":"${harm}","more":"${harm}"`)
    : path.includes('delayed_event')
      ? body.replace(/^\{/, `{"harm":"${harm}","more":"${MEGABYTES}",`)
      : path.endsWith('/versions')
        ? body.replace('"unstable_features":{', `"unstable_features":{"${harm}":true,`)
        : body;
  const parts = harmed.split(PLACE).map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [BROKEN, part])));
}

/** Runs checks against a homeserver that means harm, and makes the report of that. */
export async function reportOnHostileHomeserver(): Promise<Report> {
  const homeserver = createHomeserver({ revisions: ['delayed-events'] });
  const inner = await homeserver.listen({ port: 0 });
  const front = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? '';
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { authorization } = request.headers;
      const answer = await fetch(inner.url + path, {
        method: request.method ?? 'GET',
        headers: { ...(authorization === undefined ? {} : { authorization }), 'content-type': 'application/json' },
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(
        path.includes('/federation/')
          ? JSON.stringify({ server: { name: HARMFUL, version: HARMFUL } })
          : made(path, await answer.text()),
      );
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  try {
    const only = ['scheduling.message', 'scheduling.answer', 'scheduling.state', 'DE-GET-1'];
    const plan = runPlanSchema.parse({ target, only, maxWait: 2_000, bounds: { cleanUp: 2_000 } });
    const prepared = await prepareRun(plan);
    const results = await Promise.all(prepared.checks.map((check) => prepared.run(check)));
    const ending = await prepared.close();
    return buildReport({
      target: { name: target, software: { name: HARMFUL, version: HARMFUL }, speaks: prepared.speaks },
      only,
      suite: 'both',
      startedAt: new Date(0),
      durationMs: 1,
      revisions: [{ revision: revisionCalled('delayed-events'), results }],
      ending,
    });
  } finally {
    front.close();
    front.closeAllConnections();
    homeserver.close();
    await inner.close();
  }
}
