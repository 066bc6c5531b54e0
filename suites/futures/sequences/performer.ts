import type { Answer } from '../../kit/connection/answer.js';
import { roomPath } from '../../kit/rooms/user.js';
import type { CallCommand, Command, ScheduleCommand } from '../model/command.js';
import type { Future } from '../model/world.js';
import { type Cast, contentOf } from './cast.js';
import type { WireForm } from './judge-listing.js';
import { knownFrom, type KnownFuture } from './known-future.js';
import { isCall, type Planned } from './plan.js';

/** Does on the server what commands say, and knows what the server calls that which the model has numbers and names for. */
export class Performer {
  /** What the server has told of futures, by the model's numbers. */
  readonly known = new Map<number, KnownFuture>();
  readonly #banned = new Set<string>();

  constructor(readonly cast: Cast) {}

  /** Whether the future has the token that a command calls. */
  canDo(command: Command): boolean {
    return !isTokenCall(command) || command.of === undefined || this.known.get(command.of)?.[command.do] !== undefined;
  }

  /** Does it on the server. Comings, goings and power levels are no futures: where they fail nothing can be said. */
  async perform(command: Command, planned: Planned): Promise<Answer | undefined> {
    const { cast } = this;
    switch (command.do) {
      case 'schedule':
        return this.#schedule(command);
      case 'send':
      case 'refresh':
      case 'cancel':
        return this.call(command, isCall(planned) ? planned.beside : undefined);
      case 'set-state': {
        const { by, room, type, stateKey, content } = command;
        return cast.user(by).request('PUT', roomPath(cast.room(room), 'state', type, stateKey), {
          json: contentOf(content),
        });
      }
      case 'leave':
        await cast.user(command.who).leave(cast.room(command.room));
        return undefined;
      case 'kick':
      case 'ban':
        if (command.do === 'ban') this.#banned.add(`${command.who} ${command.room}`);
        await cast.t.carol[command.do](cast.room(command.room), cast.user(command.who));
        return undefined;
      case 'rejoin':
        await cast.readmit(command.room, command.who, this.#banned.delete(`${command.who} ${command.room}`));
        return undefined;
      default:
        await cast.setPower(command.room, command.do);
        return undefined;
    }
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

/** Whether a command calls a token. */
export function isTokenCall(command: Command): command is CallCommand {
  return command.do === 'send' || command.do === 'refresh' || command.do === 'cancel';
}
