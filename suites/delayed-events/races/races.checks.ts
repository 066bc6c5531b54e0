import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';
import type { Check } from '../../kit/checks/check.js';
import type { Needs } from '../../kit/checks/needs.js';
import type { Session } from '../../kit/checks/session.js';
import { explain } from '../../races/explanation.js';
import { raceCheckIn, type Racing } from '../../races/race-check.js';
import type { Phrase } from '../wire/wire-form.js';
import { DelayedEventsContext } from '../words/delayed-events-context.js';
import { presupposeMemory } from '../words/soon-forgotten.js';
import type { History } from './history.js';
import { type RacePlan, racesOn, type RaceTheme } from './plan.js';
import { type Breach, DelayedRaceRules, type Keeping } from './rules.js';
import { runRace } from './run.js';
import { tellHistory } from './story.js';

/** How many events a user may have waiting on the embedded reference where races are about the last place. */
const CAP = 2;

/** What is broken by itself, whether requests race or not; all else breaks that races settle as some order (DE-ACT-14). */
const ABOUT_SCHEDULING: ReadonlySet<string> = new Set(['DE-SCHED-5', 'DE-LIM-5', 'DE-LIM-6', 'DE-CAP-6', 'DE-TIME-1']);

/** What the `delayed-events` revision brings for its races. */
function racingUnder(cap?: number): Racing<RacePlan, History, Keeping> {
  return {
    run: (plan, session, manner) => runRace(plan, session, manner, cap),
    explain(history, keeping) {
      const explanation = explain(new DelayedRaceRules(history, keeping), {
        firstCauses: ['DE-SEND-1', 'DE-ACT-5', 'DE-ACT-7', 'DE-ACT-6', 'DE-SEND-2'],
        tellingMost: ['DE-SEND-2', 'DE-ACT-6', 'DE-ACT-9'],
        nothingFits: { requirement: 'DE-ACT-14', text: 'what came does not fit any order of the calls' },
      });
      if (explanation.is !== 'unexplained' || history.manner === 'one-by-one') return explanation;
      const [first, ...more] = explanation.breaches;
      return { ...explanation, breaches: [asRace(first), ...more.map(asRace)] };
    },
    withoutCalls: (plan) => ({ ...plan, calls: [] }),
    async excuse(session) {
      const t = new DelayedEventsContext(session);
      try {
        await presupposeMemory(t);
      } finally {
        await t.takeBack();
      }
    },
    tell: tellHistory,
    learn(session) {
      const t = new DelayedEventsContext(session);
      const forgets = t.form.lacks['a remembered outcome'] !== undefined;
      return Promise.resolve(forgets ? 'no' : t.dialect.retains ? 'yes' : 'perhaps');
    },
  };
}

function asRace(breach: Breach): Breach {
  return ABOUT_SCHEDULING.has(breach.requirement) ? breach : { ...breach, requirement: 'DE-ACT-14' };
}

/** Races of actions with each other and with the time (DE-ACT-14). */
export const actionRaceChecks: readonly Check[] = [
  raceCheck({
    id: 'actions.races-of-actions',
    title: 'whatever actions and lookups are under way together, some order of them explains all that comes of it',
    requirements: ['DE-ACT-14'],
    theme: {
      events: ['far'],
      count: [1, 2],
      calls: ['send', 'send', 'cancel', 'restart', 'lookup'],
      spread: 2,
    },
    needs: { pending: 24 },
  }),
  raceCheck({
    id: 'actions.races-with-the-time',
    title:
      'whatever actions and lookups are under way when events are due, some order of all these explains what comes',
    requirements: ['DE-ACT-14'],
    theme: {
      events: ['near', 'near', 'far'],
      count: [1, 2],
      calls: ['send', 'cancel', 'cancel', 'restart', 'restart', 'lookup'],
      spread: 3,
    },
    needs: { pending: 24, wait: 4 },
  }),
];

/** Races of requests that are the same one (DE-SCHED-5). */
export const schedulingRaceChecks: readonly Check[] = [
  raceCheck({
    id: 'scheduling.races-of-repeats',
    title: 'of requests with one transaction id that are under way together there comes one event',
    requirements: ['DE-SCHED-5'],
    theme: { events: ['far'], count: [1, 1], calls: ['once', 'once', 'once', 'schedule', 'restart'], spread: 1 },
    needs: { pending: 48 },
  }),
];

/** Races for the last place (DE-LIM-5). */
export const limitRaceChecks: readonly Check[] = [
  raceCheck({
    id: 'limits.races-for-the-last-place',
    title: 'however many ask for the last place at the same time, no more events wait than may',
    requirements: ['DE-LIM-5'],
    theme: { events: ['far'], count: [1, 2], calls: ['schedule', 'schedule', 'schedule', 'cancel', 'send'], spread: 2 },
    needs: { pending: 24, embedded: { delayedEvents: { maxScheduled: CAP } } },
    cap: CAP,
    words: ['a capability'],
  }),
];

/** What a check of races is made of. */
interface RaceCheck {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly DelayedEventsRequirementId[];
  readonly theme: RaceTheme;
  readonly needs: Needs;
  /** How many events may wait, where races are about that. */
  readonly cap?: number;
  readonly words?: readonly Phrase[];
}

function raceCheck({ theme, cap, words = [], ...check }: RaceCheck): Check {
  return raceCheckIn(racingUnder(cap), {
    ...check,
    races: racesOn(theme),
    presuppose(session: Session) {
      const t: DelayedEventsContext = new DelayedEventsContext(session);
      t.presupposeWords(words, check.requirements);
      // Races run side by side over a URL, where they would take each other's places.
      if (cap !== undefined && session.target.kind === 'url') t.notApplicable('the cap cannot be set there');
    },
  });
}
