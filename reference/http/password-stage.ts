import type { Session } from '../matrix/accounts.js';
import type { JsonObject } from '../matrix/json.js';
import { type Matrix, randomToken } from '../matrix/matrix.js';
import { optionalText } from './body-field.js';
import { StageWanted } from './stage-wanted.js';
import { userNamedIn } from './user-identifier.js';

const STAGE = 'm.login.password';

/**
 * Makes sure by the stage `m.login.password` that a request comes from the user themself, and not only from one of their
 * devices. Application services need no proof beside their token.
 *
 * @throws StageWanted 401 when the request has no such proof yet, or a wrong one
 */
export function checkPasswordStage(matrix: Matrix, session: Session, { auth }: JsonObject): void {
  const { userId, isApplicationService } = session;
  if (isApplicationService === true) return;
  const attempt = (typeof auth === 'object' && auth !== null ? auth : {}) as JsonObject;
  if (attempt.type === STAGE && isProof(matrix, userId, attempt)) return;
  throw new StageWanted({
    flows: [{ stages: [STAGE] }],
    session: typeof attempt.session === 'string' ? attempt.session : randomToken(),
    ...(attempt.type === undefined ? {} : { failure: failureOf(attempt) }),
  });
}

function isProof({ accounts }: Matrix, userId: string, attempt: JsonObject): boolean {
  const isOwn = accounts.userIdOf(userNamedIn(attempt)) === userId;
  return isOwn && accounts.isPassword(userId, optionalText(attempt, 'password') ?? '');
}

function failureOf({ type }: JsonObject): string {
  return type === STAGE ? 'The user name or the password is wrong.' : 'This takes another stage of authentication.';
}
