import type { Check } from '../../kit/checks/check.js';
import { type JsonRecord, type JsonValue, dig, sameJson } from '../../kit/rooms/matrix-json.js';
import { accepted, acceptedUnstable } from '../wire/accepted.js';
import { UNSTABLE_NAME } from '../wire/paths.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** What is called otherwise under the two prefixes: by its stable and by its unstable name. */
interface Named {
  readonly stable: JsonValue | undefined;
  readonly unstable: JsonValue | undefined;
}

/** The names of things beside the paths (DE-UNST-3, DE-DISC-3). */
export const nameChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'discovery.unstable-names',
    title: 'a server that offers the unstable prefix alone has the unstable names in unsigned and the capabilities',
    requirements: ['DE-UNST-3'],
    needs: { words: ['a delay_id in unsigned'] },
    async run(t) {
      if (t.dialect.stable || !t.dialect.unstable) t.notApplicable('the server offers more than the unstable prefix');
      const { unsigned, capability } = await namesOf(t);

      const isCalled = unsigned.unstable !== undefined;
      t.require('DE-UNST-3', isCalled, `expected ${UNSTABLE_NAME}.delay_id in unsigned, which has ${told(unsigned)}`);
      const isThere = capability.unstable !== undefined || capability.stable === undefined;
      const { names } = acceptedUnstable;
      t.require('DE-UNST-3', isThere, `expected the capability ${names.capability}, and there is ${told(capability)}`);
    },
  }),

  delayedEventsCheck({
    id: 'discovery.stable-names',
    title: 'a server that offers the stable paths alone has the stable names in unsigned and the capabilities',
    requirements: ['DE-UNS-1'],
    needs: { words: ['a delay_id in unsigned'] },
    async run(t) {
      if (!t.dialect.stable || t.dialect.unstable) t.notApplicable('the server offers more than the stable paths');
      const { unsigned, capability } = await namesOf(t);

      const isCalled = unsigned.stable !== undefined;
      t.require('DE-UNS-1', isCalled, `expected delay_id in unsigned, which has ${told(unsigned)}`);
      const isThere = capability.stable !== undefined || capability.unstable === undefined;
      t.presuppose('DE-CAP-1', isThere, `expected the capability m.delayed_events, and there is ${told(capability)}`);
    },
  }),

  delayedEventsCheck({
    id: 'discovery.names-agree',
    title: 'a server that offers both prefixes has one of the names, or both, and they say the same',
    requirements: ['DE-UNST-3', 'DE-DISC-3'],
    needs: { words: ['a delay_id in unsigned'] },
    async run(t) {
      if (!t.dialect.stable || !t.dialect.unstable) t.notApplicable('the server offers one prefix');
      const { unsigned, capability, delayId } = await namesOf(t);

      for (const [where, { stable, unstable }] of Object.entries({ unsigned, 'the capabilities': capability })) {
        const agree = stable === undefined || unstable === undefined || sameJson(stable, unstable);
        const message = `in ${where} the stable name says ${JSON.stringify(stable)}, the unstable one ${JSON.stringify(unstable)}`;
        t.require('DE-UNST-3', agree, message);
      }
      const name = unsigned.stable ?? unsigned.unstable;
      t.require('DE-DISC-3', name === delayId, `expected ${delayId} in unsigned, which has ${told(unsigned)}`);
    },
  }),
];

/** What is to be found under either name in an event that was sent, and among the capabilities. */
async function namesOf(
  t: DelayedEventsContext,
): Promise<{ readonly unsigned: Named; readonly capability: Named; readonly delayId: string }> {
  const room = await t.alice.createRoom();
  const event = await t.schedule(t.alice, room);
  const seen = await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');
  const inUnsigned = (seen.unsigned ?? {}) as JsonRecord;
  const { json } = await t.alice.request('GET', '/_matrix/client/v3/capabilities');
  return {
    unsigned: { stable: inUnsigned['delay_id'], unstable: inUnsigned[`${UNSTABLE_NAME}.delay_id`] },
    capability: {
      stable: dig(json, 'capabilities', accepted.names.capability),
      unstable: dig(json, 'capabilities', acceptedUnstable.names.capability),
    },
    delayId: event.delayId,
  };
}

function told({ stable, unstable }: Named): string {
  if (stable === undefined && unstable === undefined) return 'neither name';
  return stable === undefined ? 'only the unstable name' : unstable === undefined ? 'only the stable name' : 'both';
}
