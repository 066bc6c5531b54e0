import { boolean, constantFrom, option, record } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { inTurns } from '../../chance/in-turns.js';
import { inputCheck } from '../chance/inputs-check.js';
import { firstDifference } from '../../chance/any-content.js';

/** A request that the endpoints of futures take, made to the ordinary endpoints. */
interface Reused {
  readonly isState: boolean;
  /** `null` for none: an ordinary request. */
  readonly timeout: 'far' | 'none' | 'soon' | null;
  readonly inLivingGroup: boolean;
}

/** The ordinary endpoints schedule as those of futures do, where they schedule at all (REUSE-1). */
export const reuseInputChecks: readonly Check[] = [
  inputCheck<Reused>({
    id: 'alternatives.any-ordinary-future',
    title: 'with any parameters of futures the ordinary endpoints do what the endpoints of futures do with them',
    requirement: 'REUSE-1',
    needs: { embedded: { futures: { reuseSendEndpoints: true } } },
    inputs: record({
      isState: boolean(),
      timeout: option(constantFrom('far' as const, 'none' as const, 'soon' as const), { freq: 4 }),
      inLivingGroup: boolean(),
    }).map((reused) => (reused.timeout === null ? { ...reused, inLivingGroup: false } : reused)),
    runs: 30,
    pending: [4, 0],
    ordinary: (input) => ({ ...input, timeout: null, inLivingGroup: false }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      const first: Reused = { isState: false, timeout: 'far', inLivingGroup: false };
      const probe = await ask(t, room, first, 'ordinary', undefined);
      await t.withdraw(probe.answer);
      if (sendTokenOf(probe.answer.body) === undefined)
        t.notApplicable(`the ordinary endpoints do not schedule futures here: ${probe.answer}`);
      // One after the other, so that nothing but the request at hand can have ended a future.
      return { attempt: inTurns((reused) => tryReused(t, room, reused)) };
    },
  }),
];

/** What is wrong with what an ordinary endpoint makes of a request. */
async function tryReused(t: FuturesContext, room: Room, reused: Reused): Promise<Wrong | undefined> {
  const { isState, timeout, inLivingGroup } = reused;
  const groups = inLivingGroup ? [await t.message(t.alice, room), await t.message(t.alice, room)] : [];
  const asked = await ask(t, room, reused, 'ordinary', groups[0]?.group);
  const twin = timeout === null ? undefined : await ask(t, room, reused, 'futures', groups[1]?.group);
  const wrong =
    twin === undefined ? await judgeOrdinary(t, room, reused, asked) : await judgeFuture(t, room, reused, asked, twin);
  for (const { answer } of [asked, ...(twin ? [twin] : []), ...groups]) await t.withdraw(answer);
  const group = inLivingGroup ? ' in a living group' : '';
  return wrong && `${isState ? '/state' : '/send'} with future_timeout ${timeout ?? 'left out'}${group}: ${wrong}`;
}

/** An event that was asked for. */
interface Wanted {
  readonly type: string;
  readonly content: JsonRecord;
}

/** How it was answered, too. */
interface Asked extends Wanted {
  readonly answer: Answer;
}

/** Makes a request to an ordinary endpoint, or to the one of futures that is like it. */
async function ask(
  t: FuturesContext,
  room: Room,
  { isState, timeout }: Reused,
  endpoint: 'ordinary' | 'futures',
  group: string | undefined,
): Promise<Asked> {
  const [type, content] = [t.uniqueName('org.example.reused'), t.text('reused')];
  const end = `${type}/${t.uniqueName('name')}`;
  const path =
    endpoint === 'ordinary'
      ? `${roomPath(room)}/${isState ? 'state' : 'send'}/${end}`
      : `${t.roomPath(room.id)}/${isState ? 'state_future' : 'send_future'}/${end}`;
  const query = {
    ...(timeout === null ? {} : { future_timeout: timeout === 'far' ? t.timeoutParameter(t.far) : timeout }),
    ...(group === undefined ? {} : { future_group_id: group }),
  };
  return { answer: await t.alice.request('PUT', path, { query, json: content }), type, content };
}

/** Judges a request without parameters of futures: the event is sent at once. */
async function judgeOrdinary(
  t: FuturesContext,
  room: Room,
  { isState }: Reused,
  asked: Asked,
): Promise<Wrong | undefined> {
  const { answer } = asked;
  const isOrdinary = answer.ok && answer.string('event_id') !== undefined && sendTokenOf(answer.body) === undefined;
  return isOrdinary ? changeTo(t, room, asked, isState) : { expected: '200, an event_id and no token', seen: answer };
}

/**
 * Judges a request with parameters of futures.
 *
 * @param twin - the same to the endpoint of futures, which may do no better
 */
async function judgeFuture(
  t: FuturesContext,
  room: Room,
  { isState }: Reused,
  asked: Asked,
  { answer: twin, ...asTwin }: Asked,
): Promise<Wrong | undefined> {
  const { answer } = asked;
  if (answer.ok !== twin.ok || answer.refused !== twin.refused)
    return `the endpoint of futures answered ${twin}, this one ${answer}`;
  if (!answer.ok) return undefined;
  const eventIds = [answer, twin].map(({ body }) => body['event_id'] ?? undefined);
  if (eventIds[0] !== undefined && eventIds[1] === undefined) return { expected: 'no event_id', seen: answer };
  const lacking = TOKENS.find((name) => twin.string(name) !== undefined && answer.string(name) === undefined);
  if (lacking !== undefined) return `the answer has no ${lacking}: ${answer}`;
  const [call, twinCall] = [await sendBy(t, answer), await sendBy(t, twin)];
  const wrong = call.ok
    ? await changeTo(t, room, asked, isState)
    : { what: 'calling its send token', expected: 200, seen: call };
  const comesElsewhere = wrong !== undefined && twinCall.ok && !(await changeTo(t, room, asTwin, isState));
  return comesElsewhere ? wrong : undefined;
}

const TOKENS = ['send_token', 'action_token', 'refresh_token', 'cancel_token'];

function sendBy(t: FuturesContext, { body }: Answer): Promise<Answer> {
  return t.callToken(sendTokenOf(body) ?? '');
}

/** How an event that came differs from the one that was asked for. */
async function changeTo(
  t: FuturesContext,
  room: Room,
  { type, content }: Wanted,
  isState: boolean,
): Promise<Wrong | undefined> {
  const event = (await t.eventIn(room, isLabelledAs(content), t.now()))?.event;
  if (event === undefined) return 'its event did not come';
  const came = { type: event.type, isState: event.state_key !== undefined, content: event.content };
  const change = firstDifference({ type, isState, content }, came);
  return change && `${change.path.join(' > ')} was ${change.one} and came as ${change.other}`;
}
