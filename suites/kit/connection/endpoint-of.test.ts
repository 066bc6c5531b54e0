import { expect, test } from 'vitest';

import { endpointOf } from './endpoint-of.js';

test.each([
  ['POST', '/_matrix/client/v3/createRoom', 'POST /_matrix/client/v3/createRoom'],
  ['POST', '/_matrix/client/v3/register?kind=guest', 'POST /_matrix/client/v3/register'],
  ['POST', '/_matrix/client/v3/rooms/!a%3Ab/leave', 'POST /_matrix/client/v3/rooms/*/leave'],
  [
    'PUT',
    '/_matrix/client/unstable/org.matrix.msc4140/rooms/!x:y/send_future/m.room.message/fc-1?a=b',
    'PUT /_matrix/client/unstable/org.matrix.msc4140/rooms/*/send_future/*/*',
  ],
  [
    'PUT',
    '/_matrix/client/v3/rooms/!x/state_future/org.example.status/',
    'PUT /_matrix/client/v3/rooms/*/state_future/*/',
  ],
  ['PUT', '/_matrix/client/v3/rooms/!x/state/org.example.status/desk', 'PUT /_matrix/client/v3/rooms/*/state/*/*'],
  ['POST', '/_matrix/client/v3/futures/sQ8d_7', 'POST /_matrix/client/v3/futures/*'],
])('%s %s', (method, path, endpoint) => {
  expect(endpointOf({ method, path })).toBe(endpoint);
});
