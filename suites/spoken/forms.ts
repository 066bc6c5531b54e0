import type { RevisionName } from '../../fixtures/requirements/catalogue.js';
import type { SpokenFacts } from './spoken-facts.js';

/** A form in which servers speak a revision, and how it shows. */
export interface SpokenForm {
  readonly revision: RevisionName;
  /** What a server of this form offers, as a part of a sentence. */
  words(facts: SpokenFacts): string;
  isSpoken(facts: SpokenFacts): boolean;
}

/** The flag of delayed events, and the one that says that the accepted revision is served on stable paths, too. */
export const FLAG = 'org.matrix.msc4140';
export const STABLE_FLAG = 'org.matrix.msc4140.stable';

const CAPABILITY = 'm.delayed_events';
const UNSTABLE_CAPABILITY = 'org.matrix.msc4140.delayed_events';

const FUTURES_PROBE = /^futures under (.*)$/;

/** The forms that there are; of each revision the first one that is spoken counts, the newest first. */
export const FORMS: readonly SpokenForm[] = [
  {
    revision: 'futures',
    words: (facts) => `futures under ${prefixesOfFutures(facts).join(' and ')}, as the text of June 2024 has them`,
    isSpoken: (facts) => prefixesOfFutures(facts).length > 0,
  },
  {
    revision: 'delayed-events',
    words: () => 'delayed events on stable paths, as accepted in September 2026',
    isSpoken: ({ endpoints, flags, capabilities }) =>
      endpoints.has('stable lookup') || flags[STABLE_FLAG] === true || capabilities.includes(CAPABILITY),
  },
  {
    revision: 'delayed-events',
    words: () => 'delayed events by an endpoint of their own on unstable paths, as the texts of 2026 have it',
    isSpoken: ({ endpoints }) => endpoints.has('unstable scheduling'),
  },
  byQueryParameter('as Synapse 1.161 and later do', ({ endpoints }) => endpoints.has('unstable lookup')),
  byQueryParameter('as Synapse 1.157 to 1.160 do', ({ capabilities }) => capabilities.includes(UNSTABLE_CAPABILITY)),
  byQueryParameter('as Synapse 1.143 to 1.156 do', ({ endpoints }) => endpoints.has('unstable action')),
  byQueryParameter('as Synapse 1.116 to 1.142 do', ({ endpoints }) => endpoints.has('unstable list')),
  {
    revision: 'delayed-events',
    words: () => `delayed events by its flag ${FLAG} alone, since none of their known paths is there`,
    isSpoken: ({ flags }) => flags[FLAG] === true,
  },
];

function byQueryParameter(where: string, isSpoken: SpokenForm['isSpoken']): SpokenForm {
  return { revision: 'delayed-events', words: () => `delayed events by query parameter, ${where}`, isSpoken };
}

function prefixesOfFutures({ endpoints }: SpokenFacts): string[] {
  return [...endpoints].flatMap((name) => FUTURES_PROBE.exec(name)?.[1] ?? []);
}
