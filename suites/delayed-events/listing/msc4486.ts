import type { JsonRecord, JsonValue } from '../../kit/rooms/matrix-json.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { User } from '../../kit/rooms/user.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';
import { entriesOf } from '../words/list-entries.js';

/** Where MSC4486 has its list, by the flag that says so. */
export const MSC4486_PATHS = {
  'org.matrix.msc4486.stable': '/_matrix/client/v1/delayed_events',
  'org.matrix.msc4486': '/_matrix/client/unstable/org.matrix.msc4486/delayed_events',
} as const;

/** The most pages that are read of a list. */
const MOST_PAGES = 100;

/**
 * The paths at which the server says to have MSC4486's list.
 *
 * @throws NotApplicable where it says nothing of it
 */
export async function pathsOf4486(t: DelayedEventsContext): Promise<readonly string[]> {
  const { json } = await t.alice.request('GET', '/_matrix/client/versions');
  const paths = Object.entries(MSC4486_PATHS).flatMap(([flag, path]) =>
    dig(json, 'unstable_features', flag) === true ? [path] : [],
  );
  if (paths.length === 0) t.notApplicable('the server does not say that it has MSC4486');
  return paths;
}

/**
 * All entries of a list that are of some room, over as many pages as there are.
 *
 * @param requirement - what it means when there is no such list
 */
export async function listed(
  t: DelayedEventsContext,
  by: User,
  path: string,
  requirement: Id,
  query: Readonly<Record<string, string>>,
  roomId: string,
): Promise<JsonRecord[]> {
  const entries: JsonRecord[] = [];
  let from: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await by.request('GET', path, { query: { ...query, ...(from === undefined ? {} : { from }) } });
    const isList = answer.ok && Array.isArray(answer.body['delayed_events']);
    t.require(requirement, isList, {
      what: `the list with ${JSON.stringify(query)}`,
      expected: 'delayed_events',
      seen: answer,
    });
    entries.push(...entriesOf(answer));
    from = answer.string('next_batch');
    if (from === undefined) break;
  }
  return entries.filter((entry) => entry['room_id'] === roomId);
}

/** The `delay_id`s of entries, in their order. */
export function idsOf(entries: readonly JsonRecord[]): JsonValue[] {
  return entries.map((entry) => entry['delay_id'] ?? null);
}

/** When an entry says that it is due, in Unix milliseconds. */
export function dueOf(entry: JsonRecord | undefined): number {
  return Number(entry?.['delayed_since_ts']) + Number(entry?.['delay_ms']);
}
