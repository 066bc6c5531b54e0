import type { HarmlessMutants } from './harmless-mutant.js';

/** Why mutants of what carries out the rules may survive. */
export const HARMLESS_IN_THE_ENGINE: readonly HarmlessMutants[] = [
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
    mutants: [{ from: "'refused'", to: '""', line: "this.#discardWith(future, forbidden.discards, 'refused');" }],
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
    file: 'reference/time/shared-timer.ts',
    mutants: [{ from: '{ …', to: '{}', line: '} finally {' }],
  },
  {
    because: 'A server that has been closed is asked nothing any more.',
    file: 'reference/time/shared-timer.ts',
    mutants: [
      { from: '{ …', to: '{}', line: 'close(): void {' },
      { from: '[...this.#running.keys()]', to: '[]' },
    ],
  },
  {
    because: 'An item that does not run is passed over.',
    file: 'reference/time/shared-timer.ts',
    mutants: [{ from: '[]', to: '["Stryker was here"]', line: 'const taken: DeadlineEntry<T>[] = [];' }],
  },
  {
    because: 'The rules of the reference do not look at these facts. Those of faulty homeservers do.',
    file: 'reference/futures/storing.ts',
    mutants: [{ from: '{ dueAt, refreshes: 0, ended: undefined }', to: '{}' }],
  },
  {
    because: 'No other endpoint has that name, nor any other one in its place.',
    file: 'reference/futures/batching.ts',
    mutants: [
      { from: "'batch'", to: '""' },
      { from: "''", to: '"Stryker was here!"' },
    ],
  },
  {
    because:
      'Why a future is gone is for rules to know; those of the reference ask for `invalidated` and `refused` only.',
    file: 'reference/futures/batching.ts',
    mutants: [{ from: "'replaced'", to: '""', line: "this.#ending.endAll(replaced, 'replaced');" }],
  },
  {
    because: 'A batch always has a transaction id.',
    file: 'reference/futures/batching.ts',
    mutants: [{ from: 'scope !== undefined', to: 'true' }],
  },
  {
    because: 'An event that is too large may be refused when it is scheduled, or never sent (ERR-3).',
    file: 'reference/futures/batching.ts',
    mutants: [
      { from: "`$${'x'.repeat(43)}`", to: '``' },
      { from: "'x'", to: '""' },
      { from: 'now === undefined', to: 'true' },
      { from: 'now === undefined', to: 'false' },
      { from: 'now === undefined', to: 'now !== undefined' },
    ],
  },
  {
    because: 'What the template means where nothing is sent now is not said (BATCH-3).',
    file: 'reference/futures/batching.ts',
    mutants: [{ from: 'eventId === undefined', to: 'false' }],
  },
  {
    because: 'Of these words only the other one is ever asked for.',
    file: 'reference/futures/batching.ts',
    mutants: [{ from: "'timeout'", to: '""' }],
  },
  {
    because:
      'Whether what is read into a second future of a key holds within batches, too, is not said (Q-STATE-TWICE).',
    file: 'reference/futures/batching.ts',
    mutants: [
      { from: "second.how === 'replaces'", to: 'false' },
      { from: "'replaces'", to: '""' },
    ],
  },
  {
    because: 'Whether the event that a batch sends now bears its transaction id is not said.',
    file: 'reference/futures/batching.ts',
    mutants: [
      { from: '{ deviceId: by.deviceId, txnId }', to: '{}' },
      { from: '{ …', to: '{}', line: 'const result = this.#parts.ports.rooms.insert(draft, {' },
    ],
  },
  {
    because:
      'Whether numbers outside of canonical JSON are taken is not said for events that are sent at once, either (Q-CONTENT).',
    file: 'reference/futures/batching.ts',
    mutants: [{ from: 'false', to: 'true', line: 'anyNumbers: false,' }],
  },
  {
    because: 'By which path the listing shows a future that no request of its own has scheduled is not said (BATCH-4).',
    file: 'reference/futures/batching.ts',
    mutants: [
      { from: 'stateKey === undefined', to: 'true' },
      { from: 'stateKey === undefined', to: 'false' },
      { from: 'stateKey === undefined', to: 'stateKey !== undefined' },
      { from: "'send_future'", to: '""' },
      { from: "'state_future'", to: '""' },
    ],
  },
  {
    because: 'What is gone does not go a second time.',
    file: 'reference/futures/ending.ts',
    mutants: [{ from: 'future.life.ended !== undefined', to: 'false' }],
  },
  {
    because:
      'Of a group that loses several at once nothing is left, or only what is of other rooms or devices, of which nothing is said (Q-LEAVE, Q-LOGOUT).',
    file: 'reference/futures/ending.ts',
    mutants: [{ from: 'lost === undefined', to: 'true' }],
  },
  {
    because:
      'Why a future is gone is for rules to know; those of the reference ask for `invalidated` and `refused` only.',
    file: 'reference/futures/ending.ts',
    mutants: [{ from: "'orphaned'", to: '""' }],
  },
  {
    because: 'The rules of the reference always say so, whatever the facts. Those of faulty homeservers do not.',
    file: 'reference/futures/ending.ts',
    mutants: [
      { from: '{ because, at: ports.clock.now() }', to: '{}' },
      { from: 'rules.timerStops({ future, because })', to: 'true' },
      { from: 'rules.tokenDies({ action, future, because })', to: 'true' },
      { from: 'rules.isUnlisted({ future, because })', to: 'true' },
      { from: '{ future, because }', to: '{}' },
      { from: '{ action, future, because }', to: '{}' },
    ],
  },
  {
    because: 'The rules of the reference never ask for it. Those of faulty homeservers do.',
    file: 'reference/futures/futures-engine.ts',
    mutants: [
      { from: '(future) => this.#resolving.announce(future)', to: '() => undefined' },
      { from: '{ …', to: '{}', line: 'eventRefused(draft: EventDraft): void {' },
    ],
  },
  {
    because: 'A server that has been closed is asked nothing any more.',
    file: 'reference/futures/futures-engine.ts',
    mutants: [{ from: '{ …', to: '{}', line: 'close(): void {' }],
  },
  {
    because: 'A group is there as long as it has members; the question mark is there for the compiler.',
    file: 'reference/futures/futures-store.ts',
    mutants: [
      {
        from: 'this.#groups.get(future.group.key)?.members',
        to: 'this.#groups.get(future.group.key).members',
      },
      { from: 'group?.members', to: 'group.members' },
    ],
  },
  {
    because: 'Nobody looks for what has no place in the state.',
    file: 'reference/futures/futures-store.ts',
    mutants: [
      { from: 'scope !== undefined', to: 'true', line: 'if (scope !== undefined) {' },
      {
        from: 'scope !== undefined',
        to: 'true',
        line: 'if (scope !== undefined) this.#byScope.delete(scope, future);',
      },
    ],
  },
  {
    because:
      'The rules of the reference do not ask what would be refused now (POWER-1). Those of faulty homeservers do.',
    file: 'reference/futures/judging.ts',
    mutants: [{ from: '() => ports.rooms.refusalNow(draft)', to: '() => undefined' }],
  },
  {
    because: 'Nothing is remembered without a transaction id.',
    file: 'reference/futures/judging.ts',
    mutants: [
      {
        from: 'scope === undefined',
        to: 'false',
        line: 'const earlier = scope === undefined ? undefined : this.#memory.find(scope, fingerprint);',
      },
    ],
  },
  {
    because: 'Whether a batch lives of which a part is gone is not said (Q-TXN-AFTER). Others have one future only.',
    file: 'reference/futures/judging.ts',
    mutants: [
      {
        from: 'earlier.lives.some(({ ended }) => ended === undefined)',
        to: 'earlier.lives.every(({ …',
      },
    ],
  },
  {
    because: 'Without an id there is no group, whatever is looked for, and the rules ask for nothing else then.',
    file: 'reference/futures/judging.ts',
    mutants: [
      { from: 'groupId === undefined', to: 'false' },
      { from: '{ …', to: '{}', line: 'if (groupId === undefined) {' },
      { from: 'false', to: 'true' },
    ],
  },
  {
    because: 'Nothing waits where there is no place in the state, and what waits there is somebody’s.',
    file: 'reference/futures/judging.ts',
    mutants: [
      {
        from: 'scope === undefined',
        to: 'false',
        line: 'const others = scope === undefined ? [] : [...store.inScope(scope)];',
      },
      { from: '[]', to: '["Stryker was here"]' },
    ],
  },
  {
    because:
      'Where there is none before it, it is a further one by the rules, too. Of these words only the others are asked for.',
    file: 'reference/futures/judging.ts',
    mutants: [
      { from: 'earlier.length === 0', to: 'false' },
      { from: "{ how: 'further' }", to: '{}' },
      { from: "'further'", to: '""' },
    ],
  },
  {
    because: 'A value is taken from where it was added; the question mark is there for the compiler.',
    file: 'reference/futures/multi-map.ts',
    mutants: [
      { from: 'values?.delete', to: 'values.delete' },
      { from: 'values?.size', to: 'values.size' },
    ],
  },
  {
    because: 'Where nothing is left there is nothing to be found, whether an empty set is kept for it or not.',
    file: 'reference/futures/multi-map.ts',
    mutants: [{ from: 'values?.size === 0', to: 'false' }],
  },
];
