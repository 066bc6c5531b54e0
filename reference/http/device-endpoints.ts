import type { Router } from 'express';

import type { Device, Session } from '../matrix/accounts.js';
import type { Json, JsonObject } from '../matrix/json.js';
import type { Matrix } from '../matrix/matrix.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { optionalText } from './body-field.js';
import { checkPasswordStage } from './password-stage.js';
import { forMember, forUser } from './route.js';

/** The list of a user's own devices, and the ways to remove them. */
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

  router.delete(
    ...forMember('/_matrix/client/v3/devices/:deviceId', ({ matrix, session, params, optionalBody }) => {
      checkPasswordStage(matrix, session, optionalBody());
      matrix.accounts.removeDevice(session.userId, params.deviceId);
      return {};
    }),
  );

  router.post(
    ...forMember('/_matrix/client/v3/delete_devices', ({ matrix, session, body }) => {
      const request = body();
      const deviceIds = deviceIdsIn(request.devices);
      checkPasswordStage(matrix, session, request);
      for (const deviceId of deviceIds) matrix.accounts.removeDevice(session.userId, deviceId);
      return {};
    }),
  );
}

function ownDevice(matrix: Matrix, session: Session, deviceId: string): Device {
  const device = matrix.accounts.deviceOf(session.userId, deviceId);
  if (device === undefined) throw new MatrixError(404, 'M_NOT_FOUND', 'You have no such device.');
  return device;
}

function deviceIdsIn(value: Json | undefined): readonly string[] {
  if (value === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', 'devices is missing.');
  if (!Array.isArray(value) || !value.every((id) => typeof id === 'string'))
    throw new MatrixError(400, 'M_BAD_JSON', 'devices has to be a list of device ids.');
  return value as readonly string[];
}

function deviceJson({ deviceId, displayName, lastSeenAt, lastSeenFrom }: Device): JsonObject {
  return { device_id: deviceId, display_name: displayName, last_seen_ts: lastSeenAt, last_seen_ip: lastSeenFrom };
}
