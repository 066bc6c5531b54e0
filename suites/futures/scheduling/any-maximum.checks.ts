import { type Arbitrary, constantFrom, record } from 'fast-check';

import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { dig } from '../../kit/rooms/matrix-json.js';
import type { FuturesContext } from '../words/futures-context.js';
import { CENTURY_MS } from '../words/maximum-timeout.js';
import { statedDurations } from '../words/stated-durations.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { durationBetween, inUnits } from '../../chance/durations.js';
import { type Kind, trySchedule } from '../chance/either-kind.js';

const DAY_MS = 86_400_000;

/** Timeouts around a maximum, by how they are called; `step` is the least difference that the server can be asked for. */
const AROUND: Readonly<Record<string, (maximum: number, step: number) => number>> = {
  'the maximum itself': (maximum) => maximum,
  'a little more than the maximum': (maximum, step) => maximum + step,
  'a little less than the maximum': (maximum, step) => maximum - step,
  'half the maximum': (maximum, step) => Math.ceil(maximum / 2 / step) * step,
  'twice the maximum': (maximum) => 2 * maximum,
  'sixty times the maximum': (maximum) => 60 * maximum,
  'a thousand times the maximum': (maximum) => 1_000 * maximum,
};

/** A maximum, as far as it can be chosen, and a timeout that is asked for. */
interface Asking {
  /** Milliseconds; what the embedded reference is set up with. */
  readonly maximum: number;
  /** A key of {@link AROUND}. */
  readonly asked: string;
  readonly kind: Kind;
}

const askings: Arbitrary<Asking> = record({
  maximum: durationBetween(2 * 3_600_000, 30 * DAY_MS).map((ms) => Math.ceil(ms / 1_000) * 1_000),
  asked: constantFrom(...Object.keys(AROUND)),
  kind: constantFrom('message', 'state'),
});

/** Whatever the maximum is, it is told, it is kept to, and what is above it leaves nothing behind (SCHED-11). */
export const anyMaximumChecks: readonly Check[] = [
  anyStoryCheck<Asking>({
    id: 'scheduling.any-maximum',
    title: 'whatever the maximum timeout is, it is told; up to it all is accepted, and nothing above it',
    requirements: ['SCHED-11'],
    needs: { embedded: { futures: { maxTimeout: 7 * DAY_MS } } },
    pending: 2,
    stories: askings,
    runs: { virtual: 24, real: 14 },
    embeddedFor: ({ maximum }) => ({ futures: { maxTimeout: maximum } }),
    tell: tellMaximum,
    inWords: ({ maximum, asked, kind }) => `a ${kind} future is asked for ${asked} (embedded: ${inUnits(maximum)})`,
  }),
];

async function tellMaximum(t: FuturesContext, { asked, kind }: Asking): Promise<void> {
  const room = await t.alice.createRoom();
  const kept = await t.message(t.alice, room);
  const refused: string[] = [];
  const century = await ask('message', CENTURY_MS);
  if (century.ok) t.notApplicable('the server has no maximum timeout: it accepts a hundred years');
  t.requireRefusal('SCHED-11', century, 'a timeout of a hundred years', 400);

  const step = t.dialect.unit === 's' ? 1_000 : 1;
  const stated = statedDurations(century.text).filter((ms) => ms < CENTURY_MS && ms % step === 0);
  const outcomes: string[] = [];
  let wronglyRefused: Answer | undefined;
  let isSo = false;
  // Where the number has no unit it can mean several maxima: one of them has to be what the server keeps to.
  for (const maximum of stated) {
    const timeout = AROUND[asked]?.(maximum, step) ?? maximum;
    const [itself, answer] = [await ask(kind, maximum), await ask(kind, timeout)];
    const isAsItShould =
      timeout <= maximum ? answer.ok : answer.status === 400 && statedDurations(answer.text).includes(maximum);
    if (itself.ok && isAsItShould) isSo = true;
    wronglyRefused ??= [itself, timeout <= maximum ? answer : itself].find((one) => one.refused);
    outcomes.push(`if that is ${maximum} ms: itself got ${itself}; ${asked}, ${timeout} ms, got ${answer}`);
  }
  const tried = outcomes.join('; ') || 'no duration in it';
  const expected = `expected the refusal of a hundred years to contain the maximum that is kept to, got ${century}`;
  if (!isSo && wronglyRefused !== undefined) t.requireAcceptance('SCHED-11', wronglyRefused, `${expected} (${tried})`);
  t.require('SCHED-11', isSo, `${expected} (${tried})`);

  const listed = (await t.list(t.alice, room)).map(({ body }) => dig(body, 'label'));
  t.presuppose('LIST-1', listed.includes(kept.content['label']), 'a future that waits is not listed');
  const isStored = refused.some((label) => listed.includes(label));
  t.require('SCHED-11', !isStored, 'what was refused for its timeout is listed');

  /** Asks for a timeout; leaves nothing behind that was accepted, and remembers what was not. */
  async function ask(kind: Kind, timeout: number): Promise<Answer> {
    const content = t.text('how long');
    const answer = await trySchedule(t, t.alice, room, kind, { timeout, content });
    if (answer.refused) refused.push(String(content['label']));
    await t.withdraw(answer);
    return answer;
  }
}
