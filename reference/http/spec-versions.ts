/** Something that a version of the specification has added to what a server does for its clients. */
export interface Addition {
  readonly what: string;
  /** The new endpoints that it consists of, if of any. */
  readonly endpoints?: readonly string[];
  /** Why it is not here; left out where it is. */
  readonly missing?: string;
}

/** A version of the specification, with what it has added. */
export interface SpecVersion {
  readonly version: string;
  readonly additions: readonly Addition[];
}

const NO_ENCRYPTION = 'encryption is out of scope';
const NO_PUSH = 'nothing is ever pushed';
const NO_SINGLE_SIGN_ON = 'single sign-on is out of scope';

/**
 * Version by version, what came to the Client-Server API for servers to do, and what of it is here. The table ends a
 * little after the first version that is not here in full: none after it can be claimed.
 *
 * @see https://spec.matrix.org/latest/changelog/
 */
export const SPEC_VERSIONS: readonly SpecVersion[] = [
  {
    version: 'v1.1',
    additions: [
      { what: 'v3 in the paths of endpoints', endpoints: ['GET /_matrix/client/v3/sync'] },
      { what: 'a reason for changes of membership' },
      { what: 'the device in whoami' },
      { what: 'the list of members for guests' },
      { what: 'rooms that take knocks' },
      { what: 'knocking', endpoints: ['POST /_matrix/client/v3/knock/:roomIdOrAlias'] },
      { what: 'key backup', endpoints: ['GET /_matrix/client/v3/room_keys/version'], missing: NO_ENCRYPTION },
      {
        what: 'cross-signing',
        endpoints: [
          'POST /_matrix/client/v3/keys/device_signing/upload',
          'POST /_matrix/client/v3/keys/signatures/upload',
        ],
        missing: NO_ENCRYPTION,
      },
      {
        what: 'a choice of single sign-on',
        endpoints: ['GET /_matrix/client/v3/login/sso/redirect/:idpId'],
        missing: NO_SINGLE_SIGN_ON,
      },
      {
        what: 'push rules that are not found',
        endpoints: ['GET /_matrix/client/v3/pushrules/global/:kind/:ruleId'],
        missing: NO_PUSH,
      },
      {
        what: 'reports of content without a reason or a score',
        endpoints: ['POST /_matrix/client/v3/rooms/:roomId/report/:eventId'],
        missing: 'nobody would read reports',
      },
    ],
  },
  {
    version: 'v1.2',
    additions: [
      { what: 'previous content inside unsigned' },
      { what: 'restricted rooms' },
      { what: 'is_guest in whoami' },
      { what: 'all kinds of events from guests' },
      { what: 'types of rooms' },
      { what: 'capabilities for profiles' },
      {
        what: 'registration by token',
        endpoints: ['GET /_matrix/client/v1/register/m.login.registration_token/validity'],
      },
      {
        what: 'the hierarchy of spaces',
        endpoints: ['GET /_matrix/client/v1/rooms/:roomId/hierarchy'],
        missing: 'spaces have nothing to do with delayed events',
      },
      {
        what: 'login of application services',
        missing: 'application services act by their own token here, without a login',
      },
      { what: 'fallback keys', missing: NO_ENCRYPTION },
    ],
  },
  {
    version: 'v1.3',
    additions: [
      { what: 'pages of history from its start or its end' },
      {
        what: 'relations',
        endpoints: [
          'GET /_matrix/client/v1/rooms/:roomId/relations/:eventId',
          'GET /_matrix/client/v1/rooms/:roomId/relations/:eventId/:relType',
          'GET /_matrix/client/v1/rooms/:roomId/relations/:eventId/:relType/:eventType',
        ],
      },
      { what: 'what relations come to' },
      { what: 'knock_restricted rooms' },
      {
        what: 'refresh tokens',
        endpoints: ['POST /_matrix/client/v3/refresh'],
        missing: 'access tokens do not expire here',
      },
    ],
  },
  {
    version: 'v1.4',
    additions: [
      { what: 'threads', endpoints: ['GET /_matrix/client/v1/rooms/:roomId/threads'] },
      { what: 'edits' },
      { what: 'private receipts, receipts of threads, and m.fully_read among receipts' },
      { what: 'read markers without m.fully_read' },
      {
        what: 'types of rooms in the room directory',
        endpoints: ['POST /_matrix/client/v3/publicRooms'],
        missing: 'there is no list of public rooms',
      },
      {
        what: 'the type of a room that is upgraded',
        endpoints: ['POST /_matrix/client/v3/rooms/:roomId/upgrade'],
        missing: 'rooms are not upgraded here',
      },
      { what: 'a push rule for server ACLs', missing: NO_PUSH },
    ],
  },
];

/**
 * The versions to claim: those up to the first one that is not here in full. The oldest one is claimed come what may, as
 * no client talks to a server that claims none. What is here of later ones, clients learn from {@link FEATURES_AHEAD}.
 */
export function claimedVersions(versions: readonly SpecVersion[] = SPEC_VERSIONS): string[] {
  const firstPartial = versions.findIndex(({ additions }) => additions.some(({ missing }) => missing !== undefined));
  const end = firstPartial === -1 ? versions.length : Math.max(firstPartial, 1);
  return versions.slice(0, end).map(({ version }) => version);
}

/** What is here of versions that are not claimed, by the names under which servers tell of it in `unstable_features`. */
export const FEATURES_AHEAD = {
  /** The state after the timeline, of v1.16. */
  'org.matrix.msc4222': true,
  /** Threads, of v1.4. */
  'org.matrix.msc3440.stable': true,
  /** The list of threads, of v1.4. */
  'org.matrix.msc3856.stable': true,
  /** Relations in either direction, of v1.4. */
  'org.matrix.msc3715.stable': true,
  /** Private receipts, of v1.4. */
  'org.matrix.msc2285.stable': true,
} as const;
