/** A change of the reference that no check may catch. */
export interface HarmlessMutant {
  /** The text that is changed; of several lines the first, followed by ` …`. */
  readonly from: string | RegExp;
  /** The text in its place, shortened likewise. */
  readonly to: string;
  /** The line on which the change begins, without the spaces around it; wherever the text stands, unless given. */
  readonly line?: string;
}

/** Changes that survive rightly, for one reason. */
export interface HarmlessMutants {
  readonly because: string;
  /** Path from the project's root; any file, unless given. */
  readonly file?: string;
  readonly mutants: readonly HarmlessMutant[];
}

/**
 * Why mutants of the reference may survive the conformance suites: what they do cannot be seen from outside, or the text
 * leaves it open. Whatever else survives wants a check, or is code that the reference does not need.
 */
export const HARMLESS_MUTANTS: readonly HarmlessMutants[] = [
  {
    because: 'What an error says to people is up to the server: texts with a space in them are for people.',
    mutants: [
      { from: /^'.* .*'$/, to: '""' },
      { from: /^`.* .*`$/, to: '``' },
    ],
  },
  {
    because: 'No is no, whether by false or by undefined.',
    mutants: [{ from: '() => false', to: '() => undefined' }],
  },
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
    because:
      'What the reference is set to is no behaviour of the server: here mistakes of those who start it are refused.',
    file: 'reference/futures/readings.ts',
    mutants: [
      { from: 'Object.entries(change).filter(([, reading]) => reading !== undefined)', to: 'Object.entries(change)' },
      { from: 'reading !== undefined', to: 'true' },
      { from: '{ …', to: '{}', line: 'function judge(id: string, reading: string): void {' },
      { from: 'question === undefined', to: 'false' },
      { from: '!names.includes(reading)', to: 'false' },
      { from: '{ …', to: '{}', line: 'if (!names.includes(reading)) {' },
      { from: "id === 'Q-RESTART' && reading !== 'forgotten'", to: 'false' },
      { from: "reading !== 'forgotten'", to: 'true' },
      { from: "reading !== 'forgotten'", to: "reading === 'forgotten'" },
      { from: "'Q-RESTART'", to: '""' },
      { from: "'forgotten'", to: '""' },
      { from: '{ …', to: '{}', line: "if (id === 'Q-RESTART' && reading !== 'forgotten') {" },
    ],
  },
  {
    because: 'The rules of the reference do not look at these facts. Those of faulty homeservers do.',
    file: 'reference/futures/resolving.ts',
    mutants: [
      { from: '{ ...meaning, now: ports.clock.now() }', to: '{}' },
      { from: '{ token, meaning }', to: '{}' },
      { from: '{ now: ports.clock.now(), future }', to: '{}' },
      { from: '{ draft, future }', to: '{}' },
      { from: '[...refreshed.group.members]', to: '[]' },
      { from: 'life.refreshes += 1', to: 'life.refreshes -= 1' },
    ],
  },
  {
    because: 'The rules of the reference never say so. Those of faulty homeservers do.',
    file: 'reference/futures/resolving.ts',
    mutants: [
      { from: 'againAt !== undefined', to: 'false' },
      { from: '{ …', to: '{}', line: 'if (againAt !== undefined) {' },
      { from: '{ …', to: '{}', line: 'eventRefused(draft: EventDraft): void {' },
      {
        from: '(future) => this.#parts.rules.invalidatesThoughRefused({ draft, future })',
        to: '() => undefined',
      },
      { from: 'timeoutMs === undefined', to: 'false' },
      { from: '{ …', to: '{}', line: 'announce(future: Future): void {' },
      { from: 'refusal !== undefined', to: 'false' },
    ],
  },
  {
    because:
      'Why a future is gone is for rules to know; those of the reference ask for `invalidated` and `refused` only.',
    file: 'reference/futures/resolving.ts',
    mutants: [
      { from: "'departed'", to: '""' },
      { from: "'logged-out'", to: '""' },
      { from: "'cancelled'", to: '""' },
      { from: "'discarded'", to: '""' },
      { from: "'sent'", to: '""' },
    ],
  },
  {
    because:
      'When a token is refused its future stays, or its whole group goes, so that nobody is left to be orphaned.',
    file: 'reference/futures/resolving.ts',
    mutants: [{ from: "'refused'", to: '""', line: "this.#discardWith(future, discards, 'refused');" }],
  },
  {
    because: 'When one is sent its whole group goes, so that nobody is left to be orphaned.',
    file: 'reference/futures/resolving.ts',
    mutants: [{ from: "because === 'sent'", to: 'false' }],
  },
  {
    because: 'One that was sent is gone with its group, and cannot go a second time.',
    file: 'reference/futures/resolving.ts',
    mutants: [{ from: 'refusal === undefined', to: 'false', line: 'if (refusal === undefined) return;' }],
  },
  {
    because: 'Nothing waits where there is no place in the state.',
    file: 'reference/futures/resolving.ts',
    mutants: [{ from: 'scope === undefined', to: 'false' }],
  },
  {
    because: 'What is gone does not go a second time.',
    file: 'reference/futures/resolving.ts',
    mutants: [{ from: 'future.life.ended !== undefined', to: 'false' }],
  },
  {
    because: 'A transaction id that is undefined is not shown.',
    file: 'reference/futures/resolving.ts',
    mutants: [{ from: 'txnId === undefined', to: 'false' }],
  },
  {
    because: 'The rules of the reference store nothing that was refused. Those of faulty homeservers do.',
    file: 'reference/futures/scheduling.ts',
    mutants: [
      { from: 'refusal instanceof MatrixError && this.#parts.rules.refusedStays(refusal)', to: 'false' },
      {
        from: '{ …',
        to: '{}',
        line: 'if (refusal instanceof MatrixError && this.#parts.rules.refusedStays(refusal)) {',
      },
      { from: "{ how: 'opens-generated' }", to: '{}' },
      { from: "'opens-generated'", to: '""' },
      { from: '{ ...request, draft, group }', to: '{}', line: 'this.#storing.store({ ...request, draft, group });' },
    ],
  },
  {
    because:
      'Why a future is gone is for rules to know; those of the reference ask for `invalidated` and `refused` only.',
    file: 'reference/futures/scheduling.ts',
    mutants: [
      {
        from: "'replaced'",
        to: '""',
        line: "if (second.how === 'replaces') this.#ending.endAll(second.earlier, 'replaced');",
      },
    ],
  },
  {
    because: 'Nobody asks for what is remembered without a transaction id.',
    file: 'reference/futures/scheduling.ts',
    mutants: [{ from: 'scope !== undefined', to: 'true' }],
  },
  {
    because: 'Of what is due at least one future ends, and with every end the alarm is set anew.',
    file: 'reference/futures/shared-timer.ts',
    mutants: [{ from: '{ …', to: '{}', line: '} finally {' }],
  },
  {
    because: 'A server that has been closed is asked nothing any more.',
    file: 'reference/futures/shared-timer.ts',
    mutants: [
      { from: '{ …', to: '{}', line: 'close(): void {' },
      { from: '[...this.#running.keys()]', to: '[]' },
    ],
  },
  {
    because: 'An item that does not run is passed over.',
    file: 'reference/futures/shared-timer.ts',
    mutants: [{ from: '[]', to: '["Stryker was here"]', line: 'const taken: DeadlineEntry<T>[] = [];' }],
  },
  {
    because: 'The rules of the reference do not look at these facts. Those of faulty homeservers do.',
    file: 'reference/futures/storing.ts',
    mutants: [{ from: '{ dueAt, refreshes: 0, ended: undefined }', to: '{}' }],
  },
  {
    because:
      'How long a first request is remembered after another one of the same transaction id is not said (Q-TXN-DIFF).',
    file: 'reference/futures/transaction-memory.ts',
    mutants: [
      { from: 'fingerprint !== request.fingerprint', to: 'false' },
      { from: '({ fingerprint }) => fingerprint !== request.fingerprint', to: '() => undefined' },
    ],
  },
];
