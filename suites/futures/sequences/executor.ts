import type { Answer } from '../../kit/connection/answer.js';
import { isHappening } from '../../sequences/happening.js';
import { contentOf, type Participants } from '../../sequences/participants.js';
import { type CallCommand, type Command, isTokenCall, type ScheduleCommand } from '../model/command.js';
import type { Future } from '../model/world.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { WireForm } from './judge-listing.js';
import { knownFrom, type KnownFuture } from './known-future.js';
import { isCall, type PlannedFutures } from './plan.js';

/** Does on the server what commands say, and knows what the server calls that which the model has numbers and names for. */
export class Executor {
  /** What the server has told of futures, by the model's numbers. */
  readonly known = new Map<number, KnownFuture>();

  constructor(readonly cast: Participants<FuturesContext>) {}

  /** Whether the future has the token that a command calls. */
  canDo(command: Command): boolean {
    return !isTokenCall(command) || command.of === undefined || this.known.get(command.of)?.[command.do] !== undefined;
  }

  /** Does it on the server. */
  async perform(command: Command, planned: PlannedFutures): Promise<Answer | undefined> {
    if (isHappening(command)) return this.cast.happen(command);
    if (command.do === 'schedule') return this.#schedule(command);
    return this.call(command, isCall(planned) ? planned.beside : undefined);
  }

  /** Calls a token, with somebody's access token beside it or without any. */
  call({ do: what, of }: CallCommand, beside: Future['by'] | undefined): Promise<Answer> {
    const { t } = this.cast;
    const token = of === undefined ? t.uniqueName('unknown-token') : (this.known.get(of)?.[what] ?? '');
    return t.callToken(token, beside === undefined ? {} : { token: this.cast.user(beside).account.accessToken });
  }

  /** Remembers what a future was accepted with. */
  remember(future: Future, answer: Answer): void {
    const told = knownFrom(answer.body);
    const { txn } = future.asked;
    if (told !== undefined) this.known.set(future.id, { ...told, ...(txn === undefined ? {} : { txn }) });
  }

  /** The id that stands for a group's name: what the server made, or a name that nothing else on the server has. */
  groupId(name: string): string {
    const [, made] = /^made-(\d+)$/.exec(name) ?? [];
    if (made === undefined) return `${this.cast.session.tag}-Group-${name}`;
    return this.known.get(Number(made))?.group ?? name;
  }

  /** What a listing has to say of a future. */
  wireForm({ asked, room, type, stateKey, content, group }: Future): WireForm {
    const { timeout } = asked;
    return {
      kind: stateKey === undefined ? 'send_future' : 'state_future',
      roomId: this.cast.room(room).id,
      type,
      key: stateKey ?? this.#txnId(asked),
      content: contentOf(content),
      ...(timeout === undefined
        ? {}
        : { timeout: timeout === 'none' ? timeout : this.cast.t.timeoutParameter(timeout) }),
      // Where an id was given and another one made, either may be in the listing.
      ...(asked.group === undefined || asked.group === group
        ? { group: { id: this.groupId(group), isGiven: asked.group !== undefined } }
        : {}),
    };
  }

  #schedule(command: ScheduleCommand): Promise<Answer> {
    const { t } = this.cast;
    const { by, room, type, stateKey, content, timeout, group } = command;
    const wish = {
      type,
      content: contentOf(content),
      ...(timeout === undefined ? {} : { timeout }),
      ...(group === undefined ? {} : { group: this.groupId(group) }),
    };
    const [user, place] = [this.cast.user(by), this.cast.room(room)];
    if (stateKey !== undefined) return t.tryState(user, place, { ...wish, stateKey });
    return t.tryMessage(user, place, { ...wish, txnId: this.#txnId(command) });
  }

  #txnId({ txn = '', room, type }: ScheduleCommand): string {
    // Whether a transaction id counts for one room and type or for all of them is another matter.
    return `${this.cast.session.tag}-${txn}-${room}-${type}`;
  }
}
