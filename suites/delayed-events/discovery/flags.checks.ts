import type { Check } from '../../kit/checks/check.js';
import { type JsonValue, dig } from '../../kit/rooms/matrix-json.js';
import { accepted } from '../wire/accepted.js';
import { UNSTABLE_NAME } from '../wire/paths.js';
import { ACTIONS } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** What `/versions` says, held against the paths that are there (DE-DISC-1, DE-DISC-2). */
export const flagChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'discovery.unstable-flag',
    title: 'where there are paths under the unstable prefix the flag org.matrix.msc4140 is true, and nowhere else',
    requirements: ['DE-DISC-1'],
    async run(t) {
      const flag = await flagCalled(t, UNSTABLE_NAME);
      const isThere = t.dialect.unstable;
      if (!isThere && flag !== true) t.notApplicable('the server offers nothing under the unstable prefix');

      const told = `unstable_features has ${UNSTABLE_NAME} ${JSON.stringify(flag)}`;
      t.require('DE-DISC-1', flag === true, `there are paths under the unstable prefix, and ${told}`);
      t.require('DE-DISC-1', isThere, `${told}, and there is no path under the unstable prefix`);
    },
  }),

  delayedEventsCheck({
    id: 'discovery.stable-flag',
    title: 'where the stable paths are there the flag org.matrix.msc4140.stable says so, and nowhere else',
    requirements: ['DE-DISC-2'],
    async run(t) {
      const flag = await flagCalled(t, `${UNSTABLE_NAME}.stable`);
      const missing = await missingStablePaths(t);
      const areThere = missing.length < 2 + ACTIONS.length;
      if (!areThere && flag !== true) t.notApplicable('the server offers no stable paths');

      const told = `unstable_features has ${UNSTABLE_NAME}.stable ${JSON.stringify(flag)}`;
      t.advise('DE-DISC-2', !areThere || flag === true, `there are stable paths, and ${told}`);
      t.advise('DE-DISC-2', missing.length === 0, `${told}, and there is no stable path for ${missing.join(', ')}`);
    },
  }),
];

/** What is said of an unstable feature; `undefined` where nothing is. */
async function flagCalled(t: DelayedEventsContext, name: string): Promise<JsonValue | undefined> {
  const { json } = await t.alice.request('GET', '/_matrix/client/versions');
  return dig(json, 'unstable_features', name);
}

/** What there is no stable path for. Nothing is scheduled, and no event is acted on. */
async function missingStablePaths(t: DelayedEventsContext): Promise<string[]> {
  const room = await t.alice.createRoom();
  const nobodys = t.uniqueName('no-such-event');
  const answers = {
    scheduling: await t.trySchedule(t.alice, room, {}, {}, accepted),
    'a lookup': await t.tryLookup(t.alice, nobodys, {}, accepted),
    ...Object.fromEntries(
      await Promise.all(
        ACTIONS.map(async (action) => [action, await t.tryAct(t.alice, nobodys, action, {}, accepted)] as const),
      ),
    ),
  };
  return Object.entries(answers).flatMap(([what, answer]) => (answer.unrecognised ? [what] : []));
}
