import { Answer } from '../connection/answer.js';
import type { SeenEvent } from '../rooms/matrix-json.js';
import type { AskedFor, Room } from '../rooms/room.js';

/**
 * How a broken requirement shows: something that had to come or to be there is missing; something came that must not, or
 * too early, or too late; what has to be accepted was refused, or the other way round; or it is otherwise than asked.
 */
export const SYMPTOMS = ['missing', 'unexpected', 'early', 'late', 'refused', 'accepted', 'different'] as const;

export type Symptom = (typeof SYMPTOMS)[number];

/** What can be said in a sentence. */
type Sayable = string | number | boolean | Answer | null | undefined;

/** The events that a discrepancy is about: what is wrong is that they are in their rooms, or that they are not. */
export interface EventsAmiss {
  /** They must not have been there by then. */
  readonly unwanted?: readonly SeenEvent[];
  /** One of them at least had to be there by then. */
  readonly missing?: readonly (AskedFor & { readonly room: Room })[];
}

/** What was expected and what came. */
export interface Discrepancy {
  /** What was looked at: the beginning of the sentence. */
  readonly what?: string;
  readonly expected: Sayable;
  readonly seen: Sayable;
  /** `different` unless given, or `refused` where 200 was expected. */
  readonly symptom?: Symptom;
  /** The whole in a sentence, where it is told better otherwise. */
  readonly sentence?: string;
  /** The events that it is about, where it is no more than that they came or did not come. */
  readonly amiss?: EventsAmiss;
}

/** What is wrong: a discrepancy, or a sentence where expected and seen say nothing more. */
export type Wrong = string | Discrepancy;

/** What is wrong in a sentence. */
export function sentenceOf(wrong: Wrong): string {
  if (typeof wrong === 'string') return wrong;
  const { what, expected, seen, sentence } = wrong;
  const about = what === undefined ? '' : `${what}: `;
  return sentence ?? `${about}expected ${String(expected)}, got ${String(seen)}`;
}

/** The same, with something before it that tells when it was. */
export function beginningWith(what: string, wrong: Wrong): Wrong {
  if (typeof wrong === 'string') return `${what}: ${wrong}`;
  const { sentence, ...rest } = wrong;
  const before = rest.what === undefined ? what : `${what}: ${rest.what}`;
  return { ...rest, what: before, ...(sentence === undefined ? {} : { sentence: `${what}: ${sentence}` }) };
}

/** How it shows that something is wrong. */
export function symptomOf(wrong: Wrong): Symptom {
  if (typeof wrong === 'string') return 'different';
  const { symptom, expected, seen } = wrong;
  return symptom ?? (expected === 200 && seen instanceof Answer ? 'refused' : 'different');
}

/** The same, in masked words. */
export function masked(wrong: Wrong, mask: (text: string) => string): Wrong {
  if (typeof wrong === 'string') return mask(wrong);
  const { what, expected, seen } = wrong;
  return {
    ...(what === undefined ? {} : { what: mask(what) }),
    expected: mask(String(expected)),
    seen: mask(String(seen)),
    symptom: symptomOf(wrong),
    sentence: mask(sentenceOf(wrong)),
  };
}
