import type { Account } from '../accounts/account.js';
import { endpointOf } from '../connection/endpoint-of.js';
import type { SeenEvent } from '../rooms/matrix-json.js';
import { type Room, isMarker, isOfRoomsThemselves } from '../rooms/room.js';
import type { EvidenceEntry } from './evidence.js';

/** When what happened in a check, for a picture of it. All moments are milliseconds since the check began. */
export interface Course {
  readonly requests: readonly CourseRequest[];
  readonly arrivals: readonly CourseArrival[];
  readonly expectations: readonly Expectation[];
}

/** A request, as far as a picture shows it. */
export interface CourseRequest {
  readonly at: number;
  readonly took: number;
  readonly by?: string;
  /** The endpoint, without what names a room, a user or a token. */
  readonly what: string;
  readonly status?: number;
}

/** An event that was seen in a room. */
export interface CourseArrival {
  readonly at: number;
  readonly by: string;
  readonly what: string;
  /** Whether the check has sent it only to see that nothing came before it. */
  readonly marker?: true;
  /** Whether the check had no use for it. */
  readonly unexpected?: true;
}

/** What a check expected of some time. */
export interface Expectation {
  /**
   * `due`: an event had to come; `not-due`: it would have been due then, and must not come; `silence`: nothing at all was
   * to come.
   */
  readonly kind: 'due' | 'not-due' | 'silence';
  readonly from: number;
  readonly to: number;
  /** Until when it may come late without a word, or how long nothing had to come after that for it to be sure. */
  readonly until?: number;
  /** When the event that had to come was seen; absent where it was not. */
  readonly came?: number;
  readonly what: string;
}

/** With more requests than this a picture shows nothing. */
const MOST_REQUESTS = 120;

/** How long a text in a picture may be. */
const LONGEST = 80;

/** What a course is made of. */
export interface CourseFacts {
  readonly evidence: readonly EvidenceEntry[];
  readonly rooms: readonly Room[];
  readonly expectations: readonly Expectation[];
  readonly accounts: readonly Account[];
  /** Milliseconds since the check began, for a moment of the target's time. */
  readonly offset: (at: number) => number;
}

/** The course of a check; `undefined` where there was too much for a picture, or nothing. */
export function courseOf({ evidence, rooms, expectations, accounts, offset }: CourseFacts): Course | undefined {
  const exchanges = evidence.filter((entry) => entry.kind === 'exchange');
  if (exchanges.length === 0 || exchanges.length > MOST_REQUESTS) return undefined;
  const names = new Map(accounts.map(({ userId, name }) => [userId, name]));
  return {
    requests: exchanges.map(({ at, took, by, method, path, status }) => ({
      at,
      took,
      ...(by === undefined ? {} : { by }),
      what: endpointOf({ method, path }),
      ...(status === undefined ? {} : { status }),
    })),
    arrivals: rooms
      .flatMap((room) => {
        const unexpected = new Set(room.unexpected());
        return room.timeline.arrivals.map((arrival) => ({ ...arrival, isUnexpected: unexpected.has(arrival) }));
      })
      .filter(({ event }) => !isOfRoomsThemselves(event))
      .map(({ event, seenAt, isUnexpected }) => ({
        at: offset(seenAt),
        by: names.get(event.sender) ?? event.sender,
        what: inShort(event),
        ...(isMarker(event) ? { marker: true as const } : {}),
        ...(isUnexpected ? { unexpected: true as const } : {}),
      }))
      .toSorted((a, b) => a.at - b.at),
    expectations,
  };
}

/** The same, in masked words, short enough for a picture. */
export function maskedCourse({ requests, arrivals, expectations }: Course, mask: (text: string) => string): Course {
  const masked = <T extends { readonly what: string }>(each: T): T => ({
    ...each,
    what: shortened(mask(each.what)),
  });
  return {
    requests: requests.map(masked),
    arrivals: arrivals.map((arrival) => ({ ...masked(arrival), by: shortened(mask(arrival.by)) })),
    expectations: expectations.map(masked),
  };
}

function inShort({ type, state_key: key, content: { body } }: SeenEvent): string {
  return [type, key === undefined ? '' : `[${key}]`, typeof body === 'string' ? body : ''].filter(Boolean).join(' ');
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
