import type { Router } from 'express';

import { clientEvent, clientEvents, isShown, type Reader } from '../matrix/client-event.js';
import { EventFilter } from '../matrix/event-filter.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { page, type Direction } from '../matrix/pagination.js';
import { senderMemberships } from '../matrix/sender-memberships.js';
import { positionOf, tokenAt } from '../matrix/token.js';
import { forUser } from './route.js';

/** How many events a page has when the request does not say, and at most. */
const DEFAULT_PAGE = 10;
const MAX_PAGE = 1_000;

/** The history of rooms. */
export function addHistoryEndpoints(router: Router): void {
  router.get(
    ...forUser('/_matrix/client/v3/rooms/:roomId/messages', ({ matrix, session, params, query }) => {
      const { room, view } = matrix.rooms.viewOf(params.roomId, session.userId);
      const direction = directionOf(query.text('dir'));
      const filter = new EventFilter(query.json('filter') ?? {});
      const from = query.text('from');
      const to = query.text('to');
      const now = matrix.stream.position;
      const start = from === undefined ? (direction === 'b' ? now : 0) : positionOf(from, matrix.stream);
      const { entries, end } = page(room, view, {
        direction,
        start,
        stop: to === undefined ? undefined : positionOf(to, matrix.stream),
        limit: Math.min(query.count('limit') ?? DEFAULT_PAGE, filter.limit ?? MAX_PAGE, MAX_PAGE),
        filter,
      });
      const reader: Reader = { session, endpoint: 'messages', view, now: matrix.clock.now() };
      return {
        start: tokenAt(start),
        ...(end === undefined ? {} : { end: tokenAt(end) }),
        chunk: clientEvents(entries, reader),
        ...(filter.lazyLoadMembers
          ? { state: senderMemberships(room, entries).map((entry) => clientEvent(entry, { ...reader, part: 'state' })) }
          : {}),
      };
    }),
  );

  router.get(
    ...forUser('/_matrix/client/v3/rooms/:roomId/event/:eventId', ({ matrix, session, params }) => {
      const { view, entry } = matrix.rooms.visibleEvent(params.roomId, params.eventId, session.userId);
      const reader: Reader = { session, endpoint: 'event', view, now: matrix.clock.now() };
      if (!isShown(entry, reader)) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such event.');
      return clientEvent(entry, reader);
    }),
  );

  router.get(
    ...forUser('/_matrix/client/v3/rooms/:roomId/context/:eventId', ({ matrix, session, params, query }) => {
      const { room, view } = matrix.rooms.viewOf(params.roomId, session.userId);
      const entry = room.entry(params.eventId);
      if (entry === undefined || !view.canSee(entry) || !isShown(entry, { session, endpoint: 'context' }))
        throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such event.');

      const filter = new EventFilter(query.json('filter') ?? {});
      const half = Math.min(query.count('limit') ?? DEFAULT_PAGE, MAX_PAGE) / 2;
      const { position } = entry;
      const before = page(room, view, {
        direction: 'b',
        start: position - 1,
        stop: undefined,
        limit: Math.floor(half),
        filter,
      });
      const after = page(room, view, {
        direction: 'f',
        start: position,
        stop: undefined,
        limit: Math.ceil(half),
        filter,
      });
      const reader: Reader = { session, endpoint: 'context', view, now: matrix.clock.now() };
      const last = after.entries.at(-1)?.position ?? position;
      const shown = [...before.entries, entry, ...after.entries];
      const state = view.stateAt(last);
      const members = filter.lazyLoadMembers ? new Set(senderMemberships(room, shown)) : undefined;
      return {
        event: clientEvent(entry, reader),
        events_before: clientEvents(before.entries, { ...reader, part: 'neighbours' }),
        events_after: clientEvents(after.entries, { ...reader, part: 'neighbours' }),
        state: state
          .filter((item) => item.event.type !== 'm.room.member' || (members?.has(item) ?? true))
          .map((item) => clientEvent(item, { ...reader, part: 'state' })),
        start: tokenAt(before.end ?? 0),
        end: tokenAt(last),
      };
    }),
  );
}

function directionOf(text: string | undefined): Direction {
  if (text === 'b' || text === 'f') return text;
  if (text === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', 'dir is missing.');
  throw new MatrixError(400, 'M_INVALID_PARAM', 'dir is b or f.');
}
