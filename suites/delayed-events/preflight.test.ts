import { describe, expect, test } from 'vitest';

import { embeddedTarget } from '../kit/targets/embedded-target.js';
import { inProcessTarget } from '../kit/targets/in-process-target.js';
import type { KnownDialect } from './dialect.js';
import { preflightDelayedEvents } from './preflight.js';
import { FORM_NAMES } from './wire/wire-form.js';
import { type Bend, delayedEventsServer } from './words/delayed-events-server.testkit.js';

async function look(bend: Bend = {}, fixed: KnownDialect = {}): Promise<unknown> {
  const preflight = await preflightDelayedEvents(
    inProcessTarget('embedded', () => delayedEventsServer(bend)),
    fixed,
  );
  return preflight.implemented ? preflight.dialect : preflight.reason;
}

test('a server as the text has it', async () => {
  expect(await look({ maximum: 86_400_000 })).toEqual({
    form: 'accepted',
    stable: true,
    unstable: false,
    farDelay: 3_600_000,
    maxDelay: 86_400_000,
    maxScheduled: 100,
    retains: true,
  });
});

test.each(FORM_NAMES)('the form %s is recognised', async (form) => {
  expect(await look({ form })).toMatchObject({ form });
});

test('a server that wants the delay under its older name is told by that, with a maximum, too', async () => {
  expect(await look({ form: 'p-2026-06', maximum: 100_000 })).toMatchObject({
    form: 'p-2026-06',
    farDelay: 60_000,
    retains: true,
  });
  expect(await look({ form: 'p-2026-01' }, { form: 'july' })).toMatchObject({ form: 'july' });
});

test('a draft that is on stable paths, too, is no accepted form for that', async () => {
  const script: Bend['script'] = ({ path }) =>
    path.includes('/v3/') && path.includes('/delayed_event/')
      ? [400, { errcode: 'M_MISSING_PARAM', error: 'Missing delay' }]
      : undefined;
  expect(await look({ form: 'p-2026-06', script })).toMatchObject({ form: 'p-2026-06', stable: false });
});

test('a form that somebody has set is not found out', async () => {
  expect(await look({ form: 'w4' }, { form: 'w2' })).toMatchObject({ form: 'w2' });
});

test('what is over is kept, or not', async () => {
  expect(await look({ form: 'accepted-unstable' })).toMatchObject({ retains: true });
  expect(await look({ form: 'accepted-unstable', forgets: true })).toMatchObject({ retains: false });
  expect(await look({ form: 'w4' })).toMatchObject({ retains: false });
});

test('a delay far away is one that the server accepts, whether or not it tells its maximum', async () => {
  expect(await look({ maximum: 100_000 })).toMatchObject({ farDelay: 60_000, maxDelay: 100_000 });
  const silent: Bend['script'] = ({ path }) => (path.endsWith('/capabilities') ? [200, {}] : undefined);
  const dialect = await look({ maximum: 700_000, script: silent });
  expect(dialect).toMatchObject({ farDelay: 600_000 });
  expect(dialect).not.toHaveProperty('maxDelay');
  const none: Bend['script'] = ({ path }) =>
    path.endsWith('/capabilities')
      ? [200, { capabilities: { 'm.delayed_events': { max_delay_ms: -1, max_scheduled: -1 } } }]
      : undefined;
  const unlimited = await look({ script: none });
  expect(unlimited).not.toHaveProperty('maxDelay');
  expect(unlimited).not.toHaveProperty('maxScheduled');
});

test('a server that has the feature switched off is told from one without it', async () => {
  expect(await look({ switchedOff: true })).toMatch(/known there and switched off: scheduling got 403/);
  expect(await look({ form: 'w4', switchedOff: true })).toMatch(/switched off/);
  const without: Bend['script'] = ({ path }) => {
    if (path.endsWith('/versions')) return [200, { versions: ['v1.11'] }];
    return path.includes('delayed_event') ? [404, { errcode: 'M_UNRECOGNIZED', error: 'no endpoint' }] : undefined;
  };
  expect(await look({ script: without })).toMatch(/neither a path/);
});

describe('a server that says by its capability that the feature is switched off', () => {
  const off =
    (status: number, errcode: string, headers = {}): NonNullable<Bend['script']> =>
    ({ method, path }) => {
      if (path.endsWith('/capabilities')) return [200, { capabilities: { 'm.delayed_events': { max_delay_ms: 0 } } }];
      const error = { errcode, error: 'no' };
      return method === 'PUT' && path.includes('delayed_event') ? [status, error, headers] : undefined;
    };

  test('is told so where it refuses to schedule as it should', async () => {
    expect(await look({ script: off(403, 'M_FORBIDDEN') })).toMatch(/known there and switched off: scheduling got 403/);
  });

  test.each([
    [404, 'M_UNRECOGNIZED'],
    [404, 'M_NOT_FOUND'],
    [429, 'M_LIMIT_EXCEEDED'],
    [500, 'M_UNKNOWN'],
  ])('is judged by that alone where it answers %i %s', async (status, errcode) => {
    const target = inProcessTarget('embedded', () => delayedEventsServer({ script: off(status, errcode) }));
    const preflight = await preflightDelayedEvents(target);
    expect(preflight).toMatchObject({
      implemented: true,
      dialect: { form: 'accepted' },
      summary: [expect.stringContaining(`switched off, as m.delayed_events {"max_delay_ms":0} says`)],
      checks: expect.arrayContaining(['limits.switched-off']),
    });
  });
});

test('a server that knows nothing of the delay, and sends at once, does not implement it', async () => {
  const ignoring: Bend['script'] = ({ query }) =>
    query.has('org.matrix.msc4140.delay') ? [200, { event_id: '$sent' }] : undefined;
  expect(await look({ form: 'w4', script: ignoring })).toMatch(/without a delay_id/);
});

test('a server that refuses all scheduling in another way is judged by the checks', async () => {
  const refusing: Bend['script'] = ({ method, path }) =>
    method === 'PUT' && path.includes('delayed_event') ? [400, { errcode: 'M_BAD_JSON', error: 'never' }] : undefined;
  expect(await look({ script: refusing })).toMatchObject({ form: 'accepted', farDelay: 3_600_000 });
});

test('a server that tells limits and refuses all scheduling is judged, however like a switch its answer is', async () => {
  expect(await look({ maximum: 100_000, switchedOff: true })).toMatchObject({ form: 'accepted', maxDelay: 100_000 });
});

test.each(['accepted-unstable', 'july', 'w5', 'w4', 'w3', 'w2', 'w0'] as const)(
  'beside the stable paths the form %s is recognised',
  async (form) => {
    const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { wire: ['accepted', form] } });
    const preflight = await preflightDelayedEvents(target);
    expect(preflight).toMatchObject({ implemented: true, dialect: { form: 'accepted', beside: form } });
  },
);
