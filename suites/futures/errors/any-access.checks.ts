import { type Arbitrary, constantFrom, oneof, record } from 'fast-check';

import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { inTurns } from '../../chance/in-turns.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { type Endpoint, type ProperRequest, properRequest } from './endpoints.js';
import { isStored } from './trace.js';

/** Who makes a request, as far as the access token tells. */
const CALLERS = ['oneself', 'another member', 'nobody', 'somebody unknown', 'nearly oneself'] as const;

/** Methods that no reading gives an endpoint (Q-METHOD). */
const FOREIGN_METHODS: Readonly<Record<Endpoint, readonly string[]>> = {
  send_future: ['POST', 'GET', 'DELETE', 'PATCH'],
  state_future: ['POST', 'GET', 'DELETE', 'PATCH'],
  listing: ['POST', 'PUT', 'DELETE', 'PATCH'],
  token: ['GET', 'DELETE', 'PATCH'],
};

/** A request that is what it should be but for who makes it and by which method. */
interface Access {
  readonly endpoint: Endpoint;
  readonly caller: (typeof CALLERS)[number];
  /** Absent for the endpoint's own. */
  readonly method?: string;
  /** What is called, where the endpoint is that of tokens. */
  readonly token: 'refreshToken' | 'cancelToken' | 'sendToken';
}

function accessTo(endpoint: Endpoint): Arbitrary<Access> {
  const token = constantFrom('refreshToken' as const, 'cancelToken' as const, 'sendToken' as const);
  const caller = constantFrom(...CALLERS);
  return oneof(
    record({ endpoint: constantFrom(endpoint), caller, token }),
    record({ endpoint: constantFrom(endpoint), caller, token, method: constantFrom(...FOREIGN_METHODS[endpoint]) }),
  );
}

/** Who may use which endpoint, and how (ERR-1, ERR-5, LIST-2, TOKEN-1). */
export const accessInputChecks: readonly Check[] = [
  inputCheck<Access>({
    id: 'errors.any-access',
    title: 'each endpoint answers whoever may use it, by its own method, and refuses all others without any effect',
    requirement: 'ERR-5',
    alsoVerifies: ['ERR-1', 'LIST-2', 'TOKEN-1'],
    needs: { accounts: 2 },
    inputs: oneof(accessTo('send_future'), accessTo('state_future'), accessTo('listing'), accessTo('token')),
    runs: 72,
    pending: [2, 0],
    ordinary: ({ endpoint, token }) => ({ endpoint, token, caller: 'oneself' }),
    async arrange(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
      // One after the other, so that nothing but the request at hand can have ended a future.
      return { attempt: inTurns((access) => tryAccess(t, room, access)) };
    },
  }),
];

/** What is wrong with how a request is answered, and with what it leaves behind. */
async function tryAccess(t: FuturesContext, room: Room, access: Access): Promise<Breach | undefined> {
  const { endpoint, token } = access;
  const [future, control] = endpoint === 'send_future' || endpoint === 'state_future' ? [] : await twoFutures(t, room);
  const proper = properRequest(t, room, endpoint, future?.[token] ?? '');
  const breach = await judgeAccess(t, access, proper, future, control);
  for (const each of [future, control]) if (each !== undefined) await t.withdraw(each.answer);
  const by = access.caller;
  const what = `${access.method ?? proper.method} on ${endpoint === 'token' ? `a ${token}` : endpoint} by ${by}`;
  return breach && { ...breach, wrong: `${what}: ${breach.wrong}` };
}

async function twoFutures(t: FuturesContext, room: Room): Promise<readonly [Future, Future]> {
  return [await t.message(t.alice, room), await t.message(t.alice, room)];
}

/**
 * Asks as the input says, and then without what is wrong with that.
 *
 * @param future - a future of Alice's, whose token is called where the endpoint is that of tokens
 * @param control - another one, with which nothing is done
 */
async function judgeAccess(
  t: FuturesContext,
  access: Access,
  proper: ProperRequest,
  future: Future | undefined,
  control: Future | undefined,
): Promise<Breach | undefined> {
  const { endpoint, caller, method } = access;
  const answer = await ask(t, { ...proper, method: method ?? proper.method }, caller);
  await t.withdraw(answer);
  const breach = method === undefined ? judgeCaller(access, answer) : judgeMethod(access, answer);
  if (breach !== undefined) return breach;
  if (answer.ok) {
    const isForeign = endpoint === 'listing' && caller !== 'oneself';
    const tells = isForeign && future !== undefined && answer.text.includes(future.sendToken);
    return tells ? { breaks: 'LIST-4', wrong: 'a future of another user is listed' } : undefined;
  }
  // What was refused has had no effect: the same request without the flaw does what it always does.
  const breaks = method === undefined ? 'ERR-6' : 'ERR-5';
  const label = proper.json?.['label'];
  if (typeof label === 'string' && (await isStored(t, label)))
    return { breaks, wrong: 'it was refused, and its future is listed' };
  const flawless = await ask(t, proper, 'oneself');
  await t.withdraw(flawless);
  if (flawless.ok || (control !== undefined && !(await t.callToken(control.refreshToken ?? '')).ok)) return undefined;
  return { breaks, wrong: `it was refused, and the same by its owner and its method then got ${flawless}` };
}

async function ask(t: FuturesContext, request: ProperRequest, caller: Access['caller']): Promise<Answer> {
  const { method, path, json } = request;
  const tokens: Readonly<Record<Access['caller'], () => string | null>> = {
    oneself: () => t.alice.account.accessToken,
    'another member': () => t.bob.account.accessToken,
    nobody: () => null,
    'somebody unknown': () => t.uniqueName('no-such-token'),
    'nearly oneself': () => `x${t.alice.account.accessToken}`,
  };
  const body = json === undefined ? { json: {} } : { json };
  return t.alice.request(method, path, { token: tokens[caller](), ...(method === 'GET' ? {} : body) });
}

/** Whether the server can know who asks. */
function isKnown(caller: Access['caller']): boolean {
  return caller === 'oneself' || caller === 'another member';
}

/** Judges the answer to the endpoint's own method. */
function judgeCaller({ endpoint, caller }: Access, answer: Answer): Breach | undefined {
  if (isKnown(caller) || (endpoint === 'token' && caller === 'nobody')) {
    const breaks = { send_future: 'SCHED-1', state_future: 'SCHED-2', listing: 'LIST-1', token: 'TOKEN-1' } as const;
    return answer.ok ? undefined : { breaks: breaks[endpoint], wrong: { expected: 200, seen: answer } };
  }
  // With an invalid access token beside a token it is advice alone that nothing changes.
  if (endpoint === 'token') return judgeForm(answer);
  const errcode = caller === 'nobody' ? 'M_MISSING_TOKEN' : 'M_UNKNOWN_TOKEN';
  const isRight = answer.status === 401 && (answer.errcode ?? errcode) === errcode;
  if (isRight) return judgeForm(answer);
  return {
    breaks: endpoint === 'listing' ? 'LIST-2' : 'ERR-1',
    wrong: { expected: `401 ${errcode}`, seen: answer },
  };
}

/** Judges the answer to a method that the endpoint does not have. Whether it is that or the caller that is told, is open. */
function judgeMethod({ caller }: Access, answer: Answer): Breach | undefined {
  const expected = isKnown(caller) ? [404, 405] : [404, 405, 401];
  if (expected.includes(answer.status)) return judgeForm(answer);
  // What comes with 200 may be long and full of secrets, and be cut in the midst of one.
  return { breaks: 'ERR-5', wrong: { expected: expected.join(' or '), seen: answer.ok ? answer.status : answer } };
}

/** Judges the body of a refusal. */
function judgeForm(answer: Answer): Breach | undefined {
  if (answer.status < 400 || isMatrixError(answer)) return undefined;
  return { breaks: 'ERR-7', wrong: { expected: 'a JSON object with errcode and error', seen: answer } };
}
