import { Router } from 'express';

import { addAccountDataEndpoints } from './account-data-endpoints.js';
import { addAliasEndpoints } from './alias-endpoints.js';
import { addCapabilityEndpoints } from './capability-endpoints.js';
import { addDeviceEndpoints } from './device-endpoints.js';
import { addFilterEndpoints } from './filter-endpoints.js';
import { addHistoryEndpoints } from './history-endpoints.js';
import { addKeyEndpoints } from './key-endpoints.js';
import { addLoginEndpoints } from './login-endpoints.js';
import { addMemberEndpoints } from './member-endpoints.js';
import { addMembershipEndpoints } from './membership-endpoints.js';
import { addPresenceEndpoints } from './presence-endpoints.js';
import { addProfileEndpoints } from './profile-endpoints.js';
import { addPushRuleEndpoints } from './push-rule-endpoints.js';
import { addReceiptEndpoints } from './receipt-endpoints.js';
import { addRegistrationEndpoints } from './registration-endpoints.js';
import { addRelationEndpoints } from './relation-endpoints.js';
import { addRoomCreationEndpoints } from './room-creation-endpoints.js';
import { addSearchEndpoint } from './search-endpoint.js';
import { addSendEndpoints } from './send-endpoints.js';
import { addStateEndpoints } from './state-endpoints.js';
import { addSyncEndpoint } from './sync-endpoint.js';
import { addTagEndpoints } from './tag-endpoints.js';
import { addTypingEndpoints } from './typing-endpoints.js';

let routes: Router | undefined;

/**
 * The endpoints of the Client-Server API that have nothing to do with any revision of MSC4140. All homeservers of a
 * process share them, as making them takes longer than everything else about a homeserver; which homeserver a request
 * is meant for, `serverPartsOf` tells.
 */
export function ordinaryRoutes(): Router {
  routes ??= makeRoutes();
  return routes;
}

function makeRoutes(): Router {
  const router = Router({ caseSensitive: true });
  // The families that are asked most often come first: Express tries routes in order.
  addSendEndpoints(router);
  addSyncEndpoint(router);
  addStateEndpoints(router);
  addHistoryEndpoints(router);
  addRelationEndpoints(router);
  addMembershipEndpoints(router);
  addMemberEndpoints(router);
  addRoomCreationEndpoints(router);
  addRegistrationEndpoints(router);
  addLoginEndpoints(router);
  addCapabilityEndpoints(router);
  addFilterEndpoints(router);
  addAccountDataEndpoints(router);
  addTagEndpoints(router);
  addPushRuleEndpoints(router);
  addProfileEndpoints(router);
  addDeviceEndpoints(router);
  addKeyEndpoints(router);
  addTypingEndpoints(router);
  addReceiptEndpoints(router);
  addPresenceEndpoints(router);
  addAliasEndpoints(router);
  addSearchEndpoint(router);
  return router;
}
