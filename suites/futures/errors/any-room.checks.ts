import { boolean, constantFrom, record, stringMatching } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Room } from '../../kit/rooms/room.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';

/** What the user has to do with a room. */
const RELATIONS = ['joined', 'never joined', 'only been invited to', 'no such room'] as const;

type Relation = (typeof RELATIONS)[number];

/** A future for a room in which the user may have no business. */
interface Intrusion {
  readonly isState: boolean;
  readonly relation: Relation;
  /** The part of the room's id that tells it from others, where there is no such room. */
  readonly madeUp: string;
}

/** Futures reach no room that the user was never in (ERR-4). */
export const roomInputChecks: readonly Check[] = [
  inputCheck<Intrusion>({
    id: 'errors.any-room',
    title: 'a future for any room that the user never joined, or that does not exist, is refused or never sent',
    requirement: 'ERR-4',
    needs: { accounts: 2 },
    inputs: record({
      isState: boolean(),
      relation: constantFrom(...RELATIONS),
      madeUp: stringMatching(/^[A-Za-z0-9_.=-]{1,43}$/),
    }),
    runs: 28,
    pending: [1, 0],
    ordinary: (input) => ({ ...input, relation: 'joined' }),
    async arrange(t) {
      const rooms = new Map<Relation, Room>();
      for (const relation of RELATIONS)
        if (relation !== 'no such room') rooms.set(relation, await makeRoom(t, relation));
      return {
        attempt: (intrusion) => tryIntrusion(t, rooms, intrusion),
        async afterwards() {
          const foreign = [...rooms].filter(([relation]) => relation !== 'joined');
          await Promise.all(
            foreign.map(([relation, room]) =>
              t.requireSilence('ERR-4', room, t.now(), `in a room that the user has ${relation}`),
            ),
          );
        },
      };
    },
  }),
];

/** A room in which everybody may do everything who is in it. */
async function makeRoom(t: FuturesContext, relation: Relation): Promise<Room> {
  const powerLevels = { events_default: 0, state_default: 0 };
  const room = await t.bob.createRoom({ members: relation === 'joined' ? [t.alice] : [], powerLevels });
  if (relation === 'only been invited to') await t.bob.invite(room, t.alice);
  return room;
}

/** What is wrong with what becomes of a future for a room in which the user is not. */
async function tryIntrusion(
  t: FuturesContext,
  rooms: ReadonlyMap<Relation, Room>,
  { isState, relation, madeUp }: Intrusion,
): Promise<Breach | Wrong | undefined> {
  const room = rooms.get(relation);
  const id = room?.id ?? unknownRoom(rooms, madeUp);
  const [endpoint, type] = isState ? ['state_future', 'org.example.status'] : ['send_future', 'm.room.message'];
  const content = t.text(relation);
  const answer = await t.alice.request('PUT', `${t.roomPath(id)}/${endpoint}/${type}/${t.uniqueName('id')}`, {
    query: { future_timeout: t.timeoutParameter(t.far) },
    json: content,
  });
  const what = `${endpoint} for a room that ${room === undefined ? `does not exist (${id})` : `the user has ${relation}`}`;
  const token = answer.ok ? sendTokenOf(answer.body) : undefined;
  if (relation !== 'joined' && !answer.ok) {
    const breach = judgeRefusal(answer);
    return breach && { ...breach, wrong: `${what}: ${breach.wrong}` };
  }
  if (token === undefined) return { breaks: 'SCHED-1', wrong: { what, expected: '200 and a token', seen: answer } };

  const call = await t.callToken(token);
  await t.withdraw(answer);
  if (call.status >= 500) return { what: `${what}: calling its send token`, expected: 'no 5xx', seen: call };
  if (room === undefined) return undefined;
  if (relation === 'joined') {
    const arrival = await t.eventIn(room, isLabelledAs(content), t.now());
    return arrival ? undefined : { breaks: 'TOKEN-2', wrong: `${what}: its event did not come` };
  }
  await t.fence(room);
  const isThere = room.timeline.arrivals.some(({ event }) => isLabelledAs(content)(event));
  return isThere ? `${what}: its event was sent` : undefined;
}

/** An id such as this server gives rooms, that no room has. */
function unknownRoom(rooms: ReadonlyMap<Relation, Room>, madeUp: string): string {
  const [, server] = /:(.*)$/s.exec(rooms.get('joined')?.id ?? '') ?? [];
  return server === undefined ? `!${madeUp.padEnd(43, 'A')}` : `!nowhere-${madeUp}:${server}`;
}

/** Judges how a future is refused for its room. */
function judgeRefusal(answer: Answer): Breach | undefined {
  const isRight = (answer.status === 403 || answer.status === 404) && answer.errcode !== 'M_UNRECOGNIZED';
  if (isRight && isMatrixError(answer)) return undefined;
  if (isRight) return { breaks: 'ERR-7', wrong: `the refusal is no Matrix error: ${answer}` };
  return { breaks: 'ERR-4', wrong: { expected: '403 or 404, and no unknown endpoint', seen: answer } };
}
