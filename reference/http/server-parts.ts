import type { Application, Request } from 'express';

import type { JsonObject } from '../matrix/json.js';
import type { Matrix } from '../matrix/matrix.js';
import type { ParkedRequests } from './parked-requests.js';
import type { RegistrationPolicy } from './registration-policy.js';
import type { Transactions } from './transactions.js';

/** What the endpoints of one homeserver work on. */
export interface ServerParts {
  readonly matrix: Matrix;
  readonly transactions: Transactions;
  readonly parked: ParkedRequests;
  readonly registration: RegistrationPolicy;
  /** What `GET /_matrix/client/versions` says about experimental features. */
  readonly unstableFeatures: Readonly<Record<string, boolean>>;
  /** What `GET /_matrix/client/v3/capabilities` says at the moment beside what this homeserver can do anyway. */
  readonly capabilities: () => JsonObject;
}

const partsByApp = new WeakMap<Application, ServerParts>();

/** Tells which homeserver an app belongs to. */
export function setServerParts(app: Application, parts: ServerParts): void {
  partsByApp.set(app, parts);
}

/** The homeserver that a request came to: all homeservers of a process share one set of ordinary routes. */
export function serverPartsOf(request: Request<never> | Request): ServerParts {
  const parts = partsByApp.get(request.app);
  if (parts === undefined) throw new Error('the app of this request belongs to no homeserver');
  return parts;
}
