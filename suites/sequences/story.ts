import { offset } from '../chance/offset.js';
import { isHappening, type Happening } from './happening.js';
import { inWords } from './judge-timeline.js';
import type { ModelledRevision } from './modelled-revision.js';
import type { Step } from './step.js';
import type { Terms } from './terms.js';

/** A told sequence as a numbered story in plain words, with offsets, one line for each step. */
export function storyOf<T extends Terms>(
  revision: Pick<ModelledRevision<T>, 'sentence'>,
  steps: readonly Step<T>[],
): string[] {
  return steps.map((step, index) => `${index + 1}. ${offset(step.at)} ${sentence(revision, step)}`);
}

function sentence<T extends Terms>(revision: Pick<ModelledRevision<T>, 'sentence'>, step: Step<T>): string {
  const { planned, status, events } = step;
  if (planned.do === 'pass') {
    const came = events.length === 0 ? '' : `; now comes ${events.map(inWords).join(', then ')}`;
    return `time has passed${came}.`;
  }
  const answered = status === undefined ? '' : ` -> ${status}`;
  return `${isHappening(planned) ? happening(planned) : revision.sentence(step)}${answered}.`;
}

function happening(command: Happening): string {
  switch (command.do) {
    case 'set-state':
      return `${command.by} sets the state ${command.type} of key "${command.stateKey}" to '${command.content}' in the ${command.room}`;
    case 'leave':
      return `${command.who} leaves the ${command.room}`;
    case 'kick':
    case 'ban':
      return `carol ${command.do === 'kick' ? 'kicks' : 'bans'} ${command.who} from the ${command.room}`;
    case 'rejoin':
      return `${command.who} is invited to the ${command.room} again and joins`;
    case 'forbid':
      return `carol raises the power levels of the ${command.room}: alice and bob may send nothing`;
    case 'permit':
      return `carol lowers the power levels of the ${command.room}: everybody may send again`;
  }
}
