import type { Session } from '../../kit/checks/session.js';
import { Inconclusive, NotApplicable } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import { dig, isRecord, type JsonRecord, type SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Manner } from '../../races/in-planned-order.js';
import type { RunRace } from '../../races/race-check.js';
import { WITHIN_A_MOMENT_MS } from '../../races/recorder.js';
import { RunningRace } from '../../races/running-race.js';
import { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import type { Command, History, RacingEvent, RacingFuture } from './history.js';
import type { PlannedCall, PlannedFuture, RacePlan } from './plan.js';

/** A future of a race, and the tokens that the server gave for it. */
interface Known extends RacingFuture {
  /** No two are of the same type, so that they have nothing in common but their group. */
  readonly type: string;
  readonly content: JsonRecord;
  readonly isNear: boolean;
  readonly tokens: { send?: string | undefined; refresh?: string | undefined; cancel?: string | undefined };
}

/**
 * Runs a race in a room of its own, waits until nothing can come any more, reads the listing, calls every send token
 * once more, and tells all of it as a history.
 *
 * @param parent - the check's run, on whose stage it happens
 * @throws Inconclusive when something that happened cannot be known
 */
export function runRace(plan: RacePlan, parent: Session, manner: Manner): Promise<RunRace<History>> {
  return new Race(plan, parent).run(plan, manner);
}

class Race extends RunningRace<FuturesContext, PlannedCall, Command, History> {
  readonly #plan: RacePlan;
  readonly #pinnedLateness: number | undefined;
  readonly #futures: Known[] = [];
  readonly #newStates = new Map<unknown, number>();
  #group: string | undefined;

  constructor(plan: RacePlan, parent: Session) {
    super(parent, (session) => new FuturesContext(session), 'ERR-7');
    this.#plan = plan;
    this.#pinnedLateness = parent.target.settings.pinnedLateness;
  }

  protected async begin(): Promise<void> {
    for (const planned of [this.#plan.first, ...this.#plan.others]) {
      await this.#schedule(this.t, this.#newFuture(planned));
      const [opener] = this.#futures;
      if (opener?.tokens.send === undefined) throw new Inconclusive('the future that a race begins with was refused');
      if (this.#group === undefined) throw new NotApplicable('there are no races in a group whose id is not known');
    }
  }

  /** Finds out what lives when everything has been due, and waits until nothing can come any more. */
  protected async lookBack(): Promise<void> {
    await this.t.waitUntil(Math.max(this.until, this.now) + this.t.beats(1));
    await this.recorder.record(
      () => this.t.tryList(this.t.alice),
      (answer) => this.#listing(answer),
    );
    for (const [of, { tokens }] of this.#futures.entries()) {
      const { send } = tokens;
      if (send !== undefined) {
        await this.recorder.record(
          () => this.t.callToken(send),
          () => ({ do: 'send', of }),
        );
      }
    }
    await this.waitUntilDue();
    await this.fenceOff();
  }

  protected async history(): Promise<History> {
    const pinnedLateness = this.#pinnedLateness;
    const seen = this.room.timeline.arrivals.flatMap(({ event, seenAt }) => {
      const from = this.#originOf(event);
      return from === undefined ? [] : [{ from, seenAt: this.seen(seenAt), event }];
    });
    const states: Record<string, number> = {};
    for (const { type, stateKey } of this.#futures) {
      if (stateKey === undefined) continue;
      const state = await this.t.alice.stateOf(this.room, type, stateKey);
      states[stateKey] = seen.findIndex(({ event }) => event.content['label'] === state?.['label']);
    }
    return {
      futures: this.#futures.map(({ name, timeout, stateKey }) => ({
        name,
        ...(timeout === undefined ? {} : { timeout }),
        ...(stateKey === undefined ? {} : { stateKey }),
      })),
      calls: this.recorder.calls,
      events: seen.map(({ from, seenAt }): RacingEvent => ({ from, seenAt })),
      states,
      until: this.recorder.offset(this.until),
      slack: this.slack,
      // Where time is exact; where a clock runs, lateness is for other checks to judge.
      ...(this.isVirtual && pinnedLateness !== undefined ? { lateness: pinnedLateness + 2 * WITHIN_A_MOMENT_MS } : {}),
    };
  }

  // ---- the calls ----

  protected callOf(planned: PlannedCall): ((t: FuturesContext) => Promise<unknown>) | undefined {
    const about = (fits: (future: Known) => boolean): Known | undefined => {
      const from = planned.of % this.#futures.length;
      return [...this.#futures.slice(from), ...this.#futures.slice(0, from)].find(fits);
    };
    switch (planned.do) {
      case 'join':
      case 'join-action': {
        const future = this.#newFuture({ kind: planned.do === 'join' ? 'far' : 'action', isState: false });
        return (t) => this.#schedule(t, future);
      }
      case 'set-state': {
        const { type, stateKey } = about((future) => future.stateKey !== undefined) ?? {};
        return type === undefined || stateKey === undefined ? undefined : (t) => this.#setState(t, type, stateKey);
      }
      default: {
        const { do: action } = planned;
        const future = about(({ tokens }) => tokens[action] !== undefined);
        const token = future?.tokens[action];
        if (future === undefined || token === undefined) return undefined;
        return (t) => this.#callToken(t, action, future, token);
      }
    }
  }

  async #schedule(t: FuturesContext, future: Known): Promise<void> {
    const { type, stateKey, content, tokens } = future;
    const timeout: number | 'none' = future.timeout ?? 'none';
    const group = this.#group;
    const wish = { type, timeout, content, ...(group === undefined ? {} : { group }) };
    await this.recorder.record(
      () =>
        stateKey === undefined
          ? t.tryMessage(t.alice, this.room, { ...wish, txnId: t.uniqueName('txn') })
          : t.tryState(t.alice, this.room, { ...wish, stateKey }),
      (answer) => {
        const named = answer.string('future_group_id');
        if (answer.ok) {
          this.#group ??= named;
          tokens.send = sendTokenOf(answer.body);
          if (tokens.send === undefined) throw new NotApplicable(`a future has come without its send token: ${answer}`);
          tokens.refresh = answer.string('refresh_token');
          tokens.cancel = answer.string('cancel_token');
          this.#willBeDue(future, answer);
          if (future.isNear)
            this.moment ??= Math.floor((answer.sentAt + answer.answeredAt) / 2) + (future.timeout ?? 0);
        }
        const elsewhere = group !== undefined && named !== undefined && named !== group;
        return { do: 'schedule', of: this.#futures.indexOf(future), elsewhere };
      },
    );
  }

  #callToken(t: FuturesContext, action: 'send' | 'refresh' | 'cancel', future: Known, token: string): Promise<unknown> {
    return this.recorder.record(
      () => t.callToken(token),
      (answer) => {
        if (answer.ok && action === 'refresh') this.#willBeDue(future, answer);
        return { do: action, of: this.#futures.indexOf(future) };
      },
    );
  }

  async #setState(t: FuturesContext, type: string, stateKey: string): Promise<void> {
    const content = t.text('new state');
    const call = await this.recorder.record(
      () => t.alice.trySetState(this.room, type, stateKey, content),
      (answer) => {
        if (!answer.ok) throw new Inconclusive(`an ordinary state event was answered with ${answer}`);
        return { do: 'set-state', stateKey };
      },
    );
    this.#newStates.set(content['label'], call);
  }

  #newFuture({ kind, isState }: PlannedFuture): Known {
    const name = this.nextName();
    const future: Known = {
      name,
      type: `org.example.${name}`,
      ...(kind === 'action' ? {} : { timeout: kind === 'near' ? this.t.beats(2) : this.t.far }),
      ...(isState ? { stateKey: `key-${name}` } : {}),
      content: this.t.text(`future ${name}`),
      isNear: kind === 'near',
      tokens: {},
    };
    this.#futures.push(future);
    return future;
  }

  #willBeDue({ isNear, timeout = 0 }: Known, { answeredAt }: Answer): void {
    if (isNear) this.willBeDue(answeredAt + timeout);
  }

  // ---- what came ----

  /** What lives by the listing. Whether it is what a listing has to be others judge. */
  #listing(answer: Answer): Command | undefined {
    if (!answer.ok || !Array.isArray(answer.json)) return undefined;
    const living = answer.json.filter(isRecord).flatMap((entry) => {
      const response = dig(entry, 'response');
      const token = isRecord(response) ? sendTokenOf(response) : undefined;
      const future = this.#futures.findIndex(
        ({ tokens, content }) =>
          content['label'] === dig(entry, 'body', 'label') || (token !== undefined && tokens.send === token),
      );
      return future === -1 ? [] : [future];
    });
    return { do: 'list', living };
  }

  #originOf(event: SeenEvent): RacingEvent['from'] | undefined {
    const label = event.content['label'];
    const call = this.#newStates.get(label);
    if (call !== undefined) return { call };
    const future = this.#futures.findIndex(({ content }) => content['label'] === label);
    const known = this.#futures[future];
    if (known === undefined) return undefined;
    const { type, stateKey, name } = known;
    if (event.state_key !== stateKey || event.type !== type) {
      throw new Inconclusive(`the event of ${name} came as another kind of event than was asked for`);
    }
    return { future };
  }
}
