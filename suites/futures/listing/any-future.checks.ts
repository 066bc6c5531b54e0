import { boolean, option, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { isRecord, type JsonRecord, type SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { parseListed } from '../words/listing.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { anyContent, firstDifference, inWords } from '../../chance/any-content.js';
import { oddName } from '../../chance/any-strings.js';

/** A future to be listed. */
interface Listed {
  readonly isState: boolean;
  /** What the type ends with. */
  readonly type: string;
  /** What the state key or the transaction id ends with. */
  readonly key: string;
  /** What the group id that it asks for ends with, if it does. */
  readonly group: string | null;
  readonly content: JsonRecord;
}

/** The listing tells what was asked for, whatever it was (LIST-3). */
export const listedInputChecks: readonly Check[] = [
  inputCheck<Listed>({
    id: 'listing.any-future',
    title: 'any room, type, key, timeout, group id and content is in the listing as it was asked for',
    requirement: 'LIST-3',
    inputs: record({ isState: boolean(), type: oddName, key: oddName, group: option(oddName), content: anyContent }),
    runs: 36,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ isState, type: '', key: '', group: null, content: {} }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (listed) => tryListed(t, room, listed) };
    },
  }),
];

/** What is wrong with how a future is listed, if it is scheduled at all. */
async function tryListed(t: FuturesContext, room: Room, listed: Listed): Promise<Breach | string | undefined> {
  const label = t.uniqueName('listed');
  const { isState, type, key, group, content } = listed;
  const name = `${t.uniqueName('key')}${key}`;
  const wish = {
    type: `org.example.${label}.${type}`,
    timeout: t.far,
    content: { ...content, label },
    ...(isState ? { stateKey: name } : { txnId: name }),
    ...(group === null ? {} : { group: `${t.uniqueName('group')}${group}` }),
  };
  const answer = await (isState ? t.tryState(t.alice, room, wish) : t.tryMessage(t.alice, room, wish));
  // Whether such names are taken, other checks judge.
  if (!answer.ok) return undefined;
  const future = t.adopt(t.alice, room, wish, answer);
  const listing = await t.tryList(t.alice);
  const entries = Array.isArray(listing.json) ? listing.json : [];
  const entry = entries.filter(isRecord).find((one) => JSON.stringify(one).includes(label));
  const wrong = entry && differenceIn(entry, future, wish.group, t.timeoutParameter(t.far));
  // What is changed when it is sent, too, was not kept as it was given: the listing tells the truth.
  const breaks = wrong !== undefined && (await isSentOtherwise(t, future, label)) ? 'SCHED-10' : 'LIST-3';
  await t.withdraw(answer);
  const what = `a future of the type ${inWords(wish.type)}, ${isState ? 'state key' : 'transaction id'} ${inWords(name)}`;
  if (entry === undefined) return { breaks: 'LIST-1', wrong: `${what}: it is not listed` };
  return wrong === undefined ? undefined : { breaks, wrong: `${what}: ${wrong}` };
}

/** Whether the event of a future is another one than was asked for. */
async function isSentOtherwise(t: FuturesContext, future: Future, label: string): Promise<boolean> {
  const { room, type, stateKey, content } = future;
  const call = await t.callToken(future.sendToken);
  const isIt = (event: SeenEvent): boolean => event.type === type || event.content['label'] === label;
  const event = call.ok ? (await t.eventIn(room, isIt, t.now()))?.event : undefined;
  if (event === undefined) return false;
  const came = { type: event.type, stateKey: event.state_key ?? null, content: event.content };
  return firstDifference({ type, stateKey: stateKey ?? null, content }, came) !== undefined;
}

/**
 * How an entry of the listing differs from what was asked for and answered.
 *
 * @param asked - the group id that the request named
 */
function differenceIn(
  entry: JsonRecord,
  future: Future,
  asked: string | undefined,
  timeout: string,
): string | undefined {
  const parsed = parseListed(entry);
  if (parsed === undefined) return `its url is no path of a scheduling request: ${inWords(entry['url'] ?? null)}`;
  const { url, kind, roomId, type, key, body, response } = parsed;
  const given = {
    kind: future.stateKey === undefined ? 'send_future' : 'state_future',
    roomId: future.room.id,
    type: future.type,
    key: future.stateKey ?? future.txnId ?? '',
  };
  const changed = firstDifference(given, { kind, roomId, type, key });
  if (changed) return `the ${changed.path.join(' > ')} was ${changed.one}, and is ${changed.other} in the url ${url}`;
  const times = [...readings(url, 'future_timeout'), ...readings(url, 'timeout')];
  if (!times.some((time) => time !== '' && Number(time) === Number(timeout)))
    return `the timeout was ${timeout}, and is not in the url ${url}`;
  const groups = readings(url, 'future_group_id');
  // An id that the server has generated, in the place of the one that was asked for too, may be left out (Q-LIST-GROUP).
  const mayLack = asked === undefined || asked !== future.group;
  if (!groups.includes(future.group) && !(mayLack && groups.length === 0))
    return `the group id is ${inWords(future.group)}, and is not in the url ${url}`;
  const difference = firstDifference(future.content, body);
  if (difference)
    return `${difference.path.map(inWords).join(' > ') || 'the content'} was ${difference.one}, and is listed as ${difference.other}`;
  for (const name of ['send_token', 'action_token', 'refresh_token', 'cancel_token']) {
    const first = future.answer.string(name);
    if (first !== undefined && response[name] !== first) return `its ${name} is not the one first given`;
  }
  return undefined;
}

/** The values of a parameter in a URL: with a plus sign for a space, as forms have it, and for itself, as URIs do. */
function readings(url: string, name: string): string[] {
  const [, search = ''] = url.split(/\?(.*)/s);
  const literal = new URLSearchParams(search.replaceAll('+', '%2B'));
  return [...new URLSearchParams(search).getAll(name), ...literal.getAll(name)];
}
