import { Violation } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Future } from './future.js';

/** A future's token does something that should be dead: what else is broken by that is looked for afterwards. */
export class LivingOn extends Violation {
  constructor(
    requirement: string,
    answer: Answer,
    readonly future: Future,
    readonly why: string,
  ) {
    super(requirement, { what: why, expected: 'a refusal with 4xx', seen: answer, symptom: 'accepted' });
  }
}
