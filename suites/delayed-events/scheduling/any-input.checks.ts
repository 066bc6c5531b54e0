import { firstDifference, inWords } from '../../chance/any-content.js';
import {
  anyScheduledInput,
  changeTo,
  inputInWords,
  type LabelledInput,
  PLAIN_INPUT,
  type ScheduledInput,
  tryScheduledInput,
} from '../../chance/any-scheduled-input.js';
import type { Check } from '../../kit/checks/check.js';
import { beginningWith } from '../../kit/checks/discrepancy.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { Room } from '../../kit/rooms/room.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** Whatever is given comes through unchanged (DE-SEND-1), and is told unchanged before that (DE-GET-3, DE-GET-5). */
export const sentInputChecks: readonly Check[] = [
  inputCheck<ScheduledInput>({
    id: 'scheduling.any-input',
    title: 'any content, type, state key and transaction id is known again, told and sent as it was given',
    requirement: 'DE-SEND-1',
    inputs: anyScheduledInput,
    runs: 24,
    pending: [1, 0],
    ordinary: ({ isState }) => ({ ...PLAIN_INPUT, isState }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      return { attempt: (input) => tryInput(t, room, input) };
    },
  }),
];

/** What is wrong with what comes of an input, if anything is. */
async function tryInput(t: DelayedEventsContext, room: Room, input: ScheduledInput): Promise<Breach | undefined> {
  const tried = await tryScheduledInput<Breach>(t, room, input, {
    schedule: (asked) => schedule(t, room, asked),
    refused: (answer) => ({ breaks: whyAccepted(input), wrong: `expected 200, got ${answer}` }),
    follow: (asked, answer) => breachIn(t, room, asked, answer.string('delay_id') ?? ''),
    isAccepted: (answer) => answer.ok && answer.string('delay_id') !== undefined,
  });
  if (tried === undefined) return undefined;
  const { asked, breach } = tried;
  const isOfKey = breach.breaks === 'DE-SEND-1' && input.isState && input.key === '';
  const breaks = isOfKey && (await isSentUnder('other', t, room, input)) ? 'DE-SCHED-4' : breach.breaks;
  return { breaks, wrong: beginningWith(inputInWords(asked), breach.wrong) };
}

/** Whether state of another key comes through unchanged. */
async function isSentUnder(key: string, t: DelayedEventsContext, room: Room, input: ScheduledInput): Promise<boolean> {
  return (await tryInput(t, room, { ...input, key })) === undefined;
}

/** An empty state key is a key like any other (DE-SCHED-4). */
function whyAccepted({ isState, key }: ScheduledInput): Breach['breaks'] {
  return isState && key === '' ? 'DE-SCHED-4' : 'DE-SCHED-1';
}

function schedule(
  t: DelayedEventsContext,
  room: Room,
  { isState, type, key, content, label }: LabelledInput,
): Promise<Answer> {
  const wish = { type, content, delay: t.far };
  return t.trySchedule(t.alice, room, isState ? { ...wish, stateKey: key, txnId: label } : { ...wish, txnId: key });
}

async function breachIn(
  t: DelayedEventsContext,
  room: Room,
  asked: LabelledInput,
  delayId: string,
): Promise<Breach | undefined> {
  if (!asked.isState) {
    const again = await schedule(t, room, asked);
    if (again.string('delay_id') !== delayId) {
      return { breaks: 'DE-SCHED-5', wrong: `the transaction id was not recognised when it came again: ${again}` };
    }
  }
  const told = await wronglyTold(t, asked, delayId);
  const sent = await t.tryAct(t.alice, delayId, 'send');
  if (!sent.ok) return told ?? { breaks: 'DE-ACT-5', wrong: `its send got ${sent}` };
  const change = await changeTo(t, room, asked);
  if (change === undefined) return told;
  if (await waitsStill(t, delayId)) return { breaks: 'DE-ACT-5', wrong: `its send got ${sent}, and it waits still` };
  // What is sent otherwise than it was given is told otherwise because of that.
  return { breaks: 'DE-SEND-1', wrong: change };
}

/** Whether an event is told to wait. */
async function waitsStill(t: DelayedEventsContext, delayId: string): Promise<boolean> {
  if (!t.can('a lookup')) return false;
  const answer = await t.tryLookup(t.alice, delayId);
  return answer.ok && t.form.read(answer.json ?? null).finalised === undefined;
}

/** What is wrong with what a lookup tells of an event that waits, if anything is. */
async function wronglyTold(
  t: DelayedEventsContext,
  asked: LabelledInput,
  delayId: string,
): Promise<Breach | undefined> {
  if (!t.can('a lookup')) return undefined;
  const answer = await t.tryLookup(t.alice, delayId);
  const { type = null, stateKey = null, content = null } = t.form.read(answer.json ?? null);
  const given = { type: asked.type, stateKey: asked.isState ? asked.key : null, content: asked.content };
  const told = firstDifference(given, { type, stateKey, content });
  if (told === undefined) return undefined;
  const [field] = told.path;
  const breaks = field === 'content' ? 'DE-GET-5' : field === 'stateKey' ? 'DE-GET-4' : 'DE-GET-3';
  return { breaks, wrong: `${told.path.map(inWords).join(' > ')} was ${told.one} and is told as ${told.other}` };
}
