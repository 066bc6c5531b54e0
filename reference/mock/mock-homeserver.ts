import * as msw from 'msw';
import type { RequestHandler } from 'msw';

import { createHomeserver, type Homeserver, type HomeserverOptions, type WaitingEvent } from '../homeserver.js';
import type { ArrangedFailure } from './arranged-failures.js';
import type { MockClock } from './mock-clock.js';
import { lookIntoRoom, makeRoom, type MockRoom, type MockRoomOptions } from './mock-room.js';
import { logIn, type MockUser, type MockUserOptions, type UserOrId } from './mock-user.js';
import { MovedClock } from './moved-clock.js';
import type { ReceivedRequest } from './received-request.js';
import type { RequestMatch } from './request-match.js';
import { Traffic } from './traffic.js';

export type { WaitingEvent } from '../homeserver.js';
export type { Json, JsonObject } from '../matrix/json.js';
export type { RoomEvent } from '../matrix/room-event.js';
export type { ArrangedFailure } from './arranged-failures.js';
export type { MockClock } from './mock-clock.js';
export type { MockRoom, MockRoomOptions } from './mock-room.js';
export type { MockUser, MockUserOptions, UserOrId } from './mock-user.js';
export type { ReceivedRequest } from './received-request.js';
export type { RequestMatch } from './request-match.js';

/** How the homeserver of a mock is set up: its revisions, their readings, wire forms and limits. Everything may be left out. */
export type MockSettings = Omit<HomeserverOptions, 'clock' | 'clockControl'>;

/** Where the mock stands, and how its homeserver is set up. */
export interface MockHomeserverOptions extends MockSettings {
  /** The origin under which clients look for it, such as `https://hs.example`. */
  readonly url: string;
}

/** A homeserver that lives in the network layer of this very process, in the hands of a test. */
export interface MockHomeserver {
  /** The origin under which clients look for it. */
  readonly url: string;
  /**
   * For msw's `setupServer(...handlers)`, or `setupWorker(...handlers)` in a browser, for which there is
   * `futures-conformance/mock/browser`. They stay the same for good.
   */
  readonly handlers: RequestHandler[];
  /** The homeserver behind them; another one after each {@link reset}. */
  readonly homeserver: Homeserver;
  /** Its time, which stands still but for what the test, or fake timers, do. */
  readonly clock: MockClock;
  /**
   * Logs a user in, who is made if there is none of that name. Called again it opens another device.
   *
   * @param name - the part of the user id before the colon
   * @throws MatrixError when there can be no user of that name
   */
  user(name: string, options?: MockUserOptions): MockUser;
  /**
   * Makes a room with its members in it.
   *
   * @throws MatrixError when there can be no such room
   */
  createRoom(creator: UserOrId, options?: MockRoomOptions): MockRoom;
  /**
   * Looks into a room, whoever made it.
   *
   * @throws Error when there is none
   */
  room(roomId: string): MockRoom;
  /** The events that wait for their time or for an action, of both revisions, in the order of scheduling. */
  waiting(): WaitingEvent[];
  /** The requests that came, the oldest first; only those that are meant. */
  requests(match?: RequestMatch): ReceivedRequest[];
  /**
   * Lets the next request go wrong, or the next one that is meant; what is arranged first happens first.
   *
   * @param failure - what goes wrong, and with which requests; without anything the answer is 500 `M_UNKNOWN`
   */
  failNext(failure?: ArrangedFailure): void;
  /**
   * Starts over with an empty homeserver behind the same handlers: no users, no rooms, nothing arranged, and the time is
   * what `Date.now()` says. A request that is held back ends with a network error.
   *
   * @param settings - how it is set up until the next reset; as at first by default
   */
  reset(settings?: MockSettings): void;
  /** Stops it: its timers, and every request that waits; one that is held back ends with a network error. */
  close(): void;
}

/**
 * What clients of today meet: the accepted text on its own paths, and on the unstable ones what deployed servers speak.
 * Most of them take the unstable flag for the latter, and schedule by a parameter of the ordinary endpoints; a server that
 * has only the text's own unstable paths overlooks that parameter, and sends at once what was to be delayed.
 */
const SPOKEN_TO_CLIENTS = ['accepted', 'w4'] as const;

/**
 * Makes msw request handlers that answer as a homeserver does: every `/_matrix` path of a host name, its well-known
 * file, and nothing else. No socket is opened. The server name is the host name, unless the options say otherwise. There
 * can be any number of them at once, under different host names.
 *
 * @param where - the origin, such as `https://hs.example`, or that and how the homeserver is set up
 * @throws Error when the project's msw is older than 2
 * @throws RangeError when a revision, one of its readings, a wire form, the room version or the server name is none
 */
export function mockHomeserver(where: string | MockHomeserverOptions): MockHomeserver {
  if (!('http' in msw)) {
    throw new Error(
      'futures-conformance/mock works with msw 2.4 and newer, and this project has an older one: update msw.',
    );
  }
  const { url, ...first } = typeof where === 'string' ? { url: where } : where;
  const { origin, host } = new URL(url);
  const traffic = new Traffic();
  const clock = new MovedClock(() => traffic.settle(() => homeserver));
  const start = ({ delayedEvents, ...settings }: MockSettings): Homeserver =>
    createHomeserver({
      serverName: host,
      ...settings,
      delayedEvents: { wire: SPOKEN_TO_CLIENTS, ...delayedEvents },
      clock,
    });
  let homeserver = start(first);

  // A pattern without groups: msw would decode what they catch, and stumble over escapes that are none.
  const paths = new RegExp(`^${literally(origin)}/(?:_matrix|\\.well-known/matrix)/`);
  return {
    url: origin,
    handlers: [msw.http.all(paths, ({ request }) => traffic.answer(request, homeserver))],
    get homeserver() {
      return homeserver;
    },
    clock,
    user: (name, options = {}) => logIn(homeserver.matrix, name, options),
    createRoom: (creator, options = {}) => makeRoom(homeserver.matrix, creator, options),
    room: (roomId) => lookIntoRoom(homeserver.matrix, roomId),
    waiting: () => homeserver.waitingEvents(),
    requests: (match = {}) => traffic.received(match),
    failNext: (failure = {}) => traffic.failures.add(failure),
    reset(settings = first) {
      // The new one first: where the settings are none, all stays as it is.
      const next = start(settings);
      homeserver.close();
      homeserver = next;
      traffic.clear();
      clock.restart();
    },
    close() {
      homeserver.close();
      traffic.hangUp();
    },
  };
}

/** A text as a regular expression that matches just this text. */
function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
