import { describe, expect, test } from 'vitest';

import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import { forms } from './forms.js';
import { type Asked, FORM_NAMES } from './wire-form.js';

const MESSAGE: Asked = { roomId: '!r:x', type: 'm.a/b', txnId: 't 1', delay: 5, content: { body: 'x' } };
const STATE: Asked = { ...MESSAGE, stateKey: '' };

/** A request in one line. */
function said({ method, path, query = {}, json }: ReturnType<(typeof forms)['w4']['schedule']>): string {
  const search = new URLSearchParams(query).toString();
  return `${method} ${path}${search === '' ? '' : `?${search}`} ${JSON.stringify(json)}`;
}

describe('scheduling', () => {
  test('the accepted forms put everything in one body, below their own prefix', () => {
    const path = 'rooms/!r%3Ax/delayed_event/m.a%2Fb/t%201';
    expect(said(forms.accepted.schedule(MESSAGE))).toBe(
      `PUT /_matrix/client/v3/${path} {"delay_ms":5,"content":{"body":"x"}}`,
    );
    expect(said(forms['accepted-unstable'].schedule(STATE))).toBe(
      `PUT /_matrix/client/unstable/org.matrix.msc4140/${path} {"delay_ms":5,"state_key":"","content":{"body":"x"}}`,
    );
  });

  test('the drafts of early 2026 call the delay otherwise', () => {
    const path = '/_matrix/client/unstable/org.matrix.msc4140/rooms/!r%3Ax/delayed_event/m.a%2Fb/t%201';
    for (const form of [forms['p-2026-01'], forms['p-2026-06']]) {
      expect(said(form.schedule(MESSAGE))).toBe(`PUT ${path} {"delay":5,"content":{"body":"x"}}`);
    }
  });

  test('the older forms put the delay in the query of the undelayed endpoints', () => {
    expect(said(forms.w4.schedule(MESSAGE))).toBe(
      'PUT /_matrix/client/v3/rooms/!r%3Ax/send/m.a%2Fb/t%201?org.matrix.msc4140.delay=5 {"body":"x"}',
    );
    expect(said(forms.w0.schedule({ ...STATE, delay: -1 }))).toBe(
      'PUT /_matrix/client/v3/rooms/!r%3Ax/state/m.a%2Fb/?org.matrix.msc4140.delay=-1 {"body":"x"}',
    );
  });
});

test('actions stand in the path, or in the body', () => {
  expect(said(forms.accepted.act('a/b', 'send'))).toBe('POST /_matrix/client/v1/delayed_events/a%2Fb/send {}');
  expect(said(forms.w0.act('a', 'send'))).toBe(
    'POST /_matrix/client/unstable/org.matrix.msc4140/delayed_events/a {"action":"send"}',
  );
});

test('an outcome is read wherever the form has it', () => {
  const outcome = { finalised_ts: 7, event_id: '$e' };
  const [nested, flat] = [
    { delay_id: 'd', finalised: outcome },
    { delay_id: 'd', ...outcome },
  ];
  const read = { at: 7, eventId: '$e', error: undefined };
  expect(forms.accepted.read(nested).finalised).toEqual(read);
  expect(forms.accepted.read(flat).finalised).toBeUndefined();
  expect(forms.july.read(flat).finalised).toEqual(read);
  expect(forms.july.read({ delay_id: 'd', scheduled_at: 3 })).toMatchObject({ since: 3 });
  expect(forms['p-2026-06'].read({ ...flat, delay: 5, running_since: 3 })).toMatchObject({
    delay: 5,
    since: 3,
    finalised: read,
  });
  expect(forms.w3.read({ delay: 5, running_since: 3 })).toMatchObject({ delay: 5, since: 3 });
});

test.each(FORM_NAMES)(
  '%s names requirements of the catalogue only, and none both as missing and as altered',
  (name) => {
    const { cannot, alters } = forms[name];
    const known = new Set(catalogueOf('delayed-events').requirements.map(({ id }) => id));
    expect([...Object.keys(cannot), ...Object.keys(alters)].filter((id) => !known.has(id))).toEqual([]);
    expect(Object.keys(alters).filter((id) => Object.hasOwn(cannot, id))).toEqual([]);
  },
);

test('a check that looks up without having said so is told', () => {
  for (const form of [forms.w3, forms['p-2026-01']]) {
    expect(() => form.lookup('a')).toThrow(/has to say what it needs/);
  }
});
