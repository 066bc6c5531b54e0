import { accepted, acceptedUnstable } from './accepted.js';
import { january } from './january.js';
import { july, julyStable } from './july.js';
import { june } from './june.js';
import { w0, w1, w2, w3, w4, w5 } from './synapse.js';
import type { FormName, WireForm } from './wire-form.js';

/** The forms by name. */
export const forms: Readonly<Record<FormName, WireForm>> = {
  accepted,
  'accepted-unstable': acceptedUnstable,
  july,
  'july-stable': julyStable,
  'p-2026-06': june,
  'p-2026-01': january,
  w5,
  w4,
  w3,
  w2,
  w1,
  w0,
};
