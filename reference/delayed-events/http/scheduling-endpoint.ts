import { jsonObjectOf } from '../../http/endpoint.js';
import { pathPart } from '../../http/path-part.js';
import { admitUser, answering, type FormEndpoint, PATHS } from './endpoint-parts.js';
import { timestampOf } from './timestamp.js';

/** The endpoint that schedules (DE-SCHED-1, DE-UNST-1). */
export const schedulingEndpoint: FormEndpoint = {
  endpoint: 'schedule',
  add(router, parts) {
    const { engine, rules, prefix } = parts;
    router.put(
      `${PATHS[prefix].rooms}/:roomId/delayed_event/:eventType/:txnId`,
      answering(parts, 'schedule', (request) => {
        const by = admitUser(request, 'schedule', parts);
        engine.judgeSwitch(prefix, rules);
        const body = rules.readBody(() => jsonObjectOf(request));
        return engine.schedule(
          {
            by,
            prefix,
            endpoint: 'delayed_event',
            roomId: pathPart(request, 'roomId'),
            type: pathPart(request, 'eventType'),
            txnId: pathPart(request, 'txnId'),
            body,
            wish: () => ({
              delayMs: rules.readDelay({ body, prefix }),
              content: rules.readContent({ body, prefix }),
              stateKey: rules.readStateKey({ body, prefix }),
              timestamp: timestampOf(request, by, parts),
            }),
          },
          rules,
        );
      }),
    );
  },
};
