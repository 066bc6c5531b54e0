import { type Arbitrary, boolean, constantFrom, integer, oneof, record } from 'fast-check';

import type { Wrong } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { isMatrixError } from '../../kit/checks/context.js';
import { type JsonRecord, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';

/** The largest event that Matrix allows, in bytes. What servers add to the content counts, too. */
const LIMIT = 65_536;

/** Content of so many bytes that no server can hold its event to be too large, whatever it adds. */
const SURELY_FITS = 40_000;

/** The error code of what is over the limit. */
const TOO_LARGE = 'M_TOO_LARGE';

/** Where the bulk of a content is: so many bytes in one text, in many texts, in a tree. */
const BULKS: Readonly<Record<string, (bytes: number) => JsonRecord>> = {
  'one text': (bytes) => ({ bulk: 'x'.repeat(bytes) }),
  'a text of wide characters': (bytes) => ({ bulk: '漢'.repeat(Math.floor(bytes / 3)) }),
  'a list': (bytes) => ({ bulk: Array.from({ length: Math.floor(bytes / 103) }, () => 'x'.repeat(100)) }),
  'many fields': (bytes) =>
    Object.fromEntries(
      Array.from({ length: Math.floor(bytes / 112) }, (_, n) => [`f${String(n).padStart(5, '0')}`, 'x'.repeat(100)]),
    ),
  'the name of a field': (bytes) => ({ ['x'.repeat(bytes)]: 0 }),
};

/** A content of some size. */
interface Sized {
  readonly isState: boolean;
  /** A key of {@link BULKS}. */
  readonly bulk: string;
  readonly bytes: number;
}

const sizes: Arbitrary<number> = oneof(
  integer({ min: LIMIT + 1, max: 120_000 }),
  integer({ min: SURELY_FITS, max: LIMIT }),
  integer({ min: 1, max: SURELY_FITS }),
  constantFrom(LIMIT - 1, LIMIT, LIMIT + 1),
);

/** What is too large for an event is too large for a future (ERR-3). */
export const sizeInputChecks: readonly Check[] = [
  inputCheck<Sized>({
    id: 'errors.any-size',
    title: 'content of any size is sent whole, or refused with 413, or never sent; over the limit never',
    requirement: 'ERR-3',
    inputs: record({ isState: boolean(), bulk: constantFrom(...Object.keys(BULKS)), bytes: sizes }),
    kindOf: ({ bulk }) => bulk,
    runs: 30,
    pending: [1, 0],
    ordinary: (input) => ({ ...input, bytes: 1_000 }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      const tooLarge: Future[] = [];
      return {
        attempt: (sized) => trySize(t, room, sized, tooLarge),
        async afterwards() {
          if (tooLarge.length === 0) return;
          const sent = await t.sentBy(t.now(), tooLarge);
          t.require(
            'ERR-3',
            sent.length === 0,
            'an event over the limit was sent some time after its token was called',
          );
        },
      };
    },
  }),
];

/**
 * What is wrong with what becomes of a content of some size.
 *
 * @param tooLarge - takes the futures over the limit that were accepted all the same
 */
async function trySize(
  t: FuturesContext,
  room: Room,
  sized: Sized,
  tooLarge: Future[],
): Promise<Breach | Wrong | undefined> {
  const { isState, bulk, bytes } = sized;
  const content = { ...t.text('of any size'), ...BULKS[bulk]?.(bytes) };
  const size = new TextEncoder().encode(JSON.stringify(content)).length;
  const what = `${isState ? 'state_future' : 'send_future'} with ${size} bytes in ${bulk}`;
  const wish = { content, timeout: t.far };
  const answer = isState
    ? await t.tryState(t.alice, room, { ...wish, stateKey: t.uniqueName('key') })
    : await t.tryMessage(t.alice, room, wish);
  const token = answer.ok ? sendTokenOf(answer.body) : undefined;
  if (token === undefined) {
    const breach = judgeRefusal(answer, size, isState);
    const isOrdinary = breach !== undefined && size <= LIMIT && (await isRefusedOrdinarily(t, room, sized));
    return breach === undefined || isOrdinary ? undefined : { ...breach, wrong: `${what}: ${breach.wrong}` };
  }
  const call = await t.callToken(token);
  if (call.status >= 500) return { what: `${what}: calling its send token`, expected: 'no 5xx', seen: call };
  if (size > LIMIT) {
    tooLarge.push(t.adopt(t.alice, room, { type: 'any', ...wish }, answer));
    await t.fence(room);
    const isThere = room.timeline.arrivals.some(({ event }) => isLabelledAs(content)(event));
    return isThere ? `${what}: it was taken, and its event was sent, whole or not` : undefined;
  }
  const arrival = await t.eventIn(room, isLabelledAs(content), t.now());
  if (arrival !== undefined && !sameJson(arrival.event.content, content))
    return `${what}: its event was neither refused nor sent whole`;
  if (arrival !== undefined || size > SURELY_FITS) return undefined;
  return { breaks: 'TOKEN-2', wrong: `${what}: its event never came, and its send token was answered with ${call}` };
}

/** Judges how a content is refused, if it may be. */
function judgeRefusal(answer: Answer, size: number, isState: boolean): Breach | undefined {
  if (size <= SURELY_FITS) return { breaks: isState ? 'SCHED-2' : 'SCHED-1', wrong: { expected: 200, seen: answer } };
  if (answer.status !== 413 || (answer.errcode ?? TOO_LARGE) !== TOO_LARGE)
    return { breaks: 'ERR-3', wrong: { expected: `413 ${TOO_LARGE}`, seen: answer } };
  return isMatrixError(answer) ? undefined : { breaks: 'ERR-7', wrong: `the refusal is no Matrix error: ${answer}` };
}

/** Whether the ordinary endpoints of this server refuse such a content, too. */
async function isRefusedOrdinarily(t: FuturesContext, room: Room, { isState, bulk, bytes }: Sized): Promise<boolean> {
  const content = { ...t.text('ordinarily'), ...BULKS[bulk]?.(bytes) };
  const answer = isState
    ? await t.alice.trySetState(room, 'org.example.status', t.uniqueName('key'), content)
    : await t.alice.trySend(room, 'm.room.message', content);
  return !answer.ok;
}
