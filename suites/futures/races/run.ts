import type { Answer } from '../../kit/connection/answer.js';
import { dig, isRecord, type JsonRecord, type SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { Session } from '../../kit/checks/session.js';
import type { Stage } from '../../kit/targets/stage.js';
import { Inconclusive, NotApplicable } from '../../kit/checks/verdict.js';
import { byArrival, makeTogether, type Manner, type ReadyCall } from '../../races/in-planned-order.js';
import type { RunRace } from '../../races/race-check.js';
import { RaceRecorder, WITHIN_A_MOMENT_MS } from '../../races/recorder.js';
import { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import type { Deed, History, RacingEvent, RacingFuture } from './history.js';
import type { PlannedCall, PlannedFuture, RacePlan } from './plan.js';

/** What futures are called in stories, in the order in which they are asked for. */
const NAMES = 'ABCDEFGHIJKL';

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
export async function runRace(plan: RacePlan, parent: Session, manner: Manner): Promise<RunRace<History>> {
  const race = new Race(parent);
  await race.prepare(plan);
  try {
    await (manner === 'together' ? race.together(plan.calls) : race.oneByOne(plan.calls));
    await race.lookBack();
    return {
      history: await race.history(),
      async again() {
        await race.waitForStragglers();
        return race.history();
      },
    };
  } finally {
    await race.takeBack();
  }
}

class Race {
  readonly #parent: Session;
  readonly #stage: Stage;
  readonly #t: FuturesContext;
  readonly #recorder: RaceRecorder<Deed>;
  readonly #futures: Known[] = [];
  readonly #newStates = new Map<unknown, number>();
  #place: Room | undefined;
  #group: string | undefined;
  /** The likeliest moment at which the near futures' timers run out, as long as they are left alone. */
  #deadline: number | undefined;
  /** The last moment at which anything that is not far on purpose can have become due. */
  #until = 0;

  constructor(parent: Session) {
    this.#parent = parent;
    this.#stage = parent.stage;
    this.#t = this.#contextOn(parent.stage);
    this.#recorder = new RaceRecorder(parent.stage.time, 'ERR-7');
  }

  async prepare({ first, others }: RacePlan): Promise<void> {
    this.#place = await this.#t.alice.createRoom();
    for (const planned of [first, ...others]) {
      await this.#schedule(this.#t, this.#newFuture(planned));
      const [opener] = this.#futures;
      if (opener?.tokens.send === undefined) throw new Inconclusive('the future that a race begins with was refused');
      if (this.#group === undefined) throw new NotApplicable('there are no races in a group whose id is not known');
    }
  }

  /** Makes the calls when the near futures' timers run out, or as soon as all is ready. */
  async together(planned: readonly PlannedCall[]): Promise<void> {
    const calls = planned.flatMap((call) => this.#makeReady(call));
    const earliest = Math.min(0, ...planned.map(({ asked }) => asked));
    return makeTogether(this.#stage, calls, this.#deadline ?? Math.ceil(this.#now - earliest));
  }

  /** Makes the calls one by one and with some distance, but before the near futures' timers run out. */
  async oneByOne(planned: readonly PlannedCall[]): Promise<void> {
    for (const call of byArrival(planned)) {
      await this.#t.letTimePass(this.#t.beats(1) / 4);
      for (const { make } of this.#makeReady(call)) await make(this.#stage);
    }
  }

  /** Finds out what lives when everything has been due, and waits until nothing can come any more. */
  async lookBack(): Promise<void> {
    await this.#t.waitUntil(Math.max(this.#until, this.#now) + this.#t.beats(1));
    await this.#recorder.record(
      () => this.#t.tryList(this.#t.alice),
      (answer) => this.#listing(answer),
    );
    for (const [of, { tokens }] of this.#futures.entries()) {
      const { send } = tokens;
      if (send !== undefined) {
        await this.#recorder.record(
          () => this.#t.callToken(send),
          () => ({ do: 'send', of }),
        );
      }
    }
    await this.#settle();
  }

  async waitForStragglers(): Promise<void> {
    const { lateness, settings } = this.#parent.target;
    await this.#t.letTimePass(lateness.patience(settings.patience));
    await this.#t.fence(this.#room);
  }

  takeBack(): Promise<void> {
    return this.#t.takeBack();
  }

  async history(): Promise<History> {
    const { pinnedLateness, clockSlack } = this.#parent.target.settings;
    const seen = this.#room.timeline.arrivals.flatMap(({ event, seenAt }) => {
      const from = this.#originOf(event);
      return from === undefined ? [] : [{ from, seenAt: this.#recorder.offset(seenAt) + this.#vagueness, event }];
    });
    const states: Record<string, number> = {};
    for (const { type, stateKey } of this.#futures) {
      if (stateKey === undefined) continue;
      const state = await this.#t.alice.stateOf(this.#room, type, stateKey);
      states[stateKey] = seen.findIndex(({ event }) => event.content['label'] === state?.['label']);
    }
    return {
      futures: this.#futures.map(({ name, timeout, stateKey }) => ({
        name,
        ...(timeout === undefined ? {} : { timeout }),
        ...(stateKey === undefined ? {} : { stateKey }),
      })),
      calls: this.#recorder.calls,
      events: seen.map(({ from, seenAt }): RacingEvent => ({ from, seenAt })),
      states,
      until: this.#recorder.offset(this.#until),
      slack: Math.max(clockSlack, WITHIN_A_MOMENT_MS),
      // Where time is exact; where a clock runs, lateness is for other checks to judge.
      ...(this.#isVirtual && pinnedLateness !== undefined ? { lateness: pinnedLateness + 2 * WITHIN_A_MOMENT_MS } : {}),
    };
  }

  // ---- the calls ----

  /** A call of the plan as it can be made; none where it makes no sense. */
  #makeReady(planned: PlannedCall): ReadyCall[] {
    const ready = (call: (t: FuturesContext) => Promise<unknown>): ReadyCall[] => [
      { planned, make: (stage) => call(stage === this.#stage ? this.#t : this.#contextOn(stage)) },
    ];
    const about = (fits: (future: Known) => boolean): Known | undefined => {
      const from = planned.of % this.#futures.length;
      return [...this.#futures.slice(from), ...this.#futures.slice(0, from)].find(fits);
    };
    switch (planned.do) {
      case 'join':
      case 'join-action': {
        const future = this.#newFuture({ kind: planned.do === 'join' ? 'far' : 'action', isState: false });
        return ready((t) => this.#schedule(t, future));
      }
      case 'set-state': {
        const { type, stateKey } = about((future) => future.stateKey !== undefined) ?? {};
        return type === undefined || stateKey === undefined ? [] : ready((t) => this.#setState(t, type, stateKey));
      }
      default: {
        const { do: action } = planned;
        const future = about(({ tokens }) => tokens[action] !== undefined);
        const token = future?.tokens[action];
        return future === undefined || token === undefined
          ? []
          : ready((t) => this.#callToken(t, action, future, token));
      }
    }
  }

  async #schedule(t: FuturesContext, future: Known): Promise<void> {
    const { type, stateKey, content, tokens } = future;
    const timeout: number | 'none' = future.timeout ?? 'none';
    const group = this.#group;
    const wish = { type, timeout, content, ...(group === undefined ? {} : { group }) };
    await this.#recorder.record(
      () =>
        stateKey === undefined
          ? t.tryMessage(t.alice, this.#room, { ...wish, txnId: t.uniqueName('txn') })
          : t.tryState(t.alice, this.#room, { ...wish, stateKey }),
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
            this.#deadline ??= Math.floor((answer.sentAt + answer.answeredAt) / 2) + (future.timeout ?? 0);
        }
        const elsewhere = group !== undefined && named !== undefined && named !== group;
        return { do: 'schedule', of: this.#futures.indexOf(future), elsewhere };
      },
    );
  }

  #callToken(t: FuturesContext, action: 'send' | 'refresh' | 'cancel', future: Known, token: string): Promise<unknown> {
    return this.#recorder.record(
      () => t.callToken(token),
      (answer) => {
        if (answer.ok && action === 'refresh') this.#willBeDue(future, answer);
        return { do: action, of: this.#futures.indexOf(future) };
      },
    );
  }

  async #setState(t: FuturesContext, type: string, stateKey: string): Promise<void> {
    const content = t.text('new state');
    const call = await this.#recorder.record(
      () => t.alice.trySetState(this.#room, type, stateKey, content),
      (answer) => {
        if (!answer.ok) throw new Inconclusive(`an ordinary state event was answered with ${answer}`);
        return { do: 'set-state', stateKey };
      },
    );
    this.#newStates.set(content['label'], call);
  }

  #newFuture({ kind, isState }: PlannedFuture): Known {
    const name = NAMES[this.#futures.length] ?? '?';
    const future: Known = {
      name,
      type: `org.example.${name}`,
      ...(kind === 'action' ? {} : { timeout: kind === 'near' ? this.#t.beats(2) : this.#t.far }),
      ...(isState ? { stateKey: `key-${name}` } : {}),
      content: this.#t.text(`future ${name}`),
      isNear: kind === 'near',
      tokens: {},
    };
    this.#futures.push(future);
    return future;
  }

  #willBeDue({ isNear, timeout = 0 }: Known, { answeredAt }: Answer): void {
    if (isNear) this.#until = Math.max(this.#until, answeredAt + timeout);
  }

  // ---- what came ----

  async #settle(): Promise<void> {
    const { lateness, settings } = this.#parent.target;
    await this.#t.waitUntil(Math.max(this.#until, this.#now) + lateness.silence(settings.silence));
    // Virtual time does not move on before everything has come.
    if (!this.#isVirtual) await this.#t.fence(this.#room);
  }

  /** What lives by the listing. Whether it is what a listing has to be others judge. */
  #listing(answer: Answer): Deed | undefined {
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

  // ---- surroundings ----

  get #now(): number {
    return this.#stage.time.now();
  }

  get #isVirtual(): boolean {
    return this.#stage.time.kind === 'virtual';
  }

  /** How much later than it is told something may have happened, in milliseconds: virtual time does not tell ticks. */
  get #vagueness(): number {
    return this.#isVirtual ? WITHIN_A_MOMENT_MS : 0;
  }

  get #room(): Room {
    if (this.#place === undefined) throw new Error('a race has to be prepared');
    return this.#place;
  }

  #contextOn(stage: Stage): FuturesContext {
    const { check, target, dialect, spacing } = this.#parent;
    return new FuturesContext(new Session(check, target, stage, dialect, spacing, this.#parent.uniqueName('race')));
  }
}
