import type { Router } from 'express';

import { clientEvent, clientEvents, type Reader } from '../matrix/client-event.js';
import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { Direction } from '../matrix/pagination.js';
import { relatedEvents } from '../matrix/related-events.js';
import { threadsOf } from '../matrix/threads.js';
import type { TimelineEntry } from '../matrix/timeline-entry.js';
import { positionOf, tokenAt } from '../matrix/token.js';
import type { Query } from './query.js';
import { forUser } from './route.js';

/** How many events a page has when the request does not say, and at most. */
const DEFAULT_PAGE = 20;
const MAX_PAGE = 1_000;

/** How many relations may lie between an event and what is told of it, when a client asks for more than its children. */
const MAX_DEPTH = 3;

/** What relates to events, and the threads that come of it. */
export function addRelationEndpoints(router: Router): void {
  router.get(
    ...forUser(
      '/_matrix/client/v1/rooms/:roomId/relations/:eventId{/:relationType}{/:eventType}',
      ({ matrix, session, params, query }) => {
        const { view } = matrix.rooms.visibleEvent(params.roomId, params.eventId, session.userId);
        const depth = query.flag('recurse') ? MAX_DEPTH : 1;
        const from = query.text('from');
        const to = query.text('to');
        const { chunk, next } = pageOf(
          relatedEvents(params.eventId, view, {
            relationType: params.relationType,
            eventType: params.eventType,
            depth,
          }),
          {
            direction: directionOf(query),
            from: from === undefined ? undefined : positionOf(from, matrix.stream),
            to: to === undefined ? undefined : positionOf(to, matrix.stream),
            limit: limitOf(query),
          },
        );
        const reader: Reader = { session, endpoint: 'relations', view, now: matrix.clock.now() };
        return {
          chunk: clientEvents(chunk, reader),
          ...(next === undefined ? {} : { next_batch: tokenAt(next) }),
          ...(from === undefined ? {} : { prev_batch: from }),
          ...(query.text('recurse') === undefined ? {} : { recursion_depth: depth }),
        };
      },
    ),
  );

  router.get(
    ...forUser('/_matrix/client/v1/rooms/:roomId/threads', ({ matrix, session, params, query }): JsonObject => {
      const { view } = matrix.rooms.viewOf(params.roomId, session.userId);
      const include = query.text('include') ?? 'all';
      if (include !== 'all' && include !== 'participated') throw invalid('include is all or participated.');
      const limit = limitOf(query);
      const from = query.text('from');
      const start = from === undefined ? Infinity : positionOf(from, matrix.stream);

      const threads = threadsOf(view).filter(
        ({ latest, hasParticipated }) => latest.position <= start && (include === 'all' || hasParticipated),
      );
      const shown = threads.slice(0, limit);
      const next = threads[limit];
      const reader: Reader = { session, endpoint: 'threads', view, now: matrix.clock.now() };
      return {
        chunk: shown.map(({ root }) => clientEvent(root, reader)),
        ...(next === undefined ? {} : { next_batch: tokenAt(next.latest.position) }),
      };
    }),
  );
}

interface Stretch {
  readonly direction: Direction;
  /** A position between two events; where the direction begins unless given. */
  readonly from: number | undefined;
  /** The position not to go beyond. */
  readonly to: number | undefined;
  readonly limit: number;
}

/**
 * A part of a list of events.
 *
 * @param entries - the oldest first
 */
function pageOf(
  entries: readonly TimelineEntry[],
  { direction, from, to, limit }: Stretch,
): { chunk: readonly TimelineEntry[]; next: number | undefined } {
  const [after, until] = direction === 'b' ? [to ?? 0, from ?? Infinity] : [from ?? 0, to ?? Infinity];
  const between = entries.filter(({ position }) => position > after && position <= until);
  const ordered = direction === 'b' ? between.reverse() : between;
  const chunk = ordered.slice(0, limit);
  const last = chunk.at(-1);
  if (last === undefined || ordered.length === chunk.length) return { chunk, next: undefined };
  return { chunk, next: direction === 'b' ? last.position - 1 : last.position };
}

function directionOf(query: Query): Direction {
  const direction = query.text('dir') ?? 'b';
  if (direction !== 'b' && direction !== 'f') throw invalid('dir is b or f.');
  return direction;
}

function limitOf(query: Query): number {
  const limit = query.count('limit') ?? DEFAULT_PAGE;
  if (limit === 0) throw invalid('limit has to be greater than zero.');
  return Math.min(limit, MAX_PAGE);
}

function invalid(message: string): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', message);
}
