import type { Answer } from '../../kit/connection/answer.js';
import type { LookedUp } from '../wire/wire-form.js';
import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext, Id } from './delayed-events-context.js';

/** How often is looked whether such events are kept at all: others of the same account may end meanwhile. */
const LOOKS = 5;

/**
 * Ends the check where an action on what is over is answered with 404 since the server has forgotten it meanwhile, as
 * {@link lookupKept} does; a 404 for what can still be looked up is the caller's to judge.
 */
export async function unlessForgotten(
  t: DelayedEventsContext,
  requirement: Id,
  answer: Answer,
  event: DelayedEvent,
  how: 'send' | 'cancel',
): Promise<void> {
  if (answer.status === 404) await lookupKept(t, requirement, event, how);
}

/**
 * Looks up an event that is over, where another one has ended before it. What is kept of the two is kept of the later one,
 * too: where the earlier one is to be found alone, that is a violation. Ends the check where neither is kept any more, as
 * {@link lookupKept} does.
 */
export async function lookupKeptAfter(
  t: DelayedEventsContext,
  requirement: Id,
  event: DelayedEvent,
  earlier: DelayedEvent,
): Promise<LookedUp> {
  const answer = await t.tryLookup(event.by, event);
  const isAlone = answer.status === 404 && (await t.tryLookup(earlier.by, earlier)).ok;
  t.require(requirement, !isAlone, `what is over is not to be found, and what was over before it is: ${answer}`);
  return lookupKept(t, requirement, event, 'cancel');
}

/**
 * Looks up an event that is over. Ends the check where the server has kept it and forgotten it since, which is a warning
 * (DE-RET-1): it may keep few, or not for long. Where it keeps no such events, though it keeps others, it is a violation.
 *
 * @param how - what has ended the event, or something like it
 */
export async function lookupKept(
  t: DelayedEventsContext,
  requirement: Id,
  event: DelayedEvent,
  how: 'send' | 'cancel',
): Promise<LookedUp> {
  const answer = await t.tryLookup(event.by, event);
  if (answer.status === 404) {
    const room = await event.by.createRoom();
    for (let looks = 0; looks < LOOKS; looks += 1) {
      await t.letTimePass(t.beats(looks / 4));
      const fresh = await t.schedule(event.by, room);
      await t[how](fresh);
      if (!(await t.tryLookup(event.by, fresh)).ok) continue;
      t.advise('DE-RET-1', false, 'what was over a short while ago is not kept any more');
      t.notApplicable('the server has forgotten it already, and may');
    }
  }
  t.requireAcceptance(requirement, answer, 'looking up what is over, as other events are kept');
  return t.form.read(answer.json ?? null);
}
