import type { Suite } from '../../kit/checks/check.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { msc4486Checks } from './msc4486.checks.js';
import { MSC4486_PATHS } from './msc4486.js';
import { olderListChecks } from './older-list.checks.js';

/** Lists, which the accepted text does not have: those of older forms, and that of MSC4486 (DE-LIST-1 to DE-LIST-6). */
export const listingSuite: Suite = {
  revision: 'delayed-events',
  area: 'listing',
  checks: [
    delayedEventsCheck({
      id: 'listing.none-needed',
      title: 'a server without a list says that there is no such path, and one with a list answers with it',
      requirements: ['DE-LIST-1'],
      async run(t) {
        for (const path of Object.values(MSC4486_PATHS)) {
          const answer = await t.alice.request('GET', path);
          const isKnown = answer.unrecognised || (answer.ok && Array.isArray(answer.body['delayed_events']));
          t.require('DE-LIST-1', isKnown, {
            what: `GET ${path}`,
            expected: 'a list or that there is no such path',
            seen: answer,
          });
        }
      },
    }),

    ...olderListChecks,
    ...msc4486Checks,
  ],
};
