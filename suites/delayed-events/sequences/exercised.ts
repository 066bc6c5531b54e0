import { waitingIn } from '../model/world.js';
import { COMMON_KINDS, commonKindOf, requirementsAmong, transitionOf } from '../../sequences/kinds.js';
import type { DelayedStep } from './terms.js';

/** The kinds of things that are done in sequences, as the table of pairs has them. */
export const KINDS = ['message', 'state', 'send', 'cancel', 'restart', 'lookup', ...COMMON_KINDS] as const;

/** What a step is, for the table of pairs. */
export function kindOf({ planned }: DelayedStep): (typeof KINDS)[number] {
  switch (planned.do) {
    case 'schedule':
      return planned.stateKey === undefined ? 'message' : 'state';
    case 'send':
    case 'cancel':
    case 'restart':
    case 'lookup':
      return planned.do;
    default:
      return commonKindOf(planned);
  }
}

/** A step of the model, told by what was done, to what, and what came of it. */
export function transition(step: DelayedStep, before: DelayedStep | undefined): string {
  const { planned, command, expected, events, world } = step;
  const of = command !== undefined && 'of' in command ? before?.world.events[command.of ?? -1] : undefined;
  const object = of === undefined ? '' : (of.end?.how ?? (of.begun.length > 0 ? 'restarted' : 'waiting'));
  const whose = command !== undefined && 'as' in command ? (command.as === of?.by ? 'own' : command.as) : '';
  const answer = expected === undefined ? '' : `${expected.is} ${expected.why}`;
  const ended = world.events.flatMap(({ id, end }) =>
    end === undefined || before?.world.events[id]?.end !== undefined ? [] : [`${end.how} by ${end.by}`],
  );
  const came = events.map(({ why }) => why);
  return transitionOf(kindOf(step), planned.do, object, whose, answer, ended, came);
}

/** The requirements by which something was expected that came true. */
export function judgedIn({ command, expected, events, world }: DelayedStep): readonly string[] {
  const ends = world.events.flatMap(({ end }) => (end === undefined ? [] : [end]));
  const isAction = command !== undefined && ['send', 'cancel', 'restart'].includes(command.do);
  const others = command !== undefined && 'of' in command ? waitingIn(world).filter(({ id }) => id !== command.of) : [];
  return [
    ...requirementsAmong([expected?.why, ...events.map(({ why }) => why), ...ends.map(({ why }) => why)]),
    ...(world.events.length > 0 ? ['DE-SCHED-1'] : []),
    ...(waitingIn(world).length > 0 ? ['DE-TIME-1'] : []),
    ...(ends.some(({ how, by }) => how === 'failed' && by === 'time') ? ['DE-PERM-1'] : []),
    ...(isAction && expected?.is === 'done' && others.length > 0 ? ['DE-ACT-13'] : []),
    ...(expected?.why === 'DE-SCHED-1' && ends.length > 0 ? ['DE-LIM-6'] : []),
  ];
}
