import type { Person } from '../model/command.js';
import type { Expected } from '../model/world.js';
import type { Divergence } from './divergence.js';
import { inWords } from './judge-timeline.js';
import { offset } from '../../chance/offset.js';
import { isCall, type Planned, type PlannedCall, type PlannedPause, type PlannedSchedule } from './plan.js';
import { nameOfFuture } from './name-of-future.js';
import type { Deed } from './teller.js';

/** A told sequence as a numbered story in plain words, with offsets, one line for each deed. */
export function storyOf(deeds: readonly Deed[]): string[] {
  return deeds.map((deed, index) => `${index + 1}. ${offset(deed.at)} ${sentence(deed)}`);
}

/** What was expected and what came, and by which requirement. */
export function moralOf({ requirement, expected, seen }: Divergence): string {
  return `Expected: ${expected} (${requirement}). Seen: ${seen}.`;
}

function sentence(deed: Deed): string {
  const { planned, command, expected, status, events } = deed;
  if (planned.do === 'pass') {
    const came = events.length === 0 ? '' : `; now comes ${events.map(inWords).join(', then ')}`;
    return `time has passed${came}.`;
  }
  const answered = status === undefined ? '' : ` -> ${status}`;
  if (planned.do === 'schedule') return `${scheduling(planned, groupOf(deed), expected)}${answered}.`;
  if (isCall(planned)) {
    const of = command !== undefined && 'of' in command ? command.of : undefined;
    const future = of === undefined ? undefined : deed.world.futures[of];
    const whose = future === undefined ? 'a token that nobody was ever given' : nameOfFuture(future);
    return `${caller(planned)} calls the ${planned.do} token of ${whose}${answered}.`;
  }
  return `${happening(planned)}${answered}.`;
}

/** The group that was asked for, in words. */
function groupOf({ command }: Deed): string | undefined {
  const group = command?.do === 'schedule' ? command.group : undefined;
  const [, made] = /^made-(\d+)$/.exec(group ?? '') ?? [];
  if (made !== undefined) return `the group that was made for future ${Number(made) + 1}`;
  return group === undefined ? undefined : `group ${group}`;
}

function scheduling(planned: PlannedSchedule, group: string | undefined, expected: Expected | undefined): string {
  const { by, room, type, stateKey, content, timeout, txn } = planned;
  const again = expected?.is === 'same' ? ' again' : '';
  const number = expected !== undefined && 'future' in expected ? ` (future ${expected.future + 1}${again})` : '';
  const what = stateKey === undefined ? `the message '${content}'` : `the state '${content}'`;
  const kind =
    stateKey === undefined && type === 'm.room.message'
      ? ''
      : ` of type ${type}${stateKey === undefined ? '' : ` and key "${stateKey}"`}`;
  const when =
    timeout === undefined ? ' without a timeout' : timeout === 'none' ? ' as an action future' : ` in ${timeout} ms`;
  const where = group === undefined ? '' : `, in ${group}`;
  const transaction = txn === undefined || txn === 'new' ? '' : `, transaction ${txn}`;
  return `${by} schedules ${what}${kind} in the ${room}${when}${where}${transaction}${number}`;
}

function happening(planned: Exclude<Planned, PlannedSchedule | PlannedPause | PlannedCall>): string {
  switch (planned.do) {
    case 'set-state':
      return `${planned.by} sets the state ${planned.type} of key "${planned.stateKey}" to '${planned.content}' in the ${planned.room}`;
    case 'leave':
      return `${planned.who} leaves the ${planned.room}`;
    case 'kick':
    case 'ban':
      return `carol ${planned.do === 'kick' ? 'kicks' : 'bans'} ${planned.who} from the ${planned.room}`;
    case 'rejoin':
      return `${planned.who} is invited to the ${planned.room} again and joins`;
    case 'forbid':
      return `carol raises the power levels of the ${planned.room}: alice and bob may send nothing`;
    case 'permit':
      return `carol lowers the power levels of the ${planned.room}: everybody may send again`;
  }
}

function caller(planned: Planned): string {
  const beside: Person | undefined = 'beside' in planned ? planned.beside : undefined;
  return beside === undefined ? 'somebody' : `${beside}, with an access token,`;
}
