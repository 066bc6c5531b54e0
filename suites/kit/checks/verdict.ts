/**
 * What a check says of a server. `observation` is the verdict of checks on open questions: it tells which
 * reading the server follows and never counts against it.
 */
export const VERDICTS = ['pass', 'fail', 'inconclusive', 'not-applicable', 'observation'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** The server broke a requirement: the only thing that makes a check fail. */
export class Violation extends Error {
  override readonly name = 'Violation';

  /**
   * @param requirement - the id of the broken requirement, such as `TOKEN-3`
   * @param message - what was expected and what came instead
   * @param firm - whether it is certain however slow everything was, as with an event that came too early
   */
  constructor(
    readonly requirement: string,
    message: string,
    readonly firm = false,
  ) {
    super(message);
  }
}

/** Nothing can be said, though the check applies: the reason lies with us, the network or the server's surroundings. */
export class Inconclusive extends Error {
  override readonly name: string = 'Inconclusive';
}

/** Our measurement was too coarse to decide; with wider spacing it might not be. */
export class TooCoarse extends Inconclusive {
  override readonly name = 'TooCoarse';
}

/** The server would have done it, had not other checks had too much waiting: when they have ended it will. */
export class Crowded extends Inconclusive {
  override readonly name = 'Crowded';
}

/** The check has nothing to verify on this target. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}
