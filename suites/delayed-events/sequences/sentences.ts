import type { DelayedEvent } from '../model/world.js';
import { isHappening } from '../../sequences/happening.js';
import type { DelayedStep, PlannedSchedule } from './terms.js';

/** What a delayed event is called in stories. */
export function nameOf({ id, content }: Pick<DelayedEvent, 'id' | 'content'>): string {
  return `event ${id + 1} ('${content}')`;
}

/** What was done with delayed events, as the beginning of a sentence. */
export function sentence({ planned, command, expected, world }: DelayedStep): string {
  if (planned.do === 'schedule') return scheduling(planned, command, expected);
  if (command === undefined || isHappening(command) || command.do === 'schedule') return planned.do;
  const event = command.of === undefined ? undefined : world.events[command.of];
  const what = event === undefined ? 'an event that nobody has scheduled' : nameOf(event);
  const who = command.as === 'nobody' ? 'somebody without an access token' : command.as;
  return command.do === 'lookup' ? `${who} looks up ${what}` : `${who} asks to ${command.do} ${what}`;
}

function scheduling(
  { by, device, room, type, stateKey, delay, txn }: PlannedSchedule,
  command: DelayedStep['command'],
  expected: DelayedStep['expected'],
): string {
  const content = command?.do === 'schedule' ? command.content : '';
  const again = expected?.is === 'same' ? ' again' : '';
  const number = expected !== undefined && 'event' in expected ? ` (event ${expected.event + 1}${again})` : '';
  const what = stateKey === undefined ? `the message '${content}'` : `the state '${content}'`;
  const kind =
    stateKey === undefined
      ? type === 'm.room.message'
        ? ''
        : ` of type ${type}`
      : ` of type ${type} and key "${stateKey}"`;
  const transaction = txn === 'new' ? '' : `, transaction ${txn}`;
  const where = device === undefined ? by : `${by}, on a phone,`;
  return `${where} schedules ${what}${kind} in the ${room} in ${delay} ms${transaction}${number}`;
}
