import type { Router } from 'express';

import { ROOM_VERSIONS } from '../matrix/room-version.js';
import { forAnyone, forUser } from './route.js';
import { claimedVersions, FEATURES_AHEAD } from './spec-versions.js';

/** What the homeserver is and can do. */
export function addCapabilityEndpoints(router: Router): void {
  router.get(
    ...forAnyone('/_matrix/client/versions', ({ unstableFeatures }) => ({
      versions: claimedVersions(),
      unstable_features: { ...FEATURES_AHEAD, ...unstableFeatures },
    })),
  );

  router.get(
    ...forUser('/_matrix/client/v3/capabilities', ({ matrix, capabilities }) => ({
      capabilities: {
        'm.room_versions': {
          default: matrix.roomVersion,
          available: Object.fromEntries(Object.keys(ROOM_VERSIONS).map((name) => [name, 'stable'])),
        },
        'm.change_password': { enabled: false },
        'm.set_displayname': { enabled: true },
        'm.set_avatar_url': { enabled: true },
        'm.3pid_changes': { enabled: false },
        'm.get_login_token': { enabled: false },
        ...capabilities(),
      },
    })),
  );

  router.get('/.well-known/matrix/client', (request, response) => {
    response.json({ 'm.homeserver': { base_url: `${request.protocol}://${request.headers.host ?? 'localhost'}` } });
  });

  // Clients ask for it as they start; there are no calls through this homeserver.
  router.get(...forUser('/_matrix/client/v3/voip/turnServer', () => ({})));
}
