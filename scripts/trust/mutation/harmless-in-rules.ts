import type { HarmlessMutants } from './harmless-mutant.js';

/** Why mutants of `reference/futures/rules` may survive. */
export const HARMLESS_IN_RULES: readonly HarmlessMutants[] = [
  {
    because: 'What an error says to people is up to the server, the unit beside the maximum included.',
    file: 'reference/futures/rules/parameters.ts',
    mutants: [
      { from: "'ms'", to: '""', line: "ms: { name: 'ms', inMs: 1 }," },
      { from: "'s'", to: '""', line: "s: { name: 's', inMs: 1_000 }," },
    ],
  },
  {
    because: 'There is always one occurrence at least; the default is there for the compiler.',
    file: 'reference/futures/rules/parameters.ts',
    mutants: [{ from: "''", to: '"Stryker was here!"', line: "const [text = ''] = texts;" }],
  },
  {
    because: 'What is no number at all is refused a step later, too, as one out of range; here it is told better.',
    file: 'reference/futures/rules/parameters.ts',
    mutants: [{ from: 'amount === undefined', to: 'false' }],
  },
  {
    because: 'The text does not say what a group id means that is given twice.',
    file: 'reference/futures/rules/parameters.ts',
    mutants: [
      {
        from: 'texts.length > 1',
        to: 'false',
        line: "if (texts.length > 1) throw new MatrixError(400, 'M_INVALID_PARAM', 'future_group_id can be given once.');",
      },
    ],
  },
  {
    because: 'A server may set a maximum, and need not (SCHED-11).',
    file: 'reference/futures/rules/limits.ts',
    mutants: [
      { from: 'maxMs !== undefined && timeoutMs > maxMs', to: 'false' },
      { from: 'maxMs !== undefined', to: 'maxMs === undefined' },
      { from: '{ …', to: '{}', line: 'if (maxMs !== undefined && timeoutMs > maxMs) {' },
    ],
  },
  {
    because: 'Nothing is more than undefined, so that without a maximum nothing is too long anyway.',
    file: 'reference/futures/rules/limits.ts',
    mutants: [{ from: 'maxMs !== undefined', to: 'true' }],
  },
  {
    because: 'How many futures a user may have is up to the server (Q-LIMIT).',
    file: 'reference/futures/rules/limits.ts',
    mutants: [
      { from: 'pending + wanted > cap', to: 'pending + wanted >= cap' },
      { from: 'pending + wanted', to: 'pending - wanted' },
    ],
  },
  {
    because: 'Faulty homeservers change rules by functions; the reference itself changes none.',
    file: 'reference/futures/rules/future-rules.ts',
    mutants: [
      { from: "typeof change === 'function'", to: 'false' },
      { from: "'function'", to: '""' },
    ],
  },
  {
    because: 'Of these words only the other ones are ever asked for.',
    file: 'reference/futures/rules/invalidation.ts',
    mutants: [
      { from: "{ how: 'further' }", to: '{}' },
      { from: "'further'", to: '""' },
    ],
  },
  {
    because: 'Of these words only the other ones are ever asked for.',
    file: 'reference/futures/rules/grouping.ts',
    mutants: [{ from: "'opens'", to: '""', line: "return { how: 'opens', groupId };" }],
  },
  {
    because: 'Of these words only the other one is ever asked for, and nothing at all is not it, either.',
    file: 'reference/futures/rules/idempotency.ts',
    mutants: [
      { from: "'anew'", to: '""', line: "if (!isLiving && readings['Q-TXN-AFTER'] === 'anew') return 'anew';" },
      { from: "'anew'", to: '""', line: "return 'anew';" },
      { from: "'further'", to: '""', line: "case 'further':" },
    ],
  },
  {
    because:
      'Without an error nothing is thrown, so that the request ends as one for an endpoint that does not exist. That is a refusal with 4xx, too, and more the readings do not ask for.',
    file: 'reference/futures/rules/grouping.ts',
    mutants: [{ from: '{ …', to: '{}', line: 'function refusedGroup(why: string): MatrixError {' }],
  },
  {
    because:
      'Whether what is read into a second future of a key holds within a group, too, is not said (Q-STATE-TWICE).',
    file: 'reference/futures/rules/invalidation.ts',
    mutants: [
      { from: "earlier.filter(({ group }) => place.how !== 'joins' || place.group !== group)", to: 'earlier' },
      { from: "place.how !== 'joins' || place.group !== group", to: 'true' },
      {
        from: "place.how !== 'joins' || place.group !== group",
        to: "place.how !== 'joins' && place.group !== group",
      },
      { from: "place.how !== 'joins'", to: 'false' },
      { from: "place.how !== 'joins'", to: "place.how === 'joins'" },
      { from: "'joins'", to: '""' },
      { from: 'place.group !== group', to: 'false' },
      { from: 'place.group !== group', to: 'place.group === group' },
      { from: 'elsewhere.length === 0', to: 'false' },
    ],
  },
  {
    because: 'Of a group that is sent nothing is left in any case.',
    file: 'reference/futures/rules/invalidation.ts',
    mutants: [{ from: 'cause.group !== future.group', to: 'true' }],
  },
  {
    because:
      'Whether a ban is a leaving is not said, not even by the reading (Q-LEAVE); banned, nobody sends (POWER-4).',
    file: 'reference/futures/rules/lifetime.ts',
    mutants: [
      { from: "content['membership'] === 'ban'", to: 'false' },
      { from: "'ban'", to: '""' },
      // The second of the two on that line.
      { from: "'membership'", to: '""' },
    ],
  },
  {
    because:
      'Membership has a state key. A message of that type, should somebody send one, ends the futures of nobody.',
    file: 'reference/futures/rules/lifetime.ts',
    mutants: [{ from: 'userId !== undefined', to: 'true' }],
  },
  {
    because: 'A message future has a transaction id; the default is there for the compiler.',
    file: 'reference/futures/rules/listing.ts',
    mutants: [
      {
        from: "''",
        to: '"Stryker was here!"',
        line: "const path = ['rooms', draft.roomId, wish.endpoint, draft.type, draft.stateKey ?? wish.txnId ?? ''];",
      },
    ],
  },
  {
    because: 'Rooms judge unless they are told not to.',
    file: 'reference/futures/rules/permission.ts',
    mutants: [{ from: '() => true', to: '() => undefined' }],
  },
  {
    because: 'A token that no answer shows is nobody’s to use.',
    file: 'reference/futures/rules/tokens.ts',
    mutants: [{ from: "kind === 'timeout'", to: 'true' }],
  },
  {
    because:
      'An action future need not have a cancel token: under the reading `more` its group id is enough, and one that no answer shows is nobody’s to use.',
    file: 'reference/futures/rules/tokens.ts',
    mutants: [
      { from: "readings['Q-ACTION-RESPONSE'] === 'more'", to: 'false' },
      { from: "readings['Q-ACTION-RESPONSE'] === 'more'", to: "readings['Q-ACTION-RESPONSE'] !== 'more'" },
      { from: "readings['Q-ACTION-RESPONSE'] === 'more'", to: 'true' },
      { from: "'Q-ACTION-RESPONSE'", to: '""' },
      { from: "'more'", to: '""' },
      { from: "'cancel'", to: '""' },
    ],
  },
  {
    because: 'A server need not offer what the text calls alternatives; where it does not, it is not judged on them.',
    file: 'reference/futures/rules/access.ts',
    mutants: [
      { from: 'hasTimeout || hasGroupId', to: 'false' },
      { from: '({ hasTimeout, hasGroupId }) => hasTimeout || hasGroupId', to: '() => undefined' },
    ],
  },
  {
    because: 'A server need not offer what the text calls alternatives; where it does not, it is not judged on them.',
    file: 'reference/futures/rules/batch.ts',
    mutants: [{ from: '[name, `m.${name}`, `io.element.${name}`]', to: '[]' }],
  },
  {
    because: 'What the answer to a token says beyond its being one is up to the server (Q-TOKEN-BODY).',
    file: 'reference/futures/rules/answers.ts',
    mutants: [{ from: 'true', to: 'false' }],
  },
  {
    because: 'Where no order can be relied on, that of scheduling is as good as any (Q-DOUBLE).',
    file: 'reference/futures/rules/timing.ts',
    mutants: [
      { from: '(a, b) => b.number - a.number', to: '() => undefined' },
      { from: 'b.number - a.number', to: 'b.number + a.number' },
    ],
  },
  {
    because: 'What is undefined is not shown.',
    file: 'reference/futures/rules/answers.ts',
    mutants: [
      {
        from: 'Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined)',
        to: 'Object.entries(fields)',
      },
      { from: 'field[1] !== undefined', to: 'true' },
    ],
  },
  {
    because: 'What is undefined is not shown, and an empty object tells nobody of an event.',
    file: 'reference/futures/rules/batch.ts',
    mutants: [{ from: 'eventId === undefined', to: 'false' }],
  },
  {
    because: 'The answer to a batch may tell the group id of its futures, too (BATCH-2).',
    file: 'reference/futures/rules/batch.ts',
    mutants: [
      {
        from: "Object.entries(answer).filter(([field]) => field !== 'future_group_id')",
        to: 'Object.entries(answer)',
      },
      { from: "field !== 'future_group_id'", to: 'true' },
      { from: "'future_group_id'", to: '""' },
    ],
  },
];
