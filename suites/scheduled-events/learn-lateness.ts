import { Session } from '../kit/checks/session.js';
import type { Target } from '../kit/targets/stage.js';
import type { ScheduledEvent } from './scheduled-event.js';
import type { ScheduledEventsContext } from './scheduled-events-context.js';

/**
 * Looks how late events come on a target, by one with which nothing else is to do.
 *
 * @param words - of the revision, for a session that is no check's
 */
export async function learnLateness(
  target: Target,
  dialect: unknown,
  words: (session: Session) => ScheduledEventsContext<ScheduledEvent>,
): Promise<void> {
  const needs = { pending: 1 };
  const stage = await target.open(needs);
  try {
    const tag = `${target.runName}-late-${Math.random().toString(36).slice(2, 8)}`;
    // Where rooms are few, this one is for others as well.
    const session = new Session({ id: 'lateness', needs }, target, stage, dialect, 1, tag, {}, true);
    await words(session).learnLateness();
  } finally {
    await stage.close();
  }
}
