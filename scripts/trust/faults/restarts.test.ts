import { expect, test } from 'vitest';

import type { DelayedEvent, Outcome } from '../../../reference/delayed-events/delayed-event.js';
import { isGuestsId, isState } from '../../../fixtures/faults/delayed-events/delayed-kinds.js';
import type { DelayedEventRules } from '../../../reference/delayed-events/rules/delayed-event-rules.js';
import { MatrixError } from '../../../reference/matrix/matrix-error.js';
import { delayedEventsSuites } from '../../../suites/delayed-events/index.js';
import { prepareChecks } from '../../../suites/kit/checks/prepare-checks.js';
import { embeddedTarget } from '../../../suites/kit/targets/embedded-target.js';
import type { Target } from '../../../suites/kit/targets/stage.js';

/** How long the server is away, in milliseconds: some of what the checks have waiting falls due meanwhile. */
const AWAY_MS = 1_500;

/** What a server knows of its restart. */
interface Memory {
  /** When it came back; `undefined` before that. */
  backAt: number | undefined;
  /** Whether it is away. */
  isAway: boolean;
  /** What waited when it came back. */
  waited: ReadonlySet<DelayedEvent>;
}

type Amnesia = (memory: Memory) => (defaults: DelayedEventRules) => Partial<DelayedEventRules>;

const UNKNOWN = new MatrixError(500, 'M_UNKNOWN', 'It could not be sent.');
const LOST = new MatrixError(404, 'M_NOT_FOUND', 'There is no such delayed event.');

/** Whether an event has waited when the server was restarted. */
function hasWaited({ backAt, waited }: Memory, event: DelayedEvent): boolean {
  return backAt !== undefined && waited.has(event);
}

/** Whether an event was over when the server came back. */
function wasOver({ backAt }: Memory, { at }: Outcome): boolean {
  return backAt !== undefined && at <= backAt;
}

/** What a server forgets that is restarted, and what the checks say then. */
const AMNESIAS: Readonly<Record<string, readonly [told: Readonly<Record<string, string>>, amnesia: Amnesia]>> = {
  nothing: [{}, () => () => ({})],
  'what waits': [
    {
      'persistence.waiting-events': 'DE-PERS-1',
      'persistence.events-of-guests': 'DE-PERS-1',
      'persistence.overdue-events': 'DE-PERS-2',
      'persistence.all-about-events': 'DE-PERS-3',
    },
    (memory) => (defaults) => ({
      isOwn: (facts) => !hasWaited(memory, facts.event) && defaults.isOwn(facts),
      orderOfSimultaneous: (events) => (memory.isAway ? [] : defaults.orderOfSimultaneous(events)),
      refusalWhenSending: (facts) =>
        hasWaited(memory, facts.event) && facts.by === 'time' ? LOST : defaults.refusalWhenSending(facts),
    }),
  ],
  'what guests have waiting': [
    { 'persistence.events-of-guests': 'DE-PERS-1' },
    (memory) => (defaults) => ({
      refusalWhenSending: (facts) =>
        hasWaited(memory, facts.event) && isGuestsId(facts.event.owner) ? LOST : defaults.refusalWhenSending(facts),
    }),
  ],
  'that it has sent state': [
    { 'persistence.waiting-events': 'DE-SEND-2' },
    () => (defaults) => ({
      timerStops: (facts) => !(isState(facts.event) && facts.outcome.how === 'sent') && defaults.timerStops(facts),
    }),
  ],
  'which of its events were delayed': [
    { 'persistence.all-about-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      shownInUnsigned: (facts) => {
        const { outcome } = facts.event.life;
        return outcome !== undefined && wasOver(memory, outcome) ? {} : defaults.shownInUnsigned(facts);
      },
    }),
  ],
  'what its timers have sent': [
    { 'persistence.all-about-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      isRetained: (facts) => {
        const { outcome } = facts;
        const isLost = outcome.how === 'sent' && outcome.by === 'time' && wasOver(memory, outcome);
        return !isLost && defaults.isRetained(facts);
      },
    }),
  ],
  'whose places are taken': [
    { 'persistence.all-about-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      takesPlace: (facts) => !hasWaited(memory, facts.event) && defaults.takesPlace(facts),
    }),
  ],
  'how long events have waited already': [
    { 'persistence.waiting-events': 'DE-PERS-1' },
    (memory) => {
      const begunAnew = new Set<DelayedEvent>();
      return (defaults) => ({
        refusalWhenSending: (facts) => {
          const isTooEarly = hasWaited(memory, facts.event) && !begunAnew.has(facts.event) && facts.by === 'time';
          return isTooEarly ? LOST : defaults.refusalWhenSending(facts);
        },
        dueAfterFailure: (facts) => {
          if (facts.error !== LOST) return defaults.dueAfterFailure(facts);
          begunAnew.add(facts.event);
          return (memory.backAt ?? 0) + facts.event.delayMs;
        },
      });
    },
  ],
  'what was restarted': [
    { 'persistence.all-about-events': 'DE-PERS-3' },
    (memory) => {
      const putOff = new Set<DelayedEvent>();
      return (defaults) => ({
        // The timer runs out when the event was due at first; as long as the server remembers, that is too early.
        runsOutAt: ({ event }) => event.scheduledAt + event.delayMs,
        refusalWhenSending: (facts) => {
          const { event, by } = facts;
          const isForgotten = event.life.restarts === 0 || hasWaited(memory, event) || putOff.has(event);
          return by === 'hand' || isForgotten ? defaults.refusalWhenSending(facts) : LOST;
        },
        dueAfterFailure: (facts) => {
          if (facts.error !== LOST) return defaults.dueAfterFailure(facts);
          putOff.add(facts.event);
          return Math.max(facts.event.life.dueAt, facts.now + 1);
        },
      });
    },
  ],
  'transaction ids': [
    { 'persistence.all-about-events': 'DE-PERS-3' },
    (memory) => () => ({ repeated: () => (memory.backAt === undefined ? 'first-answer' : 'anew') }),
  ],
  'who owns what': [
    { 'persistence.all-about-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({ isOwn: (facts) => hasWaited(memory, facts.event) || defaults.isOwn(facts) }),
  ],
  'which state events wait': [
    { 'persistence.all-about-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      isOwn: (facts) => {
        const isLost = facts.event.draft.stateKey === '' && hasWaited(memory, facts.event);
        return !isLost && defaults.isOwn(facts);
      },
    }),
  ],
  'state keys that are empty': [
    { 'persistence.all-about-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      entryOf: (facts) => {
        const { state_key: key, ...entry } = defaults.entryOf(facts);
        const isLost = key === undefined || (key === '' && hasWaited(memory, facts.event));
        return isLost ? entry : { ...entry, state_key: key };
      },
    }),
  ],
  'what is over': [
    { 'persistence.all-about-events': 'DE-PERS-3', 'persistence.failed-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      isRetained: (facts) => !wasOver(memory, facts.outcome) && defaults.isRetained(facts),
    }),
  ],
  'when what is over has ended': [
    { 'persistence.all-about-events': 'DE-PERS-3', 'persistence.failed-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      finalisedOf: (facts) => {
        const { outcome } = facts;
        const isAltered = wasOver(memory, outcome);
        return defaults.finalisedOf(isAltered ? { ...facts, outcome: { ...outcome, at: outcome.at + 60_000 } } : facts);
      },
    }),
  ],
  'what has failed': [
    { 'persistence.failed-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      isRetained: (facts) =>
        !(facts.outcome.how === 'failed' && wasOver(memory, facts.outcome)) && defaults.isRetained(facts),
    }),
  ],
  'the errors of what has failed': [
    { 'persistence.failed-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      finalisedOf: (facts) => {
        const { how, at } = facts.outcome;
        const isLost = how === 'failed' && wasOver(memory, facts.outcome);
        return defaults.finalisedOf(isLost ? { ...facts, outcome: { how: 'cancelled', at } } : facts);
      },
    }),
  ],
  'which errors they were': [
    { 'persistence.failed-events': 'DE-PERS-3' },
    (memory) => (defaults) => ({
      finalisedOf: (facts) => {
        const { outcome } = facts;
        const isAltered = outcome.how === 'failed' && wasOver(memory, outcome);
        return defaults.finalisedOf(isAltered ? { ...facts, outcome: { ...outcome, error: UNKNOWN } } : facts);
      },
    }),
  ],
};

/**
 * The embedded reference, which lives in memory, in the place of a server that can be restarted: it is away for a while, and
 * keeps all but what its rules forget then.
 */
function restartable(amnesia: Amnesia, retention: { readonly ms?: number } = {}): Target {
  const memory: Memory = { backAt: undefined, isAway: false, waited: new Set() };
  const scheduled = new Set<DelayedEvent>();
  const rules = (defaults: DelayedEventRules): Partial<DelayedEventRules> => {
    memory.backAt = undefined;
    return {
      eventsWhenScheduled: (event) => {
        scheduled.add(event);
        return defaults.eventsWhenScheduled(event);
      },
      ...amnesia(memory)(defaults),
    };
  };
  const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { rules, retention } });
  return {
    ...target,
    canRestart: true,
    async open(needs) {
      const stage = await target.open(needs);
      return {
        ...stage,
        async restart() {
          const sentAt = stage.time.now();
          memory.isAway = true;
          await stage.time.waitUntil(sentAt + AWAY_MS);
          memory.waited = new Set([...scheduled].filter(({ life }) => life.outcome === undefined));
          memory.isAway = false;
          memory.backAt = stage.time.now();
          return { sentAt, answeredAt: memory.backAt };
        },
      };
    },
  };
}

test.each(Object.entries(AMNESIAS))(
  'a server that forgets %s when it is restarted is told so',
  async (_, [told, amnesia]) => {
    const target = restartable(amnesia);
    const { checks, run } = await prepareChecks(target, delayedEventsSuites, { only: ['persistence'] });
    const results = [];
    for (const check of checks) results.push(await run(check));
    await target.close();

    const judged = results.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail');
    expect(judged.map(({ id }) => id)).toEqual(checks.map(({ check: { id } }) => id));
    const broken = results.flatMap(({ id, broken: requirement }) =>
      requirement === undefined ? [] : [[id, requirement]],
    );
    expect(Object.fromEntries(broken)).toEqual(told);
  },
);

test('a server that forgets what is over while it is away, as it does otherwise, is told nothing', async () => {
  const target = restartable(() => () => ({}), { ms: 2_500 });
  const { checks, run } = await prepareChecks(target, delayedEventsSuites, { only: ['persistence.all-about-events'] });
  const [check] = checks;
  if (check === undefined) throw new Error('there is no such check');
  expect(await run(check)).toMatchObject({ verdict: 'pass' });
  await target.close();
});
