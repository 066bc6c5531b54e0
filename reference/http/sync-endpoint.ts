import type { NextFunction, Request, Response, Router } from 'express';

import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { PRESENCE_STATES } from '../matrix/presence.js';
import { SyncFilter } from '../matrix/sync-filter.js';
import { sync } from '../matrix/sync.js';
import type { StateAfterName, SyncRequest } from '../matrix/sync-job.js';
import { positionOf } from '../matrix/token.js';
import { userCallOf, type UserCall } from './route.js';

/** By which parameter a client asks for the state after the timeline, under which name. */
const STATE_AFTER_PARAMETERS: Readonly<Record<string, StateAfterName>> = {
  use_state_after: 'state_after',
  'org.matrix.msc4222.use_state_after': 'org.matrix.msc4222.state_after',
};

/** What has changed, for clients that keep asking. */
export function addSyncEndpoint(router: Router): void {
  router.get('/_matrix/client/v3/sync', (request: Request, response: Response, next: NextFunction) => {
    const call = userCallOf(request);
    const syncRequest = syncRequestOf(call);
    const timeout = call.query.count('timeout') ?? 0;
    notePresence(call);

    const answer = sync(call.matrix, call.session, syncRequest);
    const mayWait = answer.isEmpty && syncRequest.since !== undefined && !syncRequest.fullState && timeout > 0;
    if (mayWait) park(call, syncRequest, timeout, response, next);
    else response.json(answer.body);
  });
}

/** Whoever polls is online, unless they say to be idle or not to be noticed. */
function notePresence<P>({ matrix, session, query }: UserCall<P>): void {
  const wanted = query.text('set_presence') ?? 'online';
  const state = PRESENCE_STATES.find((known) => known === wanted);
  if (state === undefined) {
    throw new MatrixError(400, 'M_INVALID_PARAM', 'set_presence is online, offline or unavailable.');
  }
  matrix.presence.poll(session, state, () => matrix.rooms.acquaintancesOf(session.userId));
}

/** Lets a sync wait until there is something to tell, its time is up, the client goes away, or its device is gone. */
function park<P>(
  call: UserCall<P>,
  request: SyncRequest,
  timeout: number,
  response: Response,
  next: NextFunction,
): void {
  const { matrix, session, parked } = call;

  let hasLeft = false;
  const leave = (): void => {
    hasLeft = true;
    alarm.cancel();
    unwatch();
    unpark();
    stopListening();
    response.off('close', leave);
  };
  const answer = (evenEmpty: boolean): void => {
    if (hasLeft) return;
    try {
      const { isEmpty, body } = sync(matrix, session, request);
      if (isEmpty && !evenEmpty) return;
      leave();
      response.json(body);
    } catch (error) {
      leave();
      next(error);
    }
  };

  const alarm = matrix.clock.schedule(matrix.clock.now() + timeout, () => answer(true));
  const unwatch = matrix.stream.watch(
    session.userId,
    soon(() => answer(false)),
  );
  const unpark = parked.add(() => answer(true));
  const stopListening = matrix.onLogout(() => {
    if (matrix.accounts.isOpen(session)) return;
    leave();
    next(new MatrixError(401, 'M_UNKNOWN_TOKEN', 'The device has been logged out.'));
  });
  response.on('close', leave);
}

/**
 * Does something once the request that is being handled is answered, and only once for all that it changes: clients are
 * not prepared to hear of their own event before the answer to sending it.
 */
function soon(act: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      act();
    });
  };
}

function syncRequestOf<P>({ matrix, session, query }: UserCall<P>): SyncRequest {
  const since = query.text('since');
  return {
    since: since === undefined ? undefined : positionOf(since, matrix.stream),
    fullState: query.flag('full_state'),
    filter: new SyncFilter(filterOf(query.text('filter'), { matrix, session, query })),
    stateAfter: Object.entries(STATE_AFTER_PARAMETERS).flatMap(([parameter, name]) =>
      query.flag(parameter) ? [name] : [],
    ),
  };
}

/** A filter is given whole, or by the id under which it is stored. */
function filterOf(
  text: string | undefined,
  { matrix, session, query }: Pick<UserCall<unknown>, 'matrix' | 'session' | 'query'>,
): JsonObject {
  if (text === undefined) return {};
  if (text.startsWith('{')) return query.json('filter') ?? {};
  const filter = matrix.filters.get(session.userId, text);
  if (filter === undefined) throw new MatrixError(400, 'M_INVALID_PARAM', 'You have no such filter.');
  return filter;
}
