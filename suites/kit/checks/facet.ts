import type { Symptom } from './discrepancy.js';

/** One thing that a server may get wrong in whatever it does, such as sending an event once. What a revision knows of it. */
export interface Facet {
  /** The requirement that is broken by that wherever it is seen. */
  readonly plain: string;
  /** The requirements that are about that as well: in their checks it is seen as a breach of theirs. */
  readonly about: readonly string[];
  /** How it shows; anyhow unless given. */
  readonly symptom?: Symptom;
}

/** Whether a requirement is about such a thing itself, so that its checks tell of it more exactly than the plain one. */
export function isAbout({ plain, about }: Facet, requirement: string): boolean {
  return plain === requirement || about.includes(requirement);
}
