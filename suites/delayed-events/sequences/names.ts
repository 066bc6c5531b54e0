import { isHappening } from '../../sequences/happening.js';
import type { Slot } from '../../sequences/plan.js';
import type { Names } from '../../sequences/speaker.js';
import type { Command } from '../model/command.js';
import type { World } from '../model/world.js';
import type { DelayedTerms, DelayedWorld, PlannedDelayed, PlannedSchedule } from './terms.js';

/** What the names in a plan stand for while it is told. */
export class DelayedNames implements Names<DelayedTerms> {
  readonly #slots = new Map<Slot, number>();

  /** @param hasTransactions - whether state has transaction ids, too */
  constructor(readonly hasTransactions: boolean) {}

  resolve(planned: PlannedDelayed, world: World, serial: number): Command | undefined {
    if (planned.do === 'schedule') return this.#schedule(planned, serial);
    // Servers may take state that is there already for nothing new.
    if (planned.do === 'set-state') return { ...planned, content: `${planned.content}${serial}` };
    if (isHappening(planned)) return planned;
    if (planned.of === undefined) return { do: planned.do, as: planned.as ?? 'alice' };
    const event = world.events[this.#slots.get(planned.of) ?? -1];
    return event && { do: planned.do, of: event.id, as: planned.as ?? event.by };
  }

  keep(planned: PlannedDelayed, { answer }: Pick<DelayedWorld, 'world' | 'answer'>): void {
    if (planned.do === 'schedule' && answer !== undefined && 'event' in answer) {
      this.#slots.set(planned.as, answer.event);
    }
  }

  #schedule({ as: _, txn, content, ...rest }: PlannedSchedule, serial: number): Command {
    const hasId = rest.stateKey === undefined || this.hasTransactions;
    if (txn === 'new' || !hasId) {
      return { ...rest, content: `${content}${serial}`, ...(hasId ? { txn: `new-${serial}` } : {}) };
    }
    // What is to be said again is said in the same words. State only by whoever has said it: equal state may be nothing new.
    const whose = rest.stateKey === undefined ? '' : `-${rest.by}${rest.device ?? ''}`;
    return { ...rest, content: `${content}-${txn}${whose}`, txn };
  }
}
