import type { Answer } from '../../kit/connection/answer.js';
import { isMatrixError } from '../../kit/checks/context.js';
import { isTimed } from '../model/sameness.js';
import type { Expected, Future } from '../model/world.js';
import type { Divergence } from '../../sequences/divergence.js';
import { knownFrom, type KnownFuture, sameTokens } from './known-future.js';

/** Whether an answer is of the kind that the model expects; what is in it is looked at by {@link judgeTokens}. */
export function judgeAnswer(expected: Expected, answer: Answer): Divergence | undefined {
  const seen = String(answer);
  if (answer.status >= 500) {
    const requirement = expected.why === 'TOKEN-9' ? expected.why : 'ERR-7';
    return { requirement, expected: 'no status of 500 or more', seen };
  }
  switch (expected.is) {
    case 'any':
      return undefined;
    case 'refused': {
      const { why, status } = expected;
      const wanted = status === undefined ? 'a refusal with 4xx' : `a refusal with ${status}`;
      if (answer.ok) return { requirement: why, expected: wanted, seen, isSymptom: true };
      if (!answer.refused || (status ?? answer.status) !== answer.status)
        return { requirement: why, expected: wanted, seen };
      return isMatrixError(answer) ? undefined : { requirement: 'ERR-7', expected: 'an errcode and an error', seen };
    }
    default: {
      const wanted = expected.is === 'same' ? '200 and the tokens of before' : '200';
      return answer.ok ? undefined : { requirement: expected.why, expected: wanted, seen };
    }
  }
}

/**
 * Judges what an accepted scheduling request was answered with.
 *
 * @param future - what the model knows of it
 * @param given - the id of its group, where the request named one and it was not replaced
 * @param known - what the server has told of earlier ones
 */
export function judgeTokens(
  future: Future,
  answer: Answer,
  given: string | undefined,
  known: ReadonlyMap<number, KnownFuture>,
): Divergence | undefined {
  const seen = String(answer);
  const fresh = knownFrom(answer.body);
  if (fresh === undefined) return { requirement: 'RESP-1', expected: 'a token that sends the future', seen };
  if (answer.string('event_id') !== undefined) return { requirement: 'RESP-4', expected: 'no event_id', seen };
  if (isTimed(future)) {
    if (fresh.refresh === undefined) return { requirement: 'RESP-2', expected: 'a refresh_token', seen };
    if (fresh.cancel === undefined) return { requirement: 'RESP-2', expected: 'a cancel_token', seen };
    if (given === undefined && fresh.group === undefined)
      return { requirement: 'RESP-2', expected: 'the id of the group that was made', seen };
  } else if (fresh.refresh !== undefined) {
    return { requirement: 'RESP-3', expected: 'no refresh_token', seen };
  }
  if (given !== undefined && fresh.group !== undefined && fresh.group !== given)
    return { requirement: 'RESP-5', expected: `the group id that was given, ${given}`, seen, isSymptom: true };
  for (const [id, other] of known) {
    if (id === future.id) continue;
    const tokens = [other.send, other.refresh, other.cancel].filter((token) => token !== undefined);
    const again = [fresh.send, fresh.refresh, fresh.cancel].some((token) => tokens.includes(token ?? ''));
    if (again) {
      const requirement = other.txn !== undefined && other.txn === future.asked.txn ? 'SCHED-9' : 'RESP-7';
      return { requirement, expected: 'tokens that no other future has', seen };
    }
    if (isTimed(future) && given === undefined && other.group === fresh.group)
      return { requirement: 'GROUP-3', expected: 'a group id that no other group has', seen };
  }
  return undefined;
}

/** Judges that a repeated request was answered as the first one was. */
export function judgeRepetition(why: string, first: KnownFuture, answer: Answer): Divergence | undefined {
  const again = knownFrom(answer.body);
  if (again !== undefined && sameTokens(first, again)) return undefined;
  return { requirement: why, expected: 'the same tokens as before', seen: String(answer) };
}
