import type { Router } from 'express';

import type { Device, Session } from '../matrix/accounts.js';
import type { JsonObject } from '../matrix/json.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { optionalText } from './body-field.js';
import { forUser } from './route.js';

/** The list of a user's own devices. */
export function addDeviceEndpoints(router: Router): void {
  router.get(
    ...forUser('/_matrix/client/v3/devices', ({ matrix, session }) => ({
      devices: matrix.accounts.devicesOf(session.userId).map(deviceJson),
    })),
  );

  router.get(
    ...forUser('/_matrix/client/v3/devices/:deviceId', ({ matrix, session, params }) =>
      deviceJson(ownDevice(matrix, session, params.deviceId)),
    ),
  );

  router.put(
    ...forUser('/_matrix/client/v3/devices/:deviceId', ({ matrix, session, params, body }) => {
      const device = ownDevice(matrix, session, params.deviceId);
      device.displayName = optionalText(body(), 'display_name') ?? device.displayName;
      return {};
    }),
  );
}

function ownDevice(matrix: Matrix, session: Session, deviceId: string): Device {
  const device = matrix.accounts.deviceOf(session.userId, deviceId);
  if (device === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'You have no such device.');
  return device;
}

function deviceJson({ deviceId, displayName, lastSeenAt }: Device): JsonObject {
  return {
    device_id: deviceId,
    last_seen_ts: lastSeenAt,
    ...(displayName === undefined ? {} : { display_name: displayName }),
  };
}
