import type { HarmlessMutants } from './harmless-mutant.js';
import { HARMLESS_IN_RULES } from './harmless-in-rules.js';
import { HARMLESS_IN_THE_ENGINE } from './harmless-in-the-engine.js';

/**
 * Why mutants of the reference may survive the conformance suites: what they do cannot be seen from outside, or the text
 * leaves it open. Whatever else survives wants a check, or is code that the reference does not need.
 */
export const HARMLESS_MUTANTS: readonly HarmlessMutants[] = [
  {
    because: 'What an error says to people is up to the server: texts with a space in them are for people.',
    mutants: [
      { from: /^'.* .*'$/, to: '""' },
      { from: /^`.* .*`$/, to: '``' },
    ],
  },
  {
    because: 'No is no, whether by false or by undefined.',
    mutants: [{ from: '() => false', to: '() => undefined' }],
  },
  ...HARMLESS_IN_RULES,
  ...HARMLESS_IN_THE_ENGINE,
];
