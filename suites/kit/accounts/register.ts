import { createHmac, randomBytes } from 'node:crypto';

import type { Answer } from '../connection/answer.js';
import { dig, type JsonValue } from '../rooms/matrix-json.js';
import { accountFrom, NoAccount } from './account-from-answer.js';
import type { Account } from './account.js';
import { postJson, type Send } from './send.js';

/** How many steps a registration may take before we give up on it. */
const MOST_STEPS = 6;

/**
 * Registers an account through the stages of user-interactive authentication.
 *
 * @param name - what checks call it
 * @param username - the local part of its user id
 * @param stages - the stages that we can complete, by type, with the fields that each takes
 * @throws NoAccount when the server asks for anything else, or refuses
 */
export async function registerByStages(
  send: Send,
  name: string,
  username: string,
  stages: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<Account> {
  const password = newPassword();
  const wish = { username, password, initial_device_display_name: 'futures-conformance' };
  let answer = await postJson(send, '/_matrix/client/v3/register', wish);
  for (let step = 0; answer.status === 401 && step < MOST_STEPS; step += 1) {
    const type = nextStage(answer, stages);
    const session = dig(answer.json, 'session') ?? null;
    answer = await postJson(send, '/_matrix/client/v3/register', { ...wish, auth: { type, session, ...stages[type] } });
  }
  return accountFrom(answer, name, password);
}

/** The next stage of a flow that we can complete. */
function nextStage(answer: Answer, stages: Readonly<Record<string, unknown>>): string {
  const flows = list(dig(answer.json, 'flows')).map((flow) => strings(dig(flow, 'stages')));
  const done = strings(dig(answer.json, 'completed'));
  const possible = flows.find((flow) => flow.every((stage) => Object.hasOwn(stages, stage)));
  const next = possible?.find((stage) => !done.includes(stage));
  if (next === undefined) {
    const asked = flows.map((flow) => flow.join(' + ')).join(' or ');
    throw new NoAccount(asked === '' ? String(answer) : `the server asks for ${asked}`);
  }
  return next;
}

/**
 * Registers an account with the secret that Synapse shares with its administrators.
 *
 * @throws NoAccount when the server has no such endpoint or refuses
 */
export async function registerBySharedSecret(
  send: Send,
  name: string,
  username: string,
  secret: string,
): Promise<Account> {
  const path = '/_synapse/admin/v1/register';
  const nonce = (await send({ method: 'GET', path, headers: {} })).string('nonce');
  if (nonce === undefined)
    throw new NoAccount(`${path} gives no nonce; is this Synapse, and are its admin paths open?`);
  const password = newPassword();
  const mac = createHmac('sha1', secret).update([nonce, username, password, 'notadmin'].join('\0')).digest('hex');
  return accountFrom(await postJson(send, path, { nonce, username, password, admin: false, mac }), name, password);
}

/**
 * Registers a guest.
 *
 * @throws NoAccount when the server takes no guests
 */
export async function registerGuest(send: Send, name: string): Promise<Account> {
  return accountFrom(await postJson(send, '/_matrix/client/v3/register?kind=guest', {}), name);
}

function newPassword(): string {
  return `Aa1-${randomBytes(18).toString('base64url')}`;
}

function list(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: JsonValue | undefined): string[] {
  return list(value).filter((item) => typeof item === 'string');
}
