import type { Account } from '../accounts/account.js';
import type { Needs } from '../checks/needs.js';
import type { Answer } from '../connection/answer.js';
import type { HttpRequest } from '../connection/transport.js';
import { Crowded, Inconclusive, NotApplicable } from '../checks/verdict.js';
import { type Guest, isForWantOfPlace, Places } from './places.js';
import type { Stage } from './stage.js';

/** How many events a check is taken to have waiting at the same time when it does not say. */
export const USUAL_PLACES = 4;

/** By what something that waits on the server can be told for a stage's own. */
export interface Traces {
  readonly accounts: readonly Account[];
  /** The rooms that were made or joined, or what names begin with that were made in rooms of others. */
  readonly names: readonly string[];
  /** What was left waiting in an account, as far as its name is known. */
  waitingOf(account: Account): readonly string[];
}

/**
 * Lets stages begin when the server has places for what their checks will have waiting, and sees to it that a server
 * which has fewer than a check takes is not taken for one that refuses events.
 */
export class PlacedStages {
  readonly #tidy: (traces: Traces) => Promise<void>;
  readonly #places: Places;
  #told = Number.POSITIVE_INFINITY;
  #untidied: Traces[] = [];

  /**
   * @param tidy - takes away what stages have left waiting; only called where places are scarce
   * @param onScarce - called when that turns out
   * @param now - monotonic milliseconds
   */
  constructor(tidy: (traces: Traces) => Promise<void>, onScarce: () => void, now: () => number) {
    this.#tidy = tidy;
    this.#places = new Places(() => {
      onScarce();
      void this.#tidyUp();
    }, now);
  }

  /** What waits for places, in words. */
  inWords(): readonly string[] {
    return this.#places.inWords();
  }

  /** Takes note of how many events of one user the server lets wait, as it says itself. */
  letsWait(events: number): void {
    this.#told = events;
  }

  /**
   * The same stage, with places for what its check will have waiting.
   *
   * @param needs - how much the check takes
   */
  async place(stage: Stage, { pending = USUAL_PLACES }: Needs): Promise<Stage> {
    const { accounts } = stage;
    const guest = await this.#places.enter(accounts, pending);
    const names = new Set<string>();
    const judge = (answer: Answer, account: Account): void => this.#judge(answer, account, guest);
    return {
      ...stage,
      async send(request) {
        const answer = await stage.send(request);
        const account = request.takesPlace === true ? ownerOf(request, accounts) : undefined;
        if (account !== undefined) judge(answer, account);
        return answer;
      },
      joined(account, roomId) {
        names.add(roomId);
        stage.joined(account, roomId);
      },
      sharesRooms: (tag) => void names.add(tag),
      leftWaiting(account, name, until) {
        guest.waits(account, name, until);
        stage.leftWaiting(account, name, until);
      },
      noLongerWaiting(account, name) {
        guest.waitsNoMore(account, name);
        stage.noLongerWaiting(account, name);
      },
      close: async () => {
        const waitingOf = (account: Account): readonly string[] => guest.waitingIn(account);
        guest.leave(await this.#tidied({ accounts, names: [...names], waitingOf }));
        await stage.close();
      },
    };
  }

  /**
   * Takes note of how a request was answered that asks for a place.
   *
   * @throws Crowded when the events of others may be in the way
   * @throws NotApplicable when those of the check itself are, so that the server has too few places for it
   * @throws Inconclusive when those of nobody here are
   */
  #judge(answer: Answer, account: Account, guest: Guest): void {
    if (answer.ok) return guest.took(account);
    if (!this.#isOfCap(answer, account, guest)) return;
    const taken = guest.mayWaitIn(account);
    const inTheWay = guest.wasRefused(account);
    if (inTheWay === 'others') throw new Crowded(`the server lets only so many events of one user wait: ${answer}`);
    // Whoever asks for patience may get it, but where that is in vain.
    if (answer.status === 429 && taken < this.#told) return;
    if (inTheWay === 'nobody') {
      throw new Inconclusive(
        `the server lets no further event of ${account.userId} wait, and none of ours does: ${answer}`,
      );
    }
    throw new NotApplicable(
      `needs more events waiting at once than the server lets one user have (${taken}): ${answer}`,
    );
  }

  /**
   * Whether a refusal may be due to how many events wait. A 429 is that of a rate as long as fewer wait than the server says that
   * may, however long it asks to wait.
   */
  #isOfCap(answer: Answer, account: Account, guest: Guest): boolean {
    if (answer.status !== 429) return isForWantOfPlace(answer);
    if (guest.mayWaitIn(account) >= this.#told) return true;
    const isUntold = !Number.isFinite(this.#told);
    return isForWantOfPlace(answer) && (isUntold || this.#places.mayWaitIn(account) >= this.#told);
  }

  /** Whether nothing waits any more of what a stage has left. */
  async #tidied(traces: Traces): Promise<boolean> {
    if (!this.#places.scarce) {
      this.#untidied.push(traces);
      return false;
    }
    return this.#tidy(traces).then(
      () => true,
      () => false,
    );
  }

  /** Takes away, at last, what was left waiting as long as that mattered to nobody. */
  async #tidyUp(): Promise<void> {
    const all = this.#untidied;
    this.#untidied = [];
    const accounts = [...new Set(all.flatMap((traces) => traces.accounts))];
    if (accounts.length === 0) return;
    try {
      await this.#tidy({
        accounts,
        names: all.flatMap(({ names }) => names),
        waitingOf: (account) => all.flatMap((traces) => traces.waitingOf(account)),
      });
      for (const account of accounts) this.#places.tidied(account);
    } catch {
      // Then it waits on, and there are so many places less.
    }
  }
}

function ownerOf({ headers }: HttpRequest, accounts: readonly Account[]): Account | undefined {
  return accounts.find(({ accessToken }) => headers['authorization'] === `Bearer ${accessToken}`);
}
