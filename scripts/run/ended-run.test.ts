import { describe, expect, test } from 'vitest';

import { createHomeserver } from '../../reference/homeserver.js';
import { RunBlocker } from '../../suites/kit/connection/run-blocker.js';
import { runPlanSchema } from '../../suites/kit/targets/run-plan.js';
import { prepareRun } from '../../suites/prepare-run.js';

/** Waits until a server has been asked to schedule something, so that checks are in the middle of their stories. */
async function begun(handled: () => number): Promise<void> {
  const before = handled();
  while (handled() < before + 5) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a run that ends before its time', () => {
  async function run(end: (server: { close(): Promise<void> }, stop: AbortController) => Promise<void> | void) {
    const server = createHomeserver();
    let answered = 0;
    const listening = await server.listen({ port: 0 });
    const stop = new AbortController();
    const plan = runPlanSchema.parse({ target: listening.url, only: ['TIME-1'] });
    const prepared = await prepareRun(plan, stop.signal);
    const [target] = prepared.targets;
    if (target === undefined) throw new Error('there is no target');
    const open = target.open.bind(target);
    Object.assign(target, {
      open: async (needs: Parameters<typeof open>[0]) => {
        const stage = await open(needs);
        const send = stage.send.bind(stage);
        return {
          ...stage,
          send: async (request: Parameters<typeof send>[0]) => {
            const answer = await send(request);
            answered += 1;
            return answer;
          },
        };
      },
    });
    const results = Promise.all(prepared.checks.map((check) => prepared.run(check)));
    await begun(() => answered);
    await end({ close: () => listening.close() }, stop);
    const outcome = { results: await results, ending: await prepared.close() };
    server.close();
    await listening.close().catch(() => undefined);
    return outcome;
  }

  test('because a person interrupts it: every check says so at once, and everything is cleaned up', async () => {
    const { results, ending } = await run((_, stop) => stop.abort(new RunBlocker('ended', 'the run was interrupted')));
    expect(results.some(({ message }) => message === 'the run was interrupted')).toBe(true);
    expect(results.every(({ verdict }) => verdict !== 'fail')).toBe(true);
    expect(ending).toMatchObject({ cutShort: 'the run was interrupted', left: [] });
    // What it leaves is told by number, however early it ends.
    expect(ending.cleared?.rooms).toBeGreaterThan(0);
    expect(ending.cleared?.devices).toBe(ending.accounts);
  });

  test('because the server dies: no check fails, and what could not be cleaned up is listed', async () => {
    const { results, ending } = await run((server) => server.close());
    expect(results.map(({ verdict }) => verdict)).not.toContain('fail');
    expect(results.map(({ verdict }) => verdict)).toContain('inconclusive');
    expect(ending.cutShort).toMatch(/^the server does not answer any more/);
    expect(ending.left.length).toBeGreaterThan(0);
  });
});
