/** Named sets of pins: the readings of the reference, or those that the authors settled on later. */
export const PIN_SETS = ['reference-defaults', 'settled-later'] as const;

export type PinSet = (typeof PIN_SETS)[number];
