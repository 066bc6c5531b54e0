import type { FuturesQuestionId } from '../../../fixtures/requirements/futures/index.js';
import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { Check } from '../../kit/checks/check.js';
import { checkRunner } from '../../kit/checks/prepare-checks.js';
import type { Target } from '../../kit/targets/stage.js';
import { accessChecks } from '../errors/access.checks.js';
import { groupQuestionChecks } from '../groups/questions.checks.js';
import type { KnownReadings } from '../model/view.js';
import { permissionQuestions } from '../permission/questions.checks.js';
import { timeoutChecks } from '../scheduling/timeout.checks.js';
import { transactionChecks } from '../scheduling/transactions.checks.js';
import { ON_ERROR_BODIES } from '../errors/on-error-bodies.js';
import { stateQuestions } from '../state/questions.checks.js';
import { timersSuite } from '../timers/timers.suite.js';
import { tokenQuestionChecks } from '../tokens/questions.checks.js';

/** The questions whose readings the model has to know. */
const QUESTIONS: readonly FuturesQuestionId[] = [
  'Q-ABSENT',
  'Q-CANCEL',
  'Q-CANCEL-ACTION',
  'Q-CLIENT-GROUP',
  'Q-DOUBLE',
  'Q-FORBIDDEN-GROUP',
  'Q-FORBIDDEN-SEND',
  'Q-FOREIGN-GROUP',
  'Q-FUTURE-STATE',
  'Q-GROUP-REUSE',
  'Q-INVALIDATE-GROUP',
  'Q-LEAVE',
  'Q-MEMBERSHIP',
  'Q-ORPHAN',
  'Q-ROOMS',
  'Q-SAME-STATE',
  'Q-STATE-TWICE',
  'Q-TXN-AFTER',
  'Q-TXN-DIFF',
  'Q-ZERO',
];

/** The checks that observe them. */
const CHECKS: readonly Check[] = [
  ...accessChecks,
  ...groupQuestionChecks,
  ...permissionQuestions,
  ...timeoutChecks,
  ...transactionChecks,
  ...stateQuestions,
  ...timersSuite.checks,
  ...tokenQuestionChecks,
]
  .filter(({ requirements }) => QUESTIONS.some((question) => requirements.includes(question)))
  .map((check) => ({ ...check, needs: { ...check.needs, atOnce: true } }));

const known = new WeakMap<Target, Promise<KnownReadings>>();

/**
 * Which readings of open questions a server follows, as far as the model has to know: what the checks of those questions
 * observe. A question that nothing could be observed of, or a reading that nobody has listed, is left out. Each target
 * is asked once.
 */
export function observedReadings(target: Target, dialect: unknown): Promise<KnownReadings> {
  let readings = known.get(target);
  if (readings === undefined) known.set(target, (readings = observe(target, dialect)));
  return readings;
}

async function observe(target: Target, dialect: unknown): Promise<KnownReadings> {
  const catalogue = catalogueOf('futures');
  // A check that could not tell is not repeated here: who asks is one of the crowd that a repeat would wait for.
  // That the run has ended is noticed by the check that asks.
  const { ended: _, ...lasting } = target;
  const once: Target = { ...lasting, apart: () => Promise.resolve(undefined) };
  const suite = { revision: catalogue.revision, area: 'questions', checks: CHECKS };
  const run = checkRunner(once, { name: catalogue.revision, catalogue, onErrorBodies: ON_ERROR_BODIES }, dialect);
  const results = await Promise.all(CHECKS.map((check) => run({ suite, check })));
  const observations = results.flatMap((result) => result.observations);
  const listed = observations.filter(
    ({ question, reading }) =>
      QUESTIONS.some((id) => id === question) &&
      catalogue.question(question)?.readings.some(({ name }) => name === reading) === true,
  );
  return Object.fromEntries(listed.map(({ question, reading }) => [question, reading])) as KnownReadings;
}
