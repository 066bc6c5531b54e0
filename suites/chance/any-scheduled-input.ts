import { type Arbitrary, boolean, record } from 'fast-check';

import type { Context } from '../kit/checks/context.js';
import type { Answer } from '../kit/connection/answer.js';
import type { JsonRecord, SeenEvent } from '../kit/rooms/matrix-json.js';
import type { Room } from '../kit/rooms/room.js';
import { anyContent, firstDifference, inWords } from './any-content.js';
import { oddName } from './any-strings.js';

/** What a client may give to be sent later. */
export interface ScheduledInput {
  readonly isState: boolean;
  /** What the type ends with. */
  readonly type: string;
  /** The state key, or what the transaction id ends with. */
  readonly key: string;
  readonly content: JsonRecord;
}

/** An input as it is given, which its content's label tells from all others. */
export interface LabelledInput extends ScheduledInput {
  readonly label: string;
}

/** Any content under any names. */
export const anyScheduledInput: Arbitrary<ScheduledInput> = record({
  isState: boolean(),
  type: oddName,
  key: oddName,
  content: anyContent,
});

/** An input in which nothing is odd. */
export const PLAIN_INPUT: ScheduledInput = { isState: false, type: 'plain', key: 'plain', content: {} };

/** An input as it is given: told from all others by its type and by its content's label. */
function labelled(t: Context, { isState, type, key, content }: ScheduledInput): LabelledInput {
  const label = t.uniqueName('input');
  const full = { ...content, label };
  return { isState, type: `org.example.${label}.${type}`, key: isState ? key : `${label}${key}`, content: full, label };
}

/** An input as a person tells it. */
export function inputInWords({ isState, type, key, content }: ScheduledInput): string {
  const kind = isState ? `state of the key ${inWords(key)}` : `a message with the transaction id ${inWords(key)}`;
  return `${kind}, type ${inWords(type)}, content ${inWords(content)}`;
}

/** How a revision does with inputs what every one of them does. */
export interface InputTrial<B> {
  /** Schedules an input; a refusal where nothing was scheduled. */
  schedule(asked: LabelledInput): Promise<Answer>;
  /** What is to be said where it was refused. */
  refused(answer: Answer): B;
  /** What is wrong with what comes of what was accepted; `undefined` where it comes through unchanged. */
  follow(asked: LabelledInput, answer: Answer): Promise<B | undefined>;
  /** Whether an answer says that something was scheduled. */
  isAccepted(answer: Answer): boolean;
}

/**
 * What is wrong with what comes of an input, and how it was given; nothing where it comes through unchanged, or where this
 * server's undelayed endpoints do not do better.
 */
export async function tryScheduledInput<B>(
  t: Context,
  room: Room,
  input: ScheduledInput,
  { schedule, refused, follow, isAccepted }: InputTrial<B>,
): Promise<{ readonly asked: LabelledInput; readonly breach: B } | undefined> {
  const asked = labelled(t, input);
  const answer = await schedule(asked);
  const breach = isAccepted(answer) ? await follow(asked, answer) : refused(answer);
  if (breach === undefined || (await changesWhenSent(t, room, input))) return undefined;
  // Whatever is refused may be refused for another reason than what it is, such as a limit.
  if (!isAccepted(answer) && !(await schedule(labelled(t, PLAIN_INPUT))).ok) return undefined;
  return { asked, breach };
}

/** How an event that was sent differs from what was given; nothing where it came through unchanged. */
export async function changeTo(
  t: Context,
  room: Room,
  { isState, type, key, content, label }: LabelledInput,
): Promise<string | undefined> {
  const isIt = (event: SeenEvent): boolean => event.type === type || event.content['label'] === label;
  const arrival = await t.eventIn(room, isIt, t.now());
  if (arrival === undefined) return 'its event never came';
  const { event } = arrival;
  const given = { type, stateKey: isState ? key : null, content };
  const came = { type: event.type, stateKey: event.state_key ?? null, content: event.content };
  const difference = firstDifference(given, came);
  if (difference === undefined) return undefined;
  return `${difference.path.map(inWords).join(' > ')} was ${difference.one} and came as ${difference.other}`;
}

/** Whether this server refuses or changes such an input where it is sent at once, too. */
async function changesWhenSent(t: Context, room: Room, input: ScheduledInput): Promise<boolean> {
  const asked = labelled(t, input);
  const { isState, type, key, content } = asked;
  const answer = isState
    ? await t.alice.trySetState(room, type, key, content)
    : await t.alice.trySend(room, type, content, key);
  return !answer.ok || (await changeTo(t, room, asked)) !== undefined;
}
