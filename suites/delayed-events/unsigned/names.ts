import { UNSTABLE_NAME } from '../wire/paths.js';

/** The names under which the sender may find the `delay_id` in `unsigned`. */
export const NAMES = ['delay_id', `${UNSTABLE_NAME}.delay_id`] as const;
