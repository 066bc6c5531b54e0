import { boolean, constant, constantFrom, integer, record } from 'fast-check';

import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { batchBody, type BatchedEvent, mustOfferBatches, sentNowId, tryBatch } from './batch.js';
import { isLabelledAs } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { inTurns } from '../../chance/in-turns.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { firstDifference } from '../../chance/any-content.js';

/** A batch, and what is done with it. */
interface Batch {
  /** What the names of its fields begin with. */
  readonly prefix: '' | 'm.' | 'io.element.';
  readonly now: 'nothing' | 'an event' | 'a bare content';
  /** How many actions it has. */
  readonly actions: number;
  readonly inLivingGroup: boolean;
  /** Which of its futures is sent: its timeout future, or the action of that number. */
  readonly sent: number;
  /** Whether its parts are to come one by one, without any batch. */
  readonly asParts: boolean;
}

/** A batch is as if its parts had come one by one (BATCH-1, BATCH-2, BATCH-4, BATCH-5). */
export const batchInputChecks: readonly Check[] = [
  inputCheck<Batch>({
    id: 'alternatives.any-batch',
    title: 'any batch is as its parts: each is answered, listed, sent and discarded as if it had come alone',
    requirement: 'BATCH-1',
    alsoVerifies: ['BATCH-2', 'BATCH-4', 'BATCH-5'],
    needs: { embedded: { futures: { batchSend: true } } },
    inputs: record({
      prefix: constantFrom<Batch['prefix']>('', 'm.', 'io.element.'),
      now: constantFrom<Batch['now']>('nothing', 'an event', 'a bare content'),
      actions: integer({ min: 0, max: 2 }),
      inLivingGroup: boolean(),
      sent: integer({ min: 0, max: 2 }),
      asParts: constant(false),
    }),
    runs: 20,
    pending: [8, 1],
    ordinary: (batch) => ({ ...batch, asParts: true }),
    async arrange(t) {
      await mustOfferBatches(t);
      const room = await t.alice.createRoom();
      // One after the other, so that nothing but the batch at hand can have ended a future.
      return { attempt: inTurns((batch) => (batch.asParts ? tryParts : tryBatchOf)(t, room, batch)) };
    },
  }),
];

/** A group of futures, by its tokens: those that send, its timeout future's first. */
interface Group {
  readonly events: readonly BatchedEvent[];
  readonly sendTokens: readonly string[];
  readonly refreshToken: string;
  readonly cancelToken: string;
  /** The refresh token of a future that was in the group before. */
  readonly earlier: string | undefined;
}

/** What is wrong with a batch, compared with the same futures scheduled one by one. */
async function tryBatchOf(t: FuturesContext, room: Room, batch: Batch): Promise<Breach | undefined> {
  const earlier = batch.inLivingGroup ? await t.message(t.alice, room) : undefined;
  const events = Array.from({ length: 1 + batch.actions }, (_, index) => message(t, `future ${index}`));
  const [onTimeout = message(t, 'none'), ...actions] = events;
  const now = message(t, 'now');
  const body = batchBody(
    t,
    {
      timeout: t.far,
      onTimeout,
      ...(earlier === undefined ? {} : { group: earlier.group }),
      ...(actions.length === 0
        ? {}
        : { onAction: Object.fromEntries(actions.map((event, n) => [`action${n}`, event])) }),
      ...(batch.now === 'nothing' ? {} : { now: batch.now === 'an event' ? now : now.content }),
    },
    batch.prefix,
  );
  const answer = await tryBatch(t, t.alice, room, body);
  const read = readAnswer(answer, events, earlier?.refreshToken);
  const breach =
    'breaks' in read
      ? { ...read, breaks: batch.prefix === '' && batch.now !== 'a bare content' ? read.breaks : ('BATCH-5' as const) }
      : ((await judgeNow(t, room, batch, now, answer)) ?? (await judgeGroup(t, room, batch, read)));
  for (const token of 'breaks' in read ? [] : [read.cancelToken, earlier?.cancelToken]) await t.callToken(token ?? '');
  const { prefix, actions: count, inLivingGroup } = batch;
  const what = `a batch with fields of the prefix "${prefix}", ${count} actions and ${batch.now} to be sent now`;
  return breach && { ...breach, wrong: `${what}${inLivingGroup ? ', in a living group' : ''}: ${breach.wrong}` };
}

/** Reads the tokens of all futures of a batch. */
function readAnswer(answer: Answer, events: readonly BatchedEvent[], earlier: string | undefined): Breach | Group {
  if (answer.status === 409) return { breaks: 'BATCH-4', wrong: { expected: 'no 409', seen: answer } };
  if (!answer.ok) return { breaks: 'BATCH-1', wrong: { expected: 200, seen: answer } };
  const text = (...path: readonly string[]): string | undefined => {
    const value = dig(answer.json, ...path);
    return typeof value === 'string' ? value : undefined;
  };
  const paths = events.map((_, index) =>
    index === 0 ? ['send_on_timeout'] : ['send_on_action', `action${index - 1}`],
  );
  const sendTokens = paths.map((path) => text(...path, 'send_token') ?? text(...path, 'action_token'));
  const refreshToken = text('send_on_timeout', 'refresh_token');
  const cancelToken = text('send_on_timeout', 'cancel_token');
  if (refreshToken === undefined || cancelToken === undefined || sendTokens.includes(undefined))
    return { breaks: 'BATCH-2', wrong: { expected: `the tokens of ${events.length} futures`, seen: answer } };
  return { events, sendTokens: sendTokens.map((token) => token ?? ''), refreshToken, cancelToken, earlier };
}

/** What is wrong with futures that are scheduled one by one. */
async function tryParts(t: FuturesContext, room: Room, batch: Batch): Promise<Breach | undefined> {
  const parts = await oneByOne(t, room, batch);
  const steps = parts === undefined ? [] : await fate(t, room, batch, parts);
  await t.callToken(parts?.cancelToken ?? '');
  const isSent = steps.some(({ outcome }) => outcome === 'its event');
  return isSent ? undefined : { breaks: 'TOKEN-2', wrong: 'a send token of single futures sends no event' };
}

/** Judges what was to be sent at once. */
async function judgeNow(
  t: FuturesContext,
  room: Room,
  batch: Batch,
  { content }: BatchedEvent,
  answer: Answer,
): Promise<Breach | undefined> {
  if (batch.now === 'nothing') return undefined;
  const breaks = batch.now === 'a bare content' ? 'BATCH-5' : 'BATCH-1';
  const event = (await t.eventIn(room, isLabelledAs(content), answer.answeredAt))?.event;
  if (event === undefined) return { breaks, wrong: 'the event that was to be sent now did not come' };
  const change = firstDifference(content, event.content);
  if (change) return { breaks, wrong: `${change.path.join(' > ')} was ${change.one} and was sent as ${change.other}` };
  if (sentNowId(answer) === event.event_id) return undefined;
  return { breaks: 'BATCH-2', wrong: `the event sent now is ${event.event_id}, the answer was ${answer}` };
}

/** Judges the futures of a batch by what becomes of the same ones that were scheduled one by one. */
async function judgeGroup(t: FuturesContext, room: Room, batch: Batch, group: Group): Promise<Breach | undefined> {
  const came = await fate(t, room, batch, group);
  // One group after the other, so that neither can be taken for the other.
  await t.callToken(group.cancelToken);
  const twin = await oneByOne(t, room, batch);
  const tokens = twin === undefined ? [] : [...tokensOf(group), ...tokensOf(twin)];
  // Where single futures do not come through, or share their tokens, they are no measure.
  if (twin === undefined || new Set(tokens).size < tokens.length) return undefined;
  const expected = await fate(t, room, batch, twin);
  await t.callToken(twin.cancelToken);
  for (const [index, { breaks, step, outcome }] of expected.entries()) {
    const other = came[index]?.outcome;
    if (other !== outcome)
      return { breaks, wrong: { what: step, expected: `${outcome} as for single futures`, seen: other } };
  }
  return undefined;
}

function tokensOf({ sendTokens, refreshToken, cancelToken, earlier }: Group): string[] {
  return [...sendTokens, refreshToken, cancelToken, ...(earlier === undefined ? [] : [earlier])];
}

/** The same futures as those of a batch, each by a request of its own; nothing where one of them is refused. */
async function oneByOne(t: FuturesContext, room: Room, batch: Batch): Promise<Group | undefined> {
  const earlier = batch.inLivingGroup ? await t.message(t.alice, room) : undefined;
  const futures: Future[] = [];
  for (let index = 0; index <= batch.actions; index += 1) {
    const group = futures[0]?.group ?? earlier?.group;
    const wish = {
      ...message(t, 'single future'),
      timeout: index === 0 ? t.far : ('none' as const),
      ...(group === undefined ? {} : { group }),
    };
    const answer = await t.tryMessage(t.alice, room, wish);
    if (!answer.ok) return undefined;
    futures.push(t.adopt(t.alice, room, wish, answer));
  }
  return {
    events: futures,
    sendTokens: futures.map(({ sendToken }) => sendToken),
    refreshToken: futures[0]?.refreshToken ?? '',
    cancelToken: futures[0]?.cancelToken ?? '',
    earlier: earlier?.refreshToken,
  };
}

/** Something that was looked at, and what it breaks when it is otherwise. */
interface Step {
  readonly breaks: Breach['breaks'];
  readonly step: string;
  readonly outcome: string;
}

/** What becomes of the futures of a group. */
async function fate(t: FuturesContext, room: Room, batch: Batch, group: Group): Promise<Step[]> {
  const { events, sendTokens, refreshToken, earlier } = group;
  const called = async (token: string): Promise<string> => ((await t.callToken(token)).ok ? '200' : 'a refusal');
  const listing = (await t.tryList(t.alice)).text;
  const listed = events.map(({ content }) => listing.includes(String(content['label'])));
  const steps: Step[] = [
    { breaks: 'BATCH-4', step: 'which of its futures are listed', outcome: listed.join(', ') },
    { breaks: 'BATCH-4', step: 'refreshing it', outcome: await called(refreshToken) },
  ];
  const index = batch.sent % sendTokens.length;
  const { content, type } = events[index] ?? message(t, 'none');
  const call = await called(sendTokens[index] ?? '');
  const event = call === '200' ? (await t.eventIn(room, isLabelledAs(content), t.now()))?.event : undefined;
  const change = event && firstDifference({ type, content }, { type: event.type, content: event.content });
  const outcome =
    event === undefined ? 'no event' : change === undefined ? 'its event' : `another ${change.path.join(' > ')}`;
  steps.push({ breaks: 'BATCH-4', step: 'calling a send token', outcome: call });
  steps.push({ breaks: 'BATCH-1', step: 'what a send token sends', outcome });
  if (earlier !== undefined)
    steps.push({
      breaks: 'BATCH-1',
      step: 'refreshing the future whose group it joined',
      outcome: await called(earlier),
    });
  steps.push({ breaks: 'BATCH-4', step: 'refreshing it after that', outcome: await called(refreshToken) });
  for (const token of sendTokens)
    steps.push({ breaks: 'BATCH-4', step: 'calling a send token after that', outcome: await called(token) });
  return steps;
}

function message(t: FuturesContext, words: string): BatchedEvent {
  return { type: 'm.room.message', content: t.text(words) };
}
