import type { Answer } from '../../kit/connection/answer.js';
import { isRecord, type JsonRecord } from '../../kit/rooms/matrix-json.js';
import { sendTokenOf } from '../words/send-token.js';

/** What the server has told of a future that the model knows by its number. */
export interface KnownFuture {
  readonly send: string;
  readonly refresh?: string;
  readonly cancel?: string;
  /** The group's id, where the server made it or repeated it. */
  readonly group?: string;
  /** The transaction id that it was asked for with, where it had one. */
  readonly txn?: string;
}

/** Reads the answer to a scheduling request; `undefined` where it has no token that sends the future. */
export function knownFrom(answer: JsonRecord): KnownFuture | undefined {
  const send = sendTokenOf(answer);
  if (send === undefined) return undefined;
  const { refresh_token: refresh, cancel_token: cancel, future_group_id: group } = answer;
  return {
    send,
    ...(typeof refresh === 'string' ? { refresh } : {}),
    ...(typeof cancel === 'string' ? { cancel } : {}),
    ...(typeof group === 'string' ? { group } : {}),
  };
}

/** Whether two answers gave the same tokens. */
export function sameTokens(one: KnownFuture, other: KnownFuture): boolean {
  return one.send === other.send && one.refresh === other.refresh && one.cancel === other.cancel;
}

/** The send tokens of all futures that a listing has. */
export function sendTokensIn({ json }: Answer): string[] {
  const entries = Array.isArray(json) ? json.filter(isRecord) : [];
  return entries.flatMap(({ response }) => (isRecord(response) ? [sendTokenOf(response) ?? ''] : []));
}
