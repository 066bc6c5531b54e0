import { RunBlocker } from '../connection/run-blocker.js';
import { TransportFailure } from '../connection/transport.js';
import { Inconclusive, NotApplicable } from '../checks/verdict.js';
import type { AccountsPlan } from '../targets/run-plan.js';
import { ACCOUNT_SOURCES, type AccountSourceName } from './account-source-name.js';
import { NoAccount } from './account-from-answer.js';
import type { Account } from './account.js';
import { logIn } from './log-in.js';
import { registerByStages, registerBySharedSecret, registerGuest } from './register.js';
import type { Send } from './send.js';

const NONE_GIVEN = 'none given';

/** Tries one way to an account; throws {@link NoAccount} where it leads nowhere. */
type Source = (send: Send, name: string, username: string) => Promise<Account>;

/**
 * Comes by accounts on a server in whatever way it offers, and remembers which way that was.
 * The ways are tried in the order of {@link ACCOUNT_SOURCES}, or only the one that the plan names.
 */
export class AccountSources {
  readonly #plan: AccountsPlan;
  readonly #tokens: string[];
  readonly #credentials: AccountsPlan['credentials'];
  #proven: AccountSourceName | undefined;
  readonly #used = new Set<AccountSourceName>();

  constructor(plan: AccountsPlan) {
    this.#plan = plan;
    this.#tokens = [...plan.tokens];
    this.#credentials = [...plan.credentials];
  }

  /** The way by which the last account was had. */
  get source(): AccountSourceName | undefined {
    return this.#proven;
  }

  /** The ways by which accounts were had, in the order in which they were first used. */
  get sources(): readonly AccountSourceName[] {
    return [...this.#used];
  }

  /** Whether every account is somebody's, so that there are only so many of them. */
  get limited(): boolean {
    return this.#proven === 'tokens' || this.#proven === 'password';
  }

  /**
   * Gets one more account.
   *
   * @param name - what checks call it
   * @param username - the local part of its user id, where one is made
   * @throws NotApplicable when there is no further account though there was a first one
   * @throws Inconclusive when the server limits how many there may be in some time
   * @throws TransportFailure when something in between refused what has led to an account before
   * @throws RunBlocker when there is none at all, or a given one does not work
   */
  async open(send: Send, name: string, username: string): Promise<Account> {
    const refusals: { source: AccountSourceName; reason: string; kind: NoAccount['kind'] }[] = [];
    for (const source of this.#order()) {
      if (refusals.some(({ kind }) => kind === 'limited') && this.#proven !== undefined) break;
      // An account that may do little is no substitute where there are better ones, or may be later.
      if (source === 'guest' && (this.#hasBetter || refusals.some(({ kind }) => kind !== 'refused'))) break;
      try {
        const account = await this.#sources[source](send, name, username);
        this.#proven = source;
        this.#used.add(source);
        return account;
      } catch (error) {
        if (!(error instanceof NoAccount)) throw error;
        // What has led to an account leads to one again once nothing comes in between.
        if (error.kind === 'foreign' && source === this.#proven) throw new TransportFailure(error.message);
        refusals.push({ source, reason: error.message, kind: error.kind });
      }
    }
    // What nobody has given cannot have been tried, and is not worth a word beside what has.
    const tried = refusals.filter(({ reason }) => reason !== NONE_GIVEN);
    const telling = tried.length > 0 ? tried : refusals;
    const reasons = telling.map(({ source, reason }) => `${source}: ${reason}`).join('; ');
    // A limit is no refusal: later there would be one.
    const limited = refusals.some(({ kind }) => kind === 'limited');
    if (this.#proven === undefined) {
      const kind = limited ? 'accounts-limited' : 'no-account';
      throw new RunBlocker(kind, `no account could be had on the server (${reasons})`);
    }
    if (limited)
      throw new Inconclusive(`needs a further account, and the server limits how many are made (${reasons})`);
    throw new NotApplicable(`needs a further account, and there is none (${reasons})`);
  }

  /**
   * Gets a fresh access token for an account whose own has expired, on the same device: by its password, where that is
   * known, or is that of one of the credentials that were given.
   *
   * @throws NoAccount when there is no way to one
   */
  async renew(send: Send, { name, userId, deviceId, password }: Account): Promise<string> {
    const localpart = /^@([^:]*):/.exec(userId)?.[1];
    const given = this.#plan.credentials.find(({ user }) => user === userId || user === localpart);
    const known = password ?? given?.password;
    if (known === undefined) throw new NoAccount('its password is not known');
    const account = await logIn(send, name, userId, known, deviceId === '' ? undefined : deviceId);
    return account.accessToken;
  }

  get #hasBetter(): boolean {
    return this.#proven !== undefined && this.#proven !== 'guest';
  }

  #order(): readonly AccountSourceName[] {
    if (this.#plan.source !== 'auto') return [this.#plan.source];
    // The way that worked goes first from then on; given accounts run out, so the others stay behind it.
    return ACCOUNT_SOURCES.toSorted((a, b) => Number(b === this.#proven) - Number(a === this.#proven));
  }

  readonly #sources: Readonly<Record<AccountSourceName, Source>> = {
    tokens: async (send, name) => {
      const token = this.#tokens.shift();
      if (token === undefined) throw new NoAccount(this.#plan.tokens.length === 0 ? NONE_GIVEN : 'all in use');
      const headers = { authorization: `Bearer ${token}` };
      const answer = await send({ method: 'GET', path: '/_matrix/client/v3/account/whoami', headers });
      const userId = answer.string('user_id');
      if (userId === undefined) {
        // A token that does not work is a mistake to be told, not a reason to look elsewhere.
        const message = `the ${ordinal(this.#plan.tokens.indexOf(token) + 1)} access token does not work: ${answer}`;
        throw [401, 403].includes(answer.status) ? new RunBlocker('token-refused', message) : new Inconclusive(message);
      }
      return { name, userId, accessToken: token, deviceId: answer.string('device_id') ?? '', ownDevice: false };
    },
    dummy: (send, name, username) => registerByStages(send, name, username, { 'm.login.dummy': {} }),
    'registration-token': (send, name, username) => {
      const token = given(this.#plan.registrationToken);
      const stages = { 'm.login.dummy': {}, 'm.login.registration_token': { token } };
      return registerByStages(send, name, username, stages);
    },
    'shared-secret': (send, name, username) =>
      registerBySharedSecret(send, name, username, given(this.#plan.sharedSecret)),
    password: async (send, name) => {
      const credentials = this.#credentials.shift();
      if (credentials === undefined) {
        throw new NoAccount(this.#plan.credentials.length === 0 ? NONE_GIVEN : 'all in use');
      }
      return logIn(send, name, credentials.user, credentials.password);
    },
    guest: (send, name) => registerGuest(send, name),
  };
}

function given(secret: string | undefined): string {
  if (secret === undefined) throw new NoAccount(NONE_GIVEN);
  return secret;
}

function ordinal(position: number): string {
  return ['first', 'second', 'third'][position - 1] ?? `${position}th`;
}
