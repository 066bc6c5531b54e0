import type { Answer } from '../../kit/connection/answer.js';
import type { Divergence } from '../../sequences/divergence.js';
import type { Person } from '../../sequences/happening.js';
import { waitingIn, type World } from '../model/world.js';
import type { WireForm } from '../wire/wire-form.js';
import { entriesOf } from '../words/list-entries.js';
import { whyItIsOver, whyItWaits } from './blame.js';
import type { KnownEvents } from './known-events.js';
import { nameOf } from './sentences.js';
import type { LastDelayedStep } from './terms.js';

/** What is compared when a list is judged. */
export interface ListComparison {
  readonly person: Person;
  readonly answer: Answer;
  readonly form: WireForm;
  readonly world: World;
  readonly known: KnownEvents;
  readonly last: LastDelayedStep;
}

/**
 * Compares what somebody has waiting by the list of a form that has one. What a list looks like, and what else stands in
 * it, is asked of nobody (DE-LIST-1): it tells what waits.
 */
export function judgeList({ person, answer, form, world, known, last }: ListComparison): Divergence | undefined {
  if (!answer.ok) return undefined;
  const entries = entriesOf(answer).map((entry) => form.read(entry));
  const listed = new Set(
    entries.filter(({ finalised }) => finalised === undefined).map(({ delayId }) => known.numberOf(delayId)),
  );
  for (const event of world.events) {
    if (!listed.has(event.id)) continue;
    const seen = `${person}'s list has it among what waits`;
    if (event.by !== person)
      return { requirement: 'DE-GET-2', expected: `${nameOf(event)} is shown to nobody else`, seen };
    if (event.end === undefined) continue;
    const late = event.end.by === 'time' ? { mayBeLate: true as const } : {};
    return { requirement: whyItIsOver(event), expected: `${nameOf(event)} is over`, seen, isSymptom: true, ...late };
  }
  const missing = waitingIn(world).find(
    ({ by, id }) => by === person && known.idOf(id) !== undefined && !listed.has(id),
  );
  if (missing === undefined) return undefined;
  const expected = `${nameOf(missing)} still waits`;
  return {
    requirement: whyItWaits(missing, last),
    expected,
    seen: `${person}'s list does not have it`,
    isSymptom: true,
  };
}
