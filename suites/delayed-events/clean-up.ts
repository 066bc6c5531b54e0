import type { Account } from '../kit/accounts/account.js';
import type { Answer } from '../kit/connection/answer.js';
import type { HttpRequest } from '../kit/connection/transport.js';
import type { IsToBeCleared } from '../kit/targets/stage.js';
import type { DelayedEventsDialect } from './dialect.js';
import { forms } from './wire/forms.js';
import type { WireRequest } from './wire/wire-form.js';
import { entriesOf } from './words/list-entries.js';

/**
 * Cancels what runs have left waiting in an account: what this run has scheduled and not seen end, and what a list shows
 * that is to be cleared, where the form has a list.
 *
 * @param waiting - the `delay_id`s of what the run has scheduled and not seen end
 */
export async function cancelDelayedEvents(
  account: Account,
  send: (request: HttpRequest) => Promise<Answer>,
  { form: name }: DelayedEventsDialect,
  isToBeCleared: IsToBeCleared,
  waiting: readonly string[],
): Promise<void> {
  const form = forms[name];
  const say = ({ method, path, json }: WireRequest): Promise<Answer> => {
    const headers = { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' };
    return send({ method, path, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
  };
  const listed = form.lacks['a list'] === undefined ? entriesOf(await say(form.list())) : [];
  const left = listed.filter(isToBeCleared).map((entry) => form.read(entry).delayId);
  for (const delayId of new Set([...waiting, ...left])) {
    if (typeof delayId === 'string') await say(form.act(delayId, 'cancel'));
  }
}
