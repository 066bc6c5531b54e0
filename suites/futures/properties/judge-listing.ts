import type { JsonRecord } from '../../kit/matrix-json.js';
import type { ListedFuture } from '../listing.js';
import { type LastDeed, whyStillThere, whyUnlisted } from '../model/reasons.js';
import { type Future, livingIn, type World } from '../model/world.js';
import type { Person } from '../model/command.js';
import type { Divergence } from './divergence.js';
import { knownFrom, type KnownFuture, sameTokens } from './known-future.js';

/** What a listing's entry has to say of a future, in the words that go over the wire. */
export interface WireForm {
  readonly kind: string;
  readonly roomId: string;
  readonly type: string;
  /** The transaction id or the state key. */
  readonly key: string;
  /** Absent where the request had none. */
  readonly timeout?: string;
  /** Absent where it is open whether it is there. */
  readonly group?: string;
  readonly content: JsonRecord;
}

/** What has to be known to judge a listing. */
export interface ListingKnowledge {
  readonly known: ReadonlyMap<number, KnownFuture>;
  readonly wireForm: (future: Future) => WireForm;
  readonly nameOf: (future: Future) => string;
  readonly last: LastDeed;
}

/** Compares the entries of a user's listing, those of the sequence's rooms, with the futures that live. */
export function judgeListing(
  by: Person,
  entries: readonly ListedFuture[],
  world: World,
  { known, wireForm, nameOf, last }: ListingKnowledge,
): Divergence | undefined {
  const byToken = new Map<string, Future>();
  for (const future of world.futures) {
    const tokens = known.get(future.id);
    if (tokens !== undefined) byToken.set(tokens.send, future);
  }
  const listed = new Set<number>();
  for (const entry of entries) {
    const told = knownFrom(entry.response);
    const future = told === undefined ? undefined : byToken.get(told.send);
    const seen = `${by}'s listing has ${entry.url}`;
    if (future === undefined) {
      const requirement = last?.answer.is === 'refused' ? 'ERR-6' : last?.answer.is === 'same' ? 'SCHED-9' : 'LIST-3';
      return { requirement, expected: 'no other futures in the listing', seen };
    }
    if (future.by !== by) return { requirement: 'LIST-4', expected: `only ${by}'s own futures are listed`, seen };
    if (future.end !== undefined) {
      return { requirement: whyUnlisted(future), expected: `${nameOf(future)} is not listed any more`, seen };
    }
    if (listed.has(future.id)) return { requirement: 'LIST-1', expected: `${nameOf(future)} is listed once`, seen };
    listed.add(future.id);
    const tokens = known.get(future.id);
    if (told === undefined || tokens === undefined || !sameTokens(told, tokens)) {
      const requirement = future.refreshed ? 'LIST-5' : 'LIST-3';
      return { requirement, expected: `${nameOf(future)} is listed with the tokens that were first given`, seen };
    }
    const wrong = differenceIn(entry, wireForm(future));
    if (wrong !== undefined) {
      const whole = JSON.stringify(entry.entry);
      return { requirement: 'LIST-3', expected: `${nameOf(future)} is listed with ${wrong}`, seen: whole };
    }
  }
  const missing = livingIn(world).find((future) => future.by === by && !listed.has(future.id));
  if (missing === undefined) return undefined;
  return {
    requirement: whyStillThere(missing, last, world),
    expected: `${nameOf(missing)} still waits and is listed`,
    seen: `${by}'s listing does not have it`,
  };
}

/** What should be in an entry and is not, in words. */
function differenceIn({ kind, roomId, type, key, query, body }: ListedFuture, wire: WireForm): string | undefined {
  const timeout = query.get('future_timeout') ?? query.get('timeout') ?? undefined;
  const group = query.get('future_group_id') ?? undefined;
  if (kind !== wire.kind || roomId !== wire.roomId) return `the path of ${wire.kind} in its room`;
  if (type !== wire.type || key !== wire.key) return `the type ${wire.type} and the key ${JSON.stringify(wire.key)}`;
  if (wire.timeout !== undefined && timeout !== wire.timeout) return `the timeout ${wire.timeout}`;
  if (wire.group !== undefined && group !== wire.group) return `the group id ${wire.group}`;
  return JSON.stringify(body) === JSON.stringify(wire.content) ? undefined : `the body ${JSON.stringify(wire.content)}`;
}
