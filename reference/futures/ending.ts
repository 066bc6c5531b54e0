import type { EngineParts } from './engine-parts.js';
import type { EndReason, Future, Group } from './future.js';
import { tokensOf } from './futures-store.js';

/** How futures go: one by one, and with what their groups lose thereby. */
export class Ending {
  readonly #parts: EngineParts;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Ends futures, and whatever their groups cannot keep without them (GROUP-8, Q-ORPHAN). */
  endAll(futures: readonly Future[], because: EndReason): void {
    const lostByGroup = new Map<Group, Future[]>();
    for (const future of futures) {
      if (future.life.ended !== undefined) continue;
      this.end(future, because);
      const lost = lostByGroup.get(future.group);
      if (lost === undefined) lostByGroup.set(future.group, [future]);
      else lost.push(future);
    }
    for (const [group, lost] of lostByGroup) {
      const orphaned = this.#parts.rules.orphaned({ lost, members: [...group.members], because });
      for (const future of orphaned) this.end(future, 'orphaned');
    }
  }

  /** Ends one future; harmless when it is gone already. */
  end(future: Future, because: EndReason): void {
    if (future.life.ended !== undefined) return;
    const { ports, rules, store, timer } = this.#parts;
    future.life.ended = { because, at: ports.clock.now() };
    store.remove(future);
    if (rules.timerStops({ future, because })) timer.stop(future);
    for (const [action, token] of tokensOf(future)) {
      if (rules.tokenDies({ action, future, because })) store.killToken(token);
    }
    if (rules.isUnlisted({ future, because })) store.unlist(future);
  }
}
