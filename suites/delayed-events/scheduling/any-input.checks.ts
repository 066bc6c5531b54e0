import { boolean, record } from 'fast-check';

import { anyContent, firstDifference, inWords } from '../../chance/any-content.js';
import { oddName } from '../../chance/any-strings.js';
import type { Check } from '../../kit/checks/check.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { JsonRecord, SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** What a client may give to be sent later. */
interface Input {
  readonly isState: boolean;
  /** What the type ends with. */
  readonly type: string;
  /** The state key, or what the transaction id ends with. */
  readonly key: string;
  readonly content: JsonRecord;
}

/** Whatever is given comes through unchanged (DE-SEND-1), and is told unchanged before that (DE-GET-3, DE-GET-5). */
export const sentInputChecks: readonly Check[] = [
  inputCheck<Input>({
    id: 'scheduling.any-input',
    title: 'any content, type, state key and transaction id is known again, told and sent as it was given',
    requirement: 'DE-SEND-1',
    inputs: record({ isState: boolean(), type: oddName, key: oddName, content: anyContent }),
    runs: 24,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ ...PLAIN, isState }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (input) => tryInput(t, room, input) };
    },
  }),
];

const PLAIN: Input = { isState: false, type: 'plain', key: 'plain', content: {} };

/**
 * What is wrong with what comes of an input; nothing where it comes through unchanged, or where this server's undelayed
 * endpoints do not do better.
 */
async function tryInput(t: DelayedEventsContext, room: Room, input: Input): Promise<Breach | undefined> {
  const asked = asIn(t, input);
  const answer = await schedule(t, room, asked);
  const delayId = answer.ok ? answer.string('delay_id') : undefined;
  const breach =
    delayId === undefined
      ? { breaks: whyAccepted(input), wrong: `expected 200, got ${answer}` }
      : await breachIn(t, room, asked, delayId);
  if (breach === undefined || (await changesUndelayed(t, room, input))) return undefined;
  // Whatever is refused may be refused for another reason than what it is, such as a limit.
  if (delayId === undefined && !(await schedule(t, room, asIn(t, PLAIN))).ok) return undefined;
  const kind = input.isState
    ? `state of the key ${inWords(asked.key)}`
    : `a message with the transaction id ${inWords(asked.key)}`;
  const about = `${kind}, type ${inWords(asked.type)}, content ${inWords(asked.content)}`;
  return { breaks: breach.breaks, wrong: `${about}: ${breach.wrong}` };
}

/** An empty state key is a key like any other (DE-SCHED-4). */
function whyAccepted({ isState, key }: Input): Breach['breaks'] {
  return isState && key === '' ? 'DE-SCHED-4' : 'DE-SCHED-1';
}

interface Labelled extends Input {
  readonly label: string;
}

/** An input as it is given: told from all others by its type and by its content's label. */
function asIn(t: DelayedEventsContext, { isState, type, key, content }: Input): Labelled {
  const label = t.uniqueName('input');
  const full = { ...content, label };
  return { isState, type: `org.example.${label}.${type}`, key: isState ? key : `${label}${key}`, content: full, label };
}

function schedule(
  t: DelayedEventsContext,
  room: Room,
  { isState, type, key, content, label }: Labelled,
): Promise<Answer> {
  const wish = { type, content, delay: t.far };
  return t.trySchedule(t.alice, room, isState ? { ...wish, stateKey: key, txnId: label } : { ...wish, txnId: key });
}

async function breachIn(
  t: DelayedEventsContext,
  room: Room,
  asked: Labelled,
  delayId: string,
): Promise<{ readonly breaks: Breach['breaks']; readonly wrong: string } | undefined> {
  if (!asked.isState) {
    const again = await schedule(t, room, asked);
    if (again.string('delay_id') !== delayId) {
      return { breaks: 'DE-SCHED-5', wrong: `the transaction id was not recognised when it came again: ${again}` };
    }
  }
  const given = { type: asked.type, stateKey: asked.isState ? asked.key : null, content: asked.content };
  if (t.can('a lookup')) {
    const {
      type = null,
      stateKey = null,
      content = null,
    } = t.form.read((await t.tryLookup(t.alice, delayId)).json ?? null);
    const told = firstDifference(given, { type, stateKey, content });
    if (told !== undefined) {
      const [field] = told.path;
      const breaks = field === 'content' ? 'DE-GET-5' : field === 'stateKey' ? 'DE-GET-4' : 'DE-GET-3';
      return { breaks, wrong: `${told.path.map(inWords).join(' > ')} was ${told.one} and is told as ${told.other}` };
    }
  }
  const sent = await t.tryAct(t.alice, delayId, 'send');
  if (!sent.ok) return { breaks: 'DE-ACT-5', wrong: `its send got ${sent}` };
  const change = await changeTo(t, room, asked);
  return change === undefined ? undefined : { breaks: 'DE-SEND-1', wrong: change };
}

/** How an event that was sent differs from what was given. */
async function changeTo(
  t: DelayedEventsContext,
  room: Room,
  { isState, type, key, content, label }: Labelled,
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

/** Whether the undelayed endpoints of this server refuse or change such an input, too. */
async function changesUndelayed(t: DelayedEventsContext, room: Room, input: Input): Promise<boolean> {
  const undelayed = asIn(t, input);
  const { isState, type, key, content } = undelayed;
  const answer = isState
    ? await t.alice.trySetState(room, type, key, content)
    : await t.alice.trySend(room, type, content, key);
  return !answer.ok || (await changeTo(t, room, undelayed)) !== undefined;
}
