import { type Discrepancy, type Symptom, type Wrong, sentenceOf, symptomOf } from './discrepancy.js';

/**
 * What a check says of a server. `observation` is the verdict of checks on open questions: it tells which
 * reading the server follows and never counts against it.
 */
export const VERDICTS = ['pass', 'fail', 'inconclusive', 'not-applicable', 'observation'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** Where a made-up situation is found again: by the seed, and by the path that leads from it to exactly this one. */
export interface Replay {
  readonly seed: number;
  readonly path: string;
}

/** What else is to be known of a violation. */
export interface ViolationDetails {
  /** Whether it is certain however slow everything was, as with an event that came too early. */
  readonly firm?: boolean;
  /** Whether it tells by itself what is to be mended, so that nothing plainer has to be looked for. */
  readonly plain?: boolean;
  /** The made-up story in which it was seen, line by line. */
  readonly story?: readonly string[];
  readonly replay?: Replay;
}

/** The server broke a requirement: the only thing that makes a check fail. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly firm: boolean;

  /**
   * @param requirement - the id of the broken requirement, such as `TOKEN-3`
   * @param wrong - what was expected and what came instead
   */
  constructor(
    readonly requirement: string,
    readonly wrong: Wrong,
    readonly details: ViolationDetails = {},
  ) {
    super(sentenceOf(wrong));
    this.firm = details.firm ?? false;
  }

  get symptom(): Symptom {
    return symptomOf(this.wrong);
  }

  /** What was looked at, or when, where that is known. */
  get what(): string | undefined {
    return this.#discrepancy?.what;
  }

  /** What was expected, where that is more than that the requirement is kept. */
  get expected(): string | undefined {
    return this.#discrepancy && String(this.#discrepancy.expected);
  }

  /** What came instead. */
  get seen(): string | undefined {
    return this.#discrepancy && String(this.#discrepancy.seen);
  }

  get #discrepancy(): Discrepancy | undefined {
    return typeof this.wrong === 'string' ? undefined : this.wrong;
  }
}

/** Nothing can be said, though the check applies: the reason lies with us, the network or the server's surroundings. */
export class Inconclusive extends Error {
  override readonly name: string = 'Inconclusive';
}

/** No answer came to a request. */
export class NoAnswer extends Inconclusive {
  override readonly name: string = 'NoAnswer';
}

/** What is asked at an endpoint of the server is never answered, while other requests are. */
export class Unanswered extends NoAnswer {
  override readonly name = 'Unanswered';
}

/** Our measurement was too coarse to decide; with wider spacing it might not be. */
export class TooCoarse extends Inconclusive {
  override readonly name = 'TooCoarse';
}

/** The server would have done it, had not other checks had too much waiting: when they have ended it will. */
export class Crowded extends Inconclusive {
  override readonly name = 'Crowded';
}

/** Something else is broken, so that what the check is about cannot be told. */
export class Spoilt extends Inconclusive {
  override readonly name = 'Spoilt';

  /** @param requirement - what is broken instead */
  constructor(
    readonly requirement: string,
    message: string,
  ) {
    super(message);
  }
}

/** The check has nothing to verify on this target. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}
