import type { EvidenceEntry, ExchangeEntry } from '../../../suites/kit/checks/evidence.js';
import type { Scene } from '../../../suites/kit/checks/scene.js';
import type { Symptom } from '../../../suites/kit/checks/discrepancy.js';

/** What a script does once more. */
export interface ReproStory {
  /** What happened, under aliases. */
  readonly evidence: readonly EvidenceEntry[];
  /** What there was to be seen in the end. */
  readonly scene?: Scene | undefined;
  readonly symptom?: Symptom | undefined;
  readonly expected?: string | undefined;
  readonly seen?: string | undefined;
  /** Said at the top: what the script shows. */
  readonly about: readonly string[];
}

/** A request of a story, with its place in the evidence and its number in the script. */
export interface NumberedExchange {
  readonly index: number;
  readonly number: number;
  readonly entry: ExchangeEntry;
}
