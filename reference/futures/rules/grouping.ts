import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import { type FutureKind, type Group, hasTimeout } from '../future.js';

/** Whom an id means a group of. */
export interface GroupOwner {
  readonly owner: string;
  readonly deviceId: string;
  readonly roomId: string;
}

/** What is known when a future asks for its place. */
export interface PlaceFacts {
  readonly kind: FutureKind;
  readonly roomId: string;
  /** The group id that was asked for. */
  readonly groupId: string | undefined;
  /** The living group that this id means to this user. */
  readonly group: Group | undefined;
  /** Whether this id meant a group to this user that is gone. */
  readonly isUsedUp: boolean;
  /** Whether a living group of somebody else has this id. */
  readonly isForeign: boolean;
}

/** Where a new future belongs. */
export type Place =
  | { readonly how: 'joins'; readonly group: Group }
  | { readonly how: 'opens'; readonly groupId: string }
  | { readonly how: 'opens-generated' };

/** Which futures belong together. */
export interface GroupingRules {
  /** Two ids mean the same group exactly if this says the same of them. */
  readonly groupKey: (facts: GroupOwner & { readonly groupId: string }) => string;
  /**
   * Finds the place of a new future.
   *
   * @throws MatrixError
   */
  readonly placeInGroup: (facts: PlaceFacts) => Place;
  /** Makes up a group id. */
  readonly newGroupId: (facts: { readonly random: () => string }) => string;
}

/** The rules on groups. */
export function groupingRules(readings: FuturesReadings): GroupingRules {
  return {
    // GROUP-7: an id means something to its user alone. GROUP-9: and it is compared as it stands. Q-ROOMS
    groupKey: ({ owner, roomId, groupId }) =>
      JSON.stringify(readings['Q-ROOMS'] === 'separate' ? [owner, groupId, roomId] : [owner, groupId]),

    placeInGroup: (facts) => {
      const { kind, group, roomId } = facts;
      if (group !== undefined) judgeRoom(group, roomId, readings);
      return kind === 'action' ? placeOfAction(facts, readings) : placeOfTimeout(facts, readings);
    },

    // GROUP-3: unique, since nobody can guess it either.
    newGroupId: ({ random }) => random(),
  };
}

function placeOfAction({ groupId, group }: PlaceFacts, readings: FuturesReadings): Place {
  // Q-NO-GROUP
  if (groupId === undefined && readings['Q-NO-GROUP'] === '400') {
    throw new MatrixError(400, 'M_MISSING_PARAM', 'An action future needs future_group_id.');
  }
  // GROUP-4
  if (group === undefined || !hasTimeout(group.members)) {
    throw new MatrixError(409, 'M_CONFLICT', 'An action future needs a timeout future in its group.');
  }
  return { how: 'joins', group };
}

function placeOfTimeout(facts: PlaceFacts, readings: FuturesReadings): Place {
  const { groupId, group, isUsedUp, isForeign } = facts;
  // GROUP-3
  if (groupId === undefined) return { how: 'opens-generated' };
  // GROUP-5, GROUP-6
  if (group !== undefined) return { how: 'joins', group };
  // Q-FOREIGN-GROUP
  if (isForeign && readings['Q-FOREIGN-GROUP'] === 'refused') throw refusedGroup('is taken');
  // Q-GROUP-REUSE
  if (isUsedUp && readings['Q-GROUP-REUSE'] === 'refused') throw refusedGroup('has been used up');
  // Q-CLIENT-GROUP
  switch (readings['Q-CLIENT-GROUP']) {
    case 'opens':
      return { how: 'opens', groupId };
    case 'replaced':
      return { how: 'opens-generated' };
    case 'refused':
      throw refusedGroup('is not one that the server gave you');
  }
}

// Q-ROOMS
function judgeRoom(group: Group, roomId: string, readings: FuturesReadings): void {
  if (readings['Q-ROOMS'] !== 'refused') return;
  for (const { draft } of group.members) if (draft.roomId !== roomId) throw refusedGroup('belongs to another room');
}

function refusedGroup(why: string): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', `This future_group_id ${why}.`);
}
