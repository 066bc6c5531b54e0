import type { Answer } from '../kit/connection/answer.js';
import { dig } from '../kit/rooms/matrix-json.js';
import type { RequestOptions, User } from '../kit/rooms/user.js';
import { accepted, acceptedUnstable } from './wire/accepted.js';
import { UNSTABLE_NAME } from './wire/paths.js';
import { w0, w4 } from './wire/synapse.js';
import type { FormName, WireRequest } from './wire/wire-form.js';

/** What the server says and does about the proposal before anything is scheduled. */
export interface Offer {
  /** The form that it seems to speak; absent where there is no sign of any. */
  readonly form?: FormName;
  /** Whether the accepted revision's stable paths are there. */
  readonly stable: boolean;
  /** Whether the server says by its flag that the stable paths work (DE-DISC-2). */
  readonly claimsStable: boolean;
  /** Whether paths under the unstable prefix are there. */
  readonly unstable: boolean;
  /** The form that the unstable paths seem to have where the stable ones are there, too. */
  readonly beside?: FormName;
  readonly maxDelay?: number;
  readonly maxScheduled?: number;
}

/**
 * Finds out which form a server speaks without scheduling anything: by its flags, its capabilities, and which paths it
 * knows. What is scheduled here lacks delay and content, and no event has the ids that are acted on.
 *
 * @param room - the id of a room of the user's own
 */
export async function findForm(by: User, room: string, uniqueName: (stem: string) => string): Promise<Offer> {
  const ask = ({ method, path, json }: WireRequest, options: RequestOptions = {}): Promise<Answer> =>
    by.request(method, path, { ...(json === undefined ? {} : { json }), ...options });
  const nobodys = uniqueName('no-such-event');
  const nothing = (): { roomId: string; type: string; txnId: string } => ({
    roomId: room,
    type: 'org.example.nothing',
    txnId: uniqueName('txn'),
  });

  const flags = (await by.request('GET', '/_matrix/client/versions', { token: null })).body['unstable_features'];
  const capabilities = (await by.request('GET', '/_matrix/client/v3/capabilities')).body['capabilities'];
  const unstableCapability = dig(capabilities, acceptedUnstable.names.capability);
  const capability = dig(capabilities, accepted.names.capability) ?? unstableCapability;
  const limits = {
    ...limitAs('maxDelay', dig(capability, 'max_delay_ms')),
    ...limitAs('maxScheduled', dig(capability, 'max_scheduled')),
  };

  // A limit is an answer, too: what is limited is there.
  const hasty = { patient: false };
  const stable = isThere(await ask(accepted.schedule(nothing()), hasty));
  const unstableScheduling = isThere(await ask(acceptedUnstable.schedule(nothing()), hasty));
  const action = await ask(acceptedUnstable.act(nobodys, 'cancel'), { token: null });
  const [pathActions, bodyActions] = [isThere(action), isThere(await ask(w0.act(nobodys, 'cancel')))];
  const unstable = unstableScheduling || pathActions || bodyActions;
  const claimsStable = dig(flags, `${UNSTABLE_NAME}.stable`) === true;
  const offer = { stable, unstable, claimsStable, ...limits };
  if (!unstable && dig(flags, UNSTABLE_NAME) !== true) return stable ? { ...offer, form: 'accepted' } : offer;

  // Beside the stable paths only what the accepted form does not have at all tells of an older one: actions in bodies.
  if (stable && !bodyActions) return told('accepted-unstable');
  const isOlder = stable || action.status !== 401;
  if (unstableScheduling) return told(isOlder ? 'w5' : 'accepted-unstable');
  if (!pathActions) return told('w0');
  if (isThere(await ask(w4.lookup(nobodys)))) return told('w4');
  if ((stable ? unstableCapability : capability) !== undefined) return told('w3');
  const withWrongToken = await ask(w4.act(nobodys, 'cancel'), { token: uniqueName('no-such-token') });
  return told(withWrongToken.status === 401 ? 'w2' : 'w1');

  function told(form: FormName): Offer {
    if (!stable) return { ...offer, form };
    return { ...offer, form: 'accepted', ...(unstable ? { beside: form } : {}) };
  }
}

/** Whether a path is there: what fails there fails for what was asked, not for the path. */
function isThere(answer: Answer): boolean {
  return answer.ok || (answer.status >= 400 && !answer.unrecognised);
}

/** A limit by its name, where it is one. Less than nothing, as which some tell that there is none, limits nothing (DE-CAP-1). */
function limitAs<N extends string>(name: N, value: unknown): { readonly [K in N]?: number } {
  return typeof value === 'number' && value >= 0 ? ({ [name]: value } as { readonly [K in N]?: number }) : {};
}
