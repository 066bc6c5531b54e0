import { type Arbitrary, array, constantFrom, oneof, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { type Kind, schedule } from '../chance/either-kind.js';

/** What has to do with a future, and is no token; and what is but a piece of one. */
const NAMES = [
  ...['room id', 'event id', 'group id', 'transaction id', 'state key', 'type', 'label', 'user id', 'device id'],
  ...['access token', "other member's access token", "other member's user id"],
] as const;

const PIECES = ['send token', 'refresh token', 'cancel token'] as const;

type Name = (typeof NAMES)[number] | (typeof PIECES)[number];

/** What is done to a name before it is called. Letters of another case are left out: a token may be a hexadecimal number. */
const CHANGES: Readonly<Record<string, (name: string) => string>> = {
  'as it is': (name) => name,
  'without its first character': (name) => name.slice(1),
  'without its server': (name) => name.replace(/:.*$/s, ''),
  'percent-encoded': encodeURIComponent,
};

const CUTS: Readonly<Record<string, (token: string) => string>> = {
  'first half': (token) => token.slice(0, token.length / 2),
  'last half': (token) => token.slice(token.length / 2),
  'two in a row': (token) => token + token,
};

/** One thing that is called in place of a token. */
interface Called {
  readonly name: Name;
  /** A key of {@link CHANGES}, or of {@link CUTS} for pieces of tokens. */
  readonly form: string;
}

/** What is called while a future waits. */
interface Calling {
  readonly kind: Kind;
  readonly calls: readonly Called[];
}

const called: Arbitrary<Called> = oneof(
  { weight: 4, arbitrary: record({ name: constantFrom<Name>(...NAMES), form: constantFrom(...Object.keys(CHANGES)) }) },
  { weight: 1, arbitrary: record({ name: constantFrom<Name>(...PIECES), form: constantFrom(...Object.keys(CUTS)) }) },
);

/** Whatever is no token does nothing (TOKEN-13), and neither do pieces of tokens (TOKEN-9). */
export const tokenNameChecks: readonly Check[] = [
  anyStoryCheck<Calling>({
    id: 'tokens.any-name',
    title: 'whatever has to do with a future and is none of its tokens is refused in place of one, and does nothing',
    requirements: ['TOKEN-13', 'TOKEN-9'],
    needs: { accounts: 2 },
    pending: 1,
    stories: record({
      kind: constantFrom<Kind>('message', 'state'),
      calls: array(called, { maxLength: 16 }),
    }),
    runs: { virtual: 24, real: 12 },
    tell: tellCalling,
    inWords: ({ kind, calls }) =>
      `while a ${kind} future waits, in place of a token there is called its ${calls.map(inWords).join(', its ')}`,
  }),
];

async function tellCalling(t: FuturesContext, { kind, calls }: Calling): Promise<void> {
  const room = await t.alice.createRoom({ members: [t.bob] });
  const eventId = await t.alice.send(room, 'm.room.message', t.text('plain'));
  const future = await schedule(t, t.alice, room, kind, { type: `org.example.${t.uniqueName('type')}` });
  const unknown = await t.callToken(t.uniqueName('no-such-token'));
  t.require('TOKEN-9', unknown.refused, { what: 'calling an unknown token', expected: '4xx', seen: unknown });
  const tokens = [future.sendToken, future.refreshToken, future.cancelToken];
  t.presuppose('LIST-1', await t.isListed(future), 'a future that waits is not listed');

  const isThere = async (): Promise<boolean> => {
    await t.fence(room);
    return room.timeline.arrivals.some(({ event }) => isEventOf(future)(event));
  };
  t.presuppose('SCHED-8', !(await isThere()), 'what waits is in the timeline already');

  for (const each of calls) {
    const cut = CUTS[each.form];
    const text = (cut ?? CHANGES[each.form] ?? String)(textOf(t, each.name, future, eventId));
    if (text === '' || tokens.includes(text)) continue;
    const about = cut === undefined ? 'TOKEN-13' : 'TOKEN-9';

    const answer = await t.callToken(text);

    const what = `calling its ${inWords(each)} in place of a token`;
    t.require(about, answer.refused, { what, expected: '4xx', seen: answer });
    t.require(about, await t.isListed(future), `${what}: the future is not listed any more`);
    t.require(about, !(await isThere()), `${what}: its event came`);
  }
  await t.withdraw(future.answer);
}

function inWords({ name, form }: Called): string {
  return `${name} (${form})`;
}

/** What a name stands for; nothing where the future has no such thing. */
function textOf(t: FuturesContext, name: Name, future: Future, eventId: string): string {
  const names: Readonly<Record<Name, string | undefined>> = {
    'room id': future.room.id,
    'event id': eventId,
    'group id': future.group,
    'transaction id': future.txnId,
    'state key': future.stateKey,
    type: future.type,
    label: String(future.content['label']),
    'user id': t.alice.userId,
    'device id': t.alice.account.deviceId,
    'access token': t.alice.account.accessToken,
    "other member's access token": t.bob.account.accessToken,
    "other member's user id": t.bob.userId,
    'send token': future.sendToken,
    'refresh token': future.refreshToken,
    'cancel token': future.cancelToken,
  };
  return names[name] ?? '';
}
