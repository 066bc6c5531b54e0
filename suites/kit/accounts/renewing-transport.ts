import { Answer } from '../connection/answer.js';
import { type HttpAnswer, type HttpRequest, type Transport, TransportFailure } from '../connection/transport.js';
import type { Account } from './account.js';

/** What is done about access tokens that the server does not know any more. */
export interface Renewal {
  /** Gets a fresh token for an account, on the same device; rejects where there is no way to one. */
  renew(account: Account): Promise<string>;
  /** Is told when an account has got a fresh token. */
  renewed(account: Account): void;
  /** Is told, once, when an account is lost. */
  lost(account: Account): void;
}

/** A transport that knows the accounts of a run, and sends requests again with a fresh token when their own has expired. */
export interface RenewingTransport extends Transport {
  /** From now on the account's token is replaced when the server does not know it any more. */
  keep(account: Account): void;
  /** Whether that is so; not any more for a device that was logged out. */
  keeps(account: Account): boolean;
}

/**
 * Lets access tokens expire without anybody noticing: where the server says that it does not know one that it has given
 * (401 `M_UNKNOWN_TOKEN`), the account gets a fresh one and the request is sent again. A refusal of that kind has had no
 * effect. Tokens that are not of a kept account, or of a device that was logged out, are let through as they are.
 *
 * @param transport - leads to the server
 */
export function renewingTransport(transport: Transport, { renew, renewed, lost }: Renewal): RenewingTransport {
  const owners = new Map<string, Account>();
  const renewals = new Map<Account, Promise<boolean>>();

  /** Whether the account has a fresh token now; everybody who asks at the same time waits for the same one. */
  function refresh(account: Account, expired: string): Promise<boolean> {
    if (account.accessToken !== expired) return Promise.resolve(true);
    let renewal = renewals.get(account);
    if (renewal === undefined) {
      renewal = renew(account).then(
        (token) => {
          account.accessToken = token;
          owners.set(token, account);
          renewals.delete(account);
          renewed(account);
          return true;
        },
        () => {
          lost(account);
          return false;
        },
      );
      renewals.set(account, renewal);
    }
    return renewal;
  }

  async function send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    const account = owners.get(bearerOf(request) ?? '');
    if (account === undefined) return transport.send(request, signal);
    const { accessToken } = account;
    const answer = await transport.send(withBearer(request, accessToken), signal);
    if (answer.status === 200 && /\/logout(\/all)?$/.test(request.path)) owners.delete(accessToken);
    if (!isExpiry(answer) || !owners.has(accessToken)) return answer;
    if (await refresh(account, accessToken)) return transport.send(withBearer(request, account.accessToken), signal);
    throw new TransportFailure(`the access token of ${account.userId} has expired, and there is no way to a fresh one`);
  }

  return {
    send,
    keep: (account) => void owners.set(account.accessToken, account),
    keeps: ({ accessToken }) => owners.has(accessToken),
    close: () => transport.close(),
  };
}

function isExpiry(answer: HttpAnswer): boolean {
  if (answer.status !== 401) return false;
  return new Answer(answer, { sentAt: 0, answeredAt: 0 }).errcode === 'M_UNKNOWN_TOKEN';
}

function bearerOf({ headers }: HttpRequest): string | undefined {
  return /^Bearer (.*)$/.exec(headers['authorization'] ?? '')?.[1];
}

function withBearer(request: HttpRequest, token: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}
