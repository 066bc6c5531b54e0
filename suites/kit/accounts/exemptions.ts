import type { Answer } from '../connection/answer.js';
import { RunBlocker } from '../connection/run-blocker.js';
import type { Account } from './account.js';
import type { Send } from './send.js';

/** What takes all limits from a user: as Synapse has it, 0 is none. */
const NO_LIMITS = JSON.stringify({ messages_per_second: 0, burst_count: 0 });

/**
 * Takes a server's rate limits from the accounts of a run, by the call that Synapse's administrators have for that, and
 * gives them back in the end.
 */
export class Exemptions {
  readonly #adminToken: string | undefined;
  readonly #exempt = new Set<Account>();

  /** @param adminToken - the access token of an administrator; without one nobody is exempt */
  constructor(adminToken: string | undefined) {
    this.#adminToken = adminToken;
  }

  /**
   * Takes the limits from an account.
   *
   * @throws RunBlocker when the server does not let us: whoever gives a token wants it to be used
   */
  async grant(send: Send, account: Account): Promise<void> {
    if (this.#adminToken === undefined) return;
    const answer = await this.#call(send, 'POST', account);
    if (!answer.ok) {
      throw new RunBlocker(
        'no-account',
        `the administrator's token takes no limits from ${account.userId}: POST override_ratelimit got ${answer}`,
      );
    }
    this.#exempt.add(account);
  }

  /**
   * Gives all accounts their limits back.
   *
   * @returns what could not be, one sentence each
   */
  async takeBack(send: Send): Promise<string[]> {
    const left: string[] = [];
    for (const account of this.#exempt) {
      const answer = await this.#call(send, 'DELETE', account).catch((error: unknown) => String(error));
      if (typeof answer !== 'string' && answer.ok) this.#exempt.delete(account);
      else left.push(`${account.userId} has no rate limits any more: DELETE override_ratelimit got ${String(answer)}`);
    }
    return left;
  }

  #call(send: Send, method: 'POST' | 'DELETE', { userId }: Account): Promise<Answer> {
    return send({
      method,
      path: `/_synapse/admin/v1/users/${encodeURIComponent(userId)}/override_ratelimit`,
      headers: { authorization: `Bearer ${this.#adminToken}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: NO_LIMITS } : {}),
      repeatable: true,
    });
  }
}
