import { type Arbitrary, constantFrom, oneof, record } from 'fast-check';

import { inWords } from '../../chance/any-content.js';
import { oddName } from '../../chance/any-strings.js';
import { isMatrixError } from '../../kit/checks/context.js';
import type { Check } from '../../kit/checks/check.js';
import { type Breach, inputCheck } from '../chance/inputs-check.js';
import { ACTIONS, type Action, type DelayedEvent } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { requireShownAsWaiting } from '../words/shown-fields.js';

/** A `delay_id` that nobody was ever given, made of one that somebody was given, and what is done with it. */
interface Unknown {
  readonly what: Action | 'lookup';
  /** Makes it of a real one. */
  readonly of: string;
  readonly odd: string;
}

const MAKINGS: Readonly<Record<string, (real: string, odd: string) => string>> = {
  'with something after it': (real, odd) => `${real}${odd}x`,
  'with something before it': (real, odd) => `x${odd}${real}`,
  'turned round': (real) => [...real].toReversed().join(''),
  'cut by its last character': (real) => real.slice(0, -1),
  'with other letters': (real) =>
    [...real].map((sign) => (sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase())).join(''),
  'with a space after it': (real) => `${real} `,
  'with a space before it': (real) => ` ${real}`,
  'with a colon and something after it': (real, odd) => `${real}:${odd}`,
  'encoded once more': (real) =>
    Array.from(new TextEncoder().encode(real), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'much longer than any': (real) => real.padEnd(1_000, 'x'),
  'a name that objects have': (_real, odd) => (odd.length % 2 === 0 ? '__proto__' : 'toString'),
  'something else': (_real, odd) => `x${odd}`,
};

const unknowns: Arbitrary<Unknown> = record({
  what: oneof(constantFrom(...ACTIONS), constantFrom('lookup' as const)),
  of: constantFrom(...Object.keys(MAKINGS)),
  odd: oddName,
});

/** Ids that nobody was ever given (DE-ACT-3, DE-GET-2). */
export const unknownIdInputChecks: readonly Check[] = [
  inputCheck<Unknown>({
    id: 'actions.any-unknown-id',
    title: 'whatever is not a delay_id is answered with 404 M_NOT_FOUND, however like one it is, and nothing happens',
    requirement: 'DE-ACT-3',
    inputs: unknowns,
    kindOf: ({ of }) => of,
    runs: 56,
    pending: [0, 1],
    ordinary: ({ what }) => ({ what, of: 'something else', odd: 'unknown' }),
    async arrange(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      // What one look at an event does to it is not what unknown ids have done.
      if (t.can('a lookup')) {
        await requireShownAsWaiting(t, event);
        await t.requireScheduled('DE-RET-2', event, 'after it was looked up');
      }
      return {
        attempt: (unknown) => tryUnknown(t, event, unknown),
        async afterwards() {
          await t.requireScheduled('DE-ACT-3', event, 'after many ids that are not its own');
        },
      };
    },
  }),
];

/** What is wrong with how an unknown id is taken, if anything is. */
async function tryUnknown(
  t: DelayedEventsContext,
  { delayId }: DelayedEvent,
  { what, of, odd }: Unknown,
): Promise<Breach | undefined> {
  const id = MAKINGS[of]?.(delayId, odd) ?? odd;
  if (id === delayId || id === '' || (what === 'lookup' && !t.can('a lookup'))) return undefined;
  const answer = what === 'lookup' ? await t.tryLookup(t.alice, id) : await t.tryAct(t.alice, id, what);
  const about = `${what} of the delay_id ${inWords(id)}`;
  if (answer.status >= 500) return { breaks: 'DE-ERR-1', wrong: { what: about, expected: 'no 5xx', seen: answer } };
  // A path that cannot be taken apart is none of the endpoint's, but of what stands before it.
  const isOdd = /[/\\%\u0000-\u001f]/.test(id);
  const isRight = answer.status === 404 && (answer.errcode === 'M_NOT_FOUND' || isOdd);
  if (isRight || (isOdd && answer.refused && isMatrixError(answer))) return undefined;
  return {
    breaks: what === 'lookup' ? 'DE-GET-2' : 'DE-ACT-3',
    wrong: { what: about, expected: '404 M_NOT_FOUND', seen: answer },
  };
}
