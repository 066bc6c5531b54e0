import { accepted, acceptedUnstable } from './accepted.js';
import { july, julyStable } from './july.js';
import { w0, w1, w2, w3, w4, w5 } from './synapse-forms.js';
import type { WireForm } from './wire-form.js';

/** The name of a wire form. */
export type WireName =
  'accepted' | 'accepted-unstable' | 'july' | 'july-stable' | 'w5' | 'w4' | 'w3' | 'w2' | 'w1' | 'w0';

/** Every wire form that the reference speaks, the newest first. */
export const wireForms: readonly (WireForm & { readonly name: WireName })[] = [
  accepted,
  acceptedUnstable,
  july,
  julyStable,
  w5,
  w4,
  w3,
  w2,
  w1,
  w0,
];

/** What is spoken unless something else is asked for. */
export const DEFAULT_WIRE = ['accepted', 'accepted-unstable'] as const satisfies WireName[];

/**
 * The wire form of a name.
 *
 * @throws RangeError when there is none
 */
export function wireFormCalled(name: string): WireForm {
  const form = wireForms.find((known) => known.name === name);
  if (form !== undefined) return form;
  throw new RangeError(
    `there is no wire form called ${name}; there are ${wireForms.map(({ name }) => name).join(', ')}`,
  );
}
