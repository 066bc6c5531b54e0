import { boolean, constantFrom, record } from 'fast-check';

import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import { type Wrong, beginningWith } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { RequestOptions } from '../../kit/rooms/user.js';
import type { FutureWish } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { isGoneAlone } from './gone.js';
import { isStored } from './trace.js';

/** Something for which a server has to refuse a request, whatever its readings. */
interface Flaw {
  /** What it breaks when the request is accepted. */
  readonly breaks: FuturesRequirementId;
  /** The timeout as it is written; absent where it is left out, `far` for one far away. */
  readonly timeout?: string;
  readonly options?: RequestOptions;
}

const FLAWS: Readonly<Record<string, Flaw>> = {
  'no timeout': { breaks: 'SCHED-4' },
  'a word as timeout': { breaks: 'SCHED-7', timeout: 'soon' },
  'a negative timeout': { breaks: 'SCHED-7', timeout: '-1000' },
  'half of JSON': { breaks: 'ERR-2', timeout: 'far', options: { raw: '{"body":' } },
  'an array as body': { breaks: 'ERR-2', timeout: 'far', options: { raw: '[]' } },
  'no access token': { breaks: 'ERR-1', timeout: 'far', options: { token: null } },
  'an unknown access token': { breaks: 'ERR-1', timeout: 'far', options: { token: 'no-such-token' } },
  'a timeout of none': { breaks: 'GROUP-4', timeout: 'none' },
};

/** A request that is refused, and what it names. */
interface Refused {
  readonly isState: boolean;
  /** A key of {@link FLAWS}; `null` where there is none, and so no refusal. */
  readonly flaw: string | null;
  /** Whether it names a group id; of a group that lives, or of none. */
  readonly group: 'no group' | 'a fresh group id' | 'a living group';
  /** Whether the group id comes before the timeout. */
  readonly groupFirst: boolean;
}

/** What is refused is as if it had never been asked for (ERR-6). */
export const refusalInputChecks: readonly Check[] = [
  inputCheck<Refused>({
    id: 'errors.any-refusal',
    title: 'any refused request leaves the group, the name and the listing as if it had never been made',
    requirement: 'ERR-6',
    inputs: record({
      isState: boolean(),
      flaw: constantFrom(...Object.keys(FLAWS)),
      group: constantFrom<Refused['group']>('no group', 'a fresh group id', 'a living group'),
      groupFirst: boolean(),
    }).filter(({ flaw, group }) => group !== 'a living group' || !GOOD_IN_LIVING_GROUPS.has(flaw ?? '')),
    kindOf: ({ flaw }) => flaw ?? '',
    runs: 40,
    pending: [3, 0],
    ordinary: (input) => ({ ...input, flaw: null }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (refused) => tryRefused(t, room, refused) };
    },
  }),
];

/** What makes an action future of a living group, or may make one (Q-ABSENT). */
const GOOD_IN_LIVING_GROUPS: ReadonlySet<string> = new Set(['no timeout', 'a timeout of none']);

/** What a request leaves behind that was refused, if anything. */
async function tryRefused(t: FuturesContext, room: Room, refused: Refused): Promise<Breach | Wrong | undefined> {
  const { isState, flaw, group } = refused;
  const name = t.uniqueName('name');
  const ask = async (wish: FutureWish, options: RequestOptions = {}): Promise<Answer> => {
    const answer = isState
      ? await t.tryState(t.alice, room, { ...wish, stateKey: name }, options)
      : await t.tryMessage(t.alice, room, { ...wish, txnId: name }, options);
    await t.withdraw(answer);
    return answer;
  };
  const what = `${isState ? 'state_future' : 'send_future'} with ${flaw}, naming ${group}`;
  const trace = flaw === null ? undefined : await traceOf(t, room, refused, FLAWS[flaw], ask);
  if (typeof trace === 'object') return { ...trace, wrong: beginningWith(what, trace.wrong) };
  if (trace !== undefined) return `${what} was refused, and yet ${trace}`;
  if (flaw !== null && (await isStored(t, name))) return `${what} was refused, and yet its future is listed`;
  const flawless = await ask({ timeout: t.far });
  if (flaw === null) return flawless.ok ? undefined : { breaks: 'SCHED-1', wrong: { expected: 200, seen: flawless } };
  return flawless.ok ? undefined : `${what} was refused, and the same name without that then got ${flawless}`;
}

/** What a group or its id tells of a request that was refused. */
async function traceOf(
  t: FuturesContext,
  room: Room,
  { group, groupFirst }: Refused,
  { breaks, timeout, options }: Flaw = { breaks: 'ERR-6' },
  ask: (wish: FutureWish, options: RequestOptions) => Promise<Answer>,
): Promise<Breach | string | undefined> {
  const living = group === 'a living group' ? await t.message(t.alice, room) : undefined;
  const control = living && (await t.message(t.alice, room));
  const named = group === 'a fresh group id' ? t.uniqueName('refused') : living?.group;
  const parameters = [
    ...(timeout === undefined ? [] : [['future_timeout', timeout === 'far' ? t.timeoutParameter(t.far) : timeout]]),
    ...(named === undefined ? [] : [['future_group_id', named]]),
  ];
  const query = new URLSearchParams(groupFirst ? parameters.toReversed() : parameters);
  const answer = await ask({}, { ...options, query });
  const isGone = living !== undefined && (await isGoneAlone(t, living, control));
  for (const future of [living, control]) if (future !== undefined) await t.withdraw(future.answer);
  if (!answer.refused) return { breaks, wrong: { expected: 'a refusal with 4xx', seen: answer } };
  if (isGone) return 'the group that it has named is gone';
  if (named === undefined || living !== undefined) return undefined;
  const action = await t.tryMessage(t.alice, room, { timeout: 'none', group: named });
  await t.callToken(sendTokenOf(action.body) ?? '');
  return action.refused ? undefined : `an action future for the group id that it has named got ${action}`;
}
