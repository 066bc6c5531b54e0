import { dig } from '../../kit/rooms/matrix-json.js';
import type { Attempt } from './attempt.js';
import type { Breach } from '../../blame/breach.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { ListedFuture } from '../words/listing.js';
import { CLEAR_BY_THEMSELVES } from './facets.js';

/**
 * Looks for what a violation follows from, among the things that a check takes for granted and that are not to be seen in
 * what it looks at: that a 429 had no effect, and that the group id of an answer is that of the group.
 *
 * @param requirement - which was found to be broken
 * @param attempts - all that the check has tried to schedule
 * @returns nothing where it follows from none of these
 */
export async function deeperCause(
  t: FuturesContext,
  requirement: string,
  attempts: readonly Attempt[],
): Promise<Breach | undefined> {
  if (CLEAR_BY_THEMSELVES.has(requirement)) return undefined;
  const effect = await effectOfLimited(t, attempts);
  if (effect !== undefined) return effect;
  return attempts.some(({ group }) => group !== undefined) ? uselessGroupId(t) : undefined;
}

/** Whether what was asked for again after a 429 is there twice, and what was asked for once is not. */
async function effectOfLimited(t: FuturesContext, attempts: readonly Attempt[]): Promise<Breach | undefined> {
  if (!attempts.some(({ limited }) => limited)) return undefined;
  const rooms = new Set(attempts.map(({ room }) => room));
  const waiting: ListedFuture[] = [];
  for (const user of new Set(attempts.map(({ by }) => by))) waiting.push(...(await t.list(user, ...rooms)));
  const excessive = attempts.filter((attempt) => isThereTooOften(attempt, waiting));
  if (excessive.length === 0 || !excessive.every(({ limited }) => limited)) return undefined;
  const [{ label, answer } = { label: '', answer: '' }] = excessive;
  return {
    requirement: 'ERR-9',
    wrong: `what was asked for again after a 429 has been stored at the first time too (${String(label)}, in the end answered ${answer})`,
  };
}

/** Whether there are more events and waiting futures of a content than its request was to bring about. */
function isThereTooOften({ room, label, answer }: Attempt, waiting: readonly ListedFuture[]): boolean {
  if (typeof label !== 'string') return false;
  const events = room.timeline.arrivals.filter(({ event }) => event.content['label'] === label);
  const listed = waiting.filter(({ body }) => dig(body, 'label') === label);
  return events.length + listed.length > (answer.ok ? 1 : 0);
}

/** Whether the group id that an answer tells is refused, though one that the client has chosen is not. */
export async function uselessGroupId(t: FuturesContext): Promise<Breach | undefined> {
  const room = await t.alice.createRoom();
  const told = (await t.tryMessage(t.alice, room, { timeout: t.far })).string('future_group_id');
  if (told === undefined) return undefined;
  const refusal = await t.tryMessage(t.alice, room, { timeout: 'none', group: told });
  if (!refusal.refused) return undefined;

  // It is only the id's fault if action futures are taken at all.
  const chosen = t.uniqueName('Chosen');
  await t.tryMessage(t.alice, room, { timeout: t.far, group: chosen });
  const isTaken = (await t.tryMessage(t.alice, room, { timeout: 'none', group: chosen })).ok;
  if (!isTaken) return undefined;
  const message = `the answer to a timeout future tells the group ${told}, and an action future for it gets ${refusal}`;
  return { requirement: 'RESP-5', wrong: message };
}
