import { expect, test } from 'vitest';

import { Answer } from '../kit/connection/answer.js';
import type { HttpRequest } from '../kit/connection/transport.js';
import { cancelDelayedEvents } from './clean-up.js';
import type { FormName } from './wire/wire-form.js';

/** What is sent when an account is cleaned up on a server whose list, where there is one, has an old and a foreign event. */
async function sentBy(form: FormName, waiting: readonly string[]): Promise<string[]> {
  const sent: HttpRequest[] = [];
  const listed = { delayed_events: [{ delay_id: 'old' }, { delay_id: 'foreign' }] };
  const account = { name: 'alice', userId: '@a:x', accessToken: 'secret', deviceId: 'D', ownDevice: true };
  await cancelDelayedEvents(
    account,
    (request) => {
      sent.push(request);
      const text = JSON.stringify(request.method === 'GET' ? listed : {});
      return Promise.resolve(new Answer({ status: 200, headers: {}, text }, { sentAt: 0, answeredAt: 0 }));
    },
    { form, stable: true, unstable: true, farDelay: 1, retains: false },
    (entry) => JSON.stringify(entry).includes('old'),
    waiting,
  );
  return sent.map(({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`);
}

test('what the run has scheduled and not seen end is cancelled, and where there is a list what runs of old have left', async () => {
  expect(await sentBy('accepted', ['mine'])).toEqual(['POST mine/cancel']);
  expect(await sentBy('w4', ['mine', 'old'])).toEqual([
    'GET org.matrix.msc4140/delayed_events',
    'POST mine/cancel',
    'POST old/cancel',
  ]);
});
