import type { Account } from '../../kit/accounts/account.js';
import type { Answer } from '../../kit/connection/answer.js';
import { User } from '../../kit/rooms/user.js';
import { isHappening, type Person } from '../../sequences/happening.js';
import { contentOf, type Participants } from '../../sequences/participants.js';
import type { Command, EventCommand, ScheduleCommand } from '../model/command.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import type { KnownEvents } from './known-events.js';

/** The further devices of accounts, each logged in once. */
const phones = new WeakMap<Account, Promise<Account>>();

/** Does on the server what commands say. */
export class Executor {
  constructor(
    readonly cast: Participants<DelayedEventsContext>,
    readonly known: KnownEvents,
  ) {}

  /** Whether the server has given the `delay_id`, and there is such a device. */
  canDo(command: Command): boolean {
    if (command.do === 'lookup' && !this.cast.t.can('a lookup')) return false;
    if (command.do === 'schedule') {
      return command.device === undefined || this.cast.user(command.by).account.password !== undefined;
    }
    return isHappening(command) || command.of === undefined || this.known.idOf(command.of) !== undefined;
  }

  async perform(command: Command): Promise<Answer | undefined> {
    if (isHappening(command)) return this.cast.happen(command);
    return command.do === 'schedule' ? this.#schedule(command) : this.address(command);
  }

  /** Acts on an event, or looks it up. */
  address({ do: what, of, as }: EventCommand): Promise<Answer> {
    const { t } = this.cast;
    const delayId = (of === undefined ? undefined : this.known.idOf(of)) ?? t.uniqueName('nobodys');
    const by = this.cast.user(as === 'nobody' ? 'alice' : as);
    const options = { patient: false, ...(as === 'nobody' ? { token: null } : {}) };
    return what === 'lookup' ? t.tryLookup(by, delayId, options) : t.tryAct(by, delayId, what, options);
  }

  async #schedule({ by, device, room, type, stateKey, content, delay, txn }: ScheduleCommand): Promise<Answer> {
    const { t, session } = this.cast;
    const wish = {
      type,
      ...(stateKey === undefined ? {} : { stateKey }),
      content: contentOf(content),
      delay,
      // Whether a transaction id counts for one room, type and kind or for all of them is another matter.
      txnId: `${session.tag}-${txn ?? t.uniqueName('txn')}-${room}-${type}-${stateKey ?? 'message'}`,
    };
    this.known.ask(wish.txnId);
    const user = device === undefined ? this.cast.user(by) : await this.#phoneOf(by);
    return t.trySchedule(user, this.cast.room(room), wish, { patient: false });
  }

  async #phoneOf(person: Person): Promise<User> {
    const { t, session } = this.cast;
    const user = this.cast.user(person);
    const phone = phones.get(user.account) ?? t.secondDevice(user).then(({ account }) => account);
    phones.set(user.account, phone);
    return new User(await phone, session);
  }
}
