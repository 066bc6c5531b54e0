import type { Step } from '../../sequences/step.js';
import type { Expected } from '../model/world.js';
import type { FuturesTerms } from './futures-terms.js';
import { nameOfFuture } from './name-of-future.js';
import { isCall, type PlannedCall, type PlannedSchedule } from './plan.js';

/** What was done with futures, as the beginning of a sentence. */
export function sentence(step: Step<FuturesTerms>): string {
  const { planned, command, expected, world } = step;
  if (planned.do === 'schedule') return scheduling(planned, groupOf(step), expected);
  if (!isCall(planned)) return planned.do;
  const of = command !== undefined && 'of' in command ? command.of : undefined;
  const future = of === undefined ? undefined : world.futures[of];
  const whose = future === undefined ? 'a token that nobody was ever given' : nameOfFuture(future);
  return `${caller(planned)} calls the ${planned.do} token of ${whose}`;
}

/** The group that was asked for, in words. */
function groupOf({ command }: Step<FuturesTerms>): string | undefined {
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

function caller({ beside }: PlannedCall): string {
  return beside === undefined ? 'somebody' : `${beside}, with an access token,`;
}
