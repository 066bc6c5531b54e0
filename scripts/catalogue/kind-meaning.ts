import type { RequirementKind } from '../../fixtures/requirements/requirement.js';

const meanings: Readonly<Record<RequirementKind, string>> = {
  explicit: 'The text says it. A server that breaks it fails.',
  derived:
    "It follows from the text together with the Client-Server API, or from the text's own guarantees. A server that breaks it fails.",
  advice:
    'Good behaviour that the text recommends, or does not demand for certain. A server that breaks it gets a warning.',
  optional:
    'The text describes it as an alternative. It counts only where a server offers it: a server that offers it and breaks it fails, one without it is not judged.',
  observation:
    'The text allows it, leaves it open, or has not been seen to say it. A server that does otherwise is told so, and neither fails nor is warned.',
};

/** Says in full what a kind of requirement is, and what breaking one means for the verdict. */
export function kindMeaning(kind: RequirementKind): string {
  return meanings[kind];
}
