import { admitUser, answering, type FormEndpoint, PATHS } from '../endpoint-parts.js';

/** The list of before MSC4486: what waits, what is due first at its beginning, all on one page (DE-LIST-2). */
export const scheduledListEndpoint: FormEndpoint = {
  endpoint: 'list',
  add(router, parts) {
    const { engine, rules, prefix } = parts;
    router.get(
      PATHS[prefix].delayedEvents,
      answering(parts, 'list', (request) => {
        const by = admitUser(request, 'list', parts);
        const { entries } = engine.list(
          {
            by,
            filter: { fromTs: undefined, toTs: undefined, roomId: undefined, type: undefined, status: 'scheduled' },
            isDescending: false,
            after: undefined,
            limit: Infinity,
          },
          rules,
        );
        return rules.listAnswer({ entries, nextBatch: undefined });
      }),
    );
  },
};
