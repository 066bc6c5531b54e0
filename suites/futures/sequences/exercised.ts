import { COMMON_KINDS, commonKindOf, requirementsAmong, transitionOf } from '../../sequences/kinds.js';
import type { Step } from '../../sequences/step.js';
import { isTimed } from '../model/sameness.js';
import type { FuturesTerms } from './futures-terms.js';

/** The kinds of things that are done in sequences, as the table of pairs has them. */
export const KINDS = ['timeout', 'action', 'send', 'refresh', 'cancel', ...COMMON_KINDS] as const;

/** What a step is, for the table of pairs. */
export function kindOf({ planned }: Step<FuturesTerms>): (typeof KINDS)[number] {
  switch (planned.do) {
    case 'schedule':
      return typeof planned.timeout === 'number' ? 'timeout' : 'action';
    case 'send':
    case 'refresh':
    case 'cancel':
      return planned.do;
    default:
      return commonKindOf(planned);
  }
}

/** A step of the model, told by what was done, to what, and what came of it. */
export function transition(step: Step<FuturesTerms>, before: Step<FuturesTerms> | undefined): string {
  const { planned, command, expected, events, world } = step;
  const of = command !== undefined && 'of' in command ? before?.world.futures[command.of ?? -1] : undefined;
  const object =
    of === undefined ? '' : `${of.end?.how ?? 'living'} ${isTimed(of) ? 'timeout' : 'action'} ${kindOfEvent(of)}`;
  const subject = planned.do === 'schedule' ? `${typeof planned.timeout} ${kindOfEvent(planned)}` : '';
  const answer = expected === undefined ? '' : `${expected.is} ${expected.why}`;
  const ended = world.futures.flatMap((future) => {
    const was = before?.world.futures[future.id]?.end;
    return future.end === undefined || was !== undefined ? [] : [`${future.end.how} ${future.end.why}`];
  });
  const came = events.map(({ why }) => why);
  return transitionOf(planned.do, subject, object, answer, ended, came);
}

/** The requirements by which something was expected that came true. */
export function judgedIn({ expected, events, world }: Step<FuturesTerms>): readonly string[] {
  const whys = [expected?.why, ...events.map(({ why }) => why), ...world.futures.map(({ end }) => end?.why)];
  return [
    ...requirementsAmong(whys),
    ...(world.futures.length > 0 ? ['LIST-1'] : []),
    ...(world.futures.some(({ end }) => end?.how === 'sent') ? ['GROUP-1'] : []),
  ];
}

function kindOfEvent({ stateKey }: { readonly stateKey?: string }): string {
  return stateKey === undefined ? 'message' : 'state';
}
