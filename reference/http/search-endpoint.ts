import type { Router } from 'express';

import { clientEvent, isShown, type Reader } from '../matrix/client-event.js';
import type { Json, JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { Room } from '../matrix/room.js';
import { requiredText } from './body-field.js';
import { forUser } from './route.js';

/** How many results an answer has at most. */
const MAX_RESULTS = 10;

/** Searching in what has been said in one's rooms. */
export function addSearchEndpoint(router: Router): void {
  router.post(
    ...forUser('/_matrix/client/v3/search', ({ matrix, session, body }) => {
      const categories = objectIn(body(), 'search_categories');
      if (categories['room_events'] === undefined) return { search_categories: {} };
      const asked = objectIn(categories, 'room_events');
      const words = wordsOf(requiredText(asked, 'search_term'));
      const { rooms } = asked['filter'] === undefined ? {} : objectIn(asked, 'filter');
      const isWanted = (room: Room): boolean => !Array.isArray(rooms) || rooms.includes(room.id);

      const found = matrix.rooms
        .joinedRooms(session.userId)
        .filter(isWanted)
        .flatMap((room) => {
          const { view } = matrix.rooms.viewOf(room.id, session.userId);
          const reader: Reader = { session, endpoint: 'search', view, now: matrix.clock.now() };
          const entries = room.timeline.filter(
            (entry) => isSaid(entry.event.content['body'], words) && view.canSee(entry) && isShown(entry, reader),
          );
          return entries.map((entry) => ({ entry, reader }));
        })
        .sort((one, other) => other.entry.position - one.entry.position);

      const results = found
        .slice(0, MAX_RESULTS)
        .map(({ entry, reader }): JsonObject => ({ rank: 1, result: clientEvent(entry, reader) }));
      return { search_categories: { room_events: { count: found.length, highlights: words, results } } };
    }),
  );
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether a text has all of some words in it. */
function isSaid(text: Json | undefined, words: readonly string[]): boolean {
  if (typeof text !== 'string') return false;
  const said = new Set(wordsOf(text));
  return words.every((word) => said.has(word));
}

function objectIn(body: JsonObject, name: string): JsonObject {
  const value = body[name];
  if (value === undefined) throw new MatrixError(400, 'M_MISSING_PARAM', `${name} is missing.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MatrixError(400, 'M_BAD_JSON', `${name} has to be an object.`);
  return value as JsonObject;
}
