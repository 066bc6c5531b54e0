import { dig, isRecord } from '../../kit/rooms/matrix-json.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/** The room versions that the server says it makes rooms of; nothing where it does not say. */
async function roomVersionsOf(t: DelayedEventsContext): Promise<readonly string[] | undefined> {
  const { body } = await t.alice.request('GET', '/_matrix/client/v3/capabilities');
  const versions = dig(body, 'capabilities', 'm.room_versions', 'available');
  return isRecord(versions) ? Object.keys(versions) : undefined;
}

/** Ends the check where the server does not say that it makes rooms of a version. */
export async function presupposeRoomsOf(t: DelayedEventsContext, version: string): Promise<void> {
  const versions = await roomVersionsOf(t);
  if (versions?.includes(version) !== true) t.notApplicable(`there are no rooms of version ${version}`);
}

/** A version for a room, where the server does not say that it makes no such rooms; else its default. */
export async function versionIfThere(t: DelayedEventsContext, version: string): Promise<{ readonly version?: string }> {
  const versions = await roomVersionsOf(t);
  return versions?.includes(version) === false ? {} : { version };
}
