import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { ListedFuture } from '../words/listing.js';
import { type Future, livingIn, type World } from '../model/world.js';
import type { Person } from '../../sequences/happening.js';
import type { Divergence } from '../../sequences/divergence.js';
import { knownFrom, type KnownFuture, sameTokens } from './known-future.js';
import { type LastFuturesStep, whyStillThere, whyUnlisted } from './reasons.js';

/** What a listing's entry has to say of a future, in the words that go over the wire. */
export interface WireForm {
  readonly kind: string;
  readonly roomId: string;
  readonly type: string;
  /** The transaction id or the state key. */
  readonly key: string;
  /** Absent where the request had none. */
  readonly timeout?: string;
  readonly group?: { readonly id: string; readonly isGiven: boolean };
  readonly content: JsonRecord;
}

/** What has to be known to judge a listing. */
export interface ListingKnowledge {
  readonly known: ReadonlyMap<number, KnownFuture>;
  readonly wireForm: (future: Future) => WireForm;
  readonly nameOf: (future: Future) => string;
  readonly last: LastFuturesStep;
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
      return { requirement: whyUnknown(last), expected: 'no other futures in the listing', seen };
    }
    if (future.by !== by) return { requirement: 'LIST-4', expected: `only ${by}'s own futures are listed`, seen };
    if (future.end !== undefined) {
      const expected = `${nameOf(future)} is not listed any more`;
      return { requirement: whyUnlisted(future), expected, seen, isSymptom: true };
    }
    if (listed.has(future.id)) return { requirement: 'LIST-1', expected: `${nameOf(future)} is listed once`, seen };
    listed.add(future.id);
    const tokens = known.get(future.id);
    if (told === undefined || tokens === undefined || !sameTokens(told, tokens)) {
      const requirement = future.moved.length > 0 ? 'LIST-5' : 'LIST-3';
      return { requirement, expected: `${nameOf(future)} is listed with the tokens that were first given`, seen };
    }
    const wire = wireForm(future);
    const wrong = differenceIn(entry, wire);
    if (wrong !== undefined) {
      const expected = `${nameOf(future)} is listed with ${wrong}`;
      return { requirement: 'LIST-3', expected, seen: JSON.stringify(entry.entry), isSymptom: true };
    }
    if (namesAnotherGroup(entry, wire)) {
      const expected = `${nameOf(future)} is listed with the group id that it was answered with, ${wire.group?.id}`;
      return { requirement: 'RESP-5', expected, seen };
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

/** The requirement by which a listing does not show what nobody knows of. */
function whyUnknown(last: LastFuturesStep): string {
  if (last?.answer.is === 'same') return 'SCHED-9';
  if (last?.answer.is !== 'refused') return 'LIST-3';
  // What has a rule on its refusal is by that rule not stored, either.
  return ['GROUP-4', 'SCHED-4'].includes(last.answer.why) ? last.answer.why : 'ERR-6';
}

/** Whether an entry has another id for a group than the one that the server has made and told. */
function namesAnotherGroup({ query }: ListedFuture, { group }: WireForm): boolean {
  const listed = query.get('future_group_id') ?? undefined;
  return listed !== undefined && group !== undefined && listed !== group.id;
}

/** What should be in an entry and is not, in words. */
function differenceIn({ kind, roomId, type, key, query, body }: ListedFuture, wire: WireForm): string | undefined {
  const timeout = query.get('future_timeout') ?? query.get('timeout') ?? undefined;
  const group = query.get('future_group_id') ?? undefined;
  if (kind !== wire.kind || roomId !== wire.roomId) return `the path of ${wire.kind} in its room`;
  if (type !== wire.type || key !== wire.key) return `the type ${wire.type} and the key ${JSON.stringify(wire.key)}`;
  if (wire.timeout !== undefined && timeout !== wire.timeout) return `the timeout ${wire.timeout}`;
  if (wire.group?.isGiven === true && group !== wire.group.id) return `the group id ${wire.group.id}`;
  return JSON.stringify(body) === JSON.stringify(wire.content) ? undefined : `the body ${JSON.stringify(wire.content)}`;
}
