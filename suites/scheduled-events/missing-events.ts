import type { Wrong } from '../kit/checks/discrepancy.js';
import { Violation } from '../kit/checks/verdict.js';
import type { TimeWindow } from '../kit/time/time-window.js';
import type { ScheduledEvent, Sender } from './scheduled-event.js';

/** An event that had to come and did not. */
export interface Missing<E extends ScheduledEvent> {
  readonly event: E;
  readonly due: TimeWindow;
  /** What was to send it. */
  readonly by: Sender;
}

/** Of these events one had to come, and none did: what else is broken by that is looked for afterwards. */
export class MissingEvents<E extends ScheduledEvent> extends Violation {
  /**
   * @param why - when it had to come, in words
   */
  constructor(
    requirement: string,
    wrong: Wrong,
    readonly missing: readonly Missing<E>[],
    readonly why: string,
  ) {
    super(requirement, wrong);
  }
}
