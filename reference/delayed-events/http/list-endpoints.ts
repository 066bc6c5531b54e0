import type { Router } from 'express';

import { Query } from '../../http/query.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import { DELAY_STATUSES, type ListFilter, type ListPlace } from '../rules/listing.js';
import { admitUser, answering, type EndpointParts } from './endpoint-parts.js';

/** Where MSC4486 puts its list, before and after it is accepted (DE-LIST-3). */
const LIST_PATHS = [
  '/_matrix/client/v1/delayed_events',
  '/_matrix/client/unstable/org.matrix.msc4486/delayed_events',
] as const;

/** What `GET /_matrix/client/versions` says of MSC4486 (DE-LIST-3). */
export const LIST_FEATURES: Readonly<Record<string, boolean>> = {
  'org.matrix.msc4486': true,
  'org.matrix.msc4486.stable': true,
};

/** How many events a page has unless the homeserver is told otherwise. */
export const DEFAULT_PAGE_SIZE = 100;

/** The endpoints of MSC4486, which list delayed events, finished ones too (DE-LIST-3, DE-LIST-4). */
export function addListEndpoints(router: Router, parts: EndpointParts, pageSize: number): void {
  const { engine, rules } = parts;
  const handler = answering(parts, 'list', (request) => {
    const by = admitUser(request, 'list', parts);
    const query = new Query(request);
    const { entries, next } = engine.list(
      {
        by,
        filter: filterOf(query),
        isDescending: isDescending(query),
        after: placeAfter(query),
        limit: pageSize,
      },
      rules,
    );
    return rules.listAnswer({ entries, nextBatch: next && `${next.dueAt}_${next.number}` });
  });
  for (const path of LIST_PATHS) router.get(path, handler);
}

/** DE-LIST-5 */
function filterOf(query: Query): ListFilter {
  const word = query.text('status');
  const status = DELAY_STATUSES.find((known) => known === word);
  if (word !== undefined && status === undefined) throw invalid(`status is one of ${DELAY_STATUSES.join(', ')}.`);
  return {
    fromTs: query.count('from_ts'),
    toTs: query.count('to_ts'),
    roomId: query.text('room_id'),
    type: query.text('type'),
    status,
  };
}

/** DE-LIST-4 */
function isDescending(query: Query): boolean {
  const direction = query.text('dir') ?? 'f';
  if (direction !== 'f' && direction !== 'b') throw invalid('dir is f or b.');
  return direction === 'b';
}

/** DE-LIST-4 */
function placeAfter(query: Query): ListPlace | undefined {
  const token = query.text('from');
  if (token === undefined) return undefined;
  const parts = /^(\d{1,16})_(\d{1,16})$/.exec(token);
  if (parts === null) throw invalid('from is no token of this homeserver.');
  return { dueAt: Number(parts[1]), number: Number(parts[2]) };
}

function invalid(message: string): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', message);
}
