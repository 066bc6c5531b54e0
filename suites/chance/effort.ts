/** What checks by chance make up: one value, one story, calls under way together, or a whole sequence of commands. */
export type MadeUp = 'inputs' | 'stories' | 'races' | 'sequences';

/** How much is tried in looking for an example. */
export interface Effort {
  /** How many are made up, unless the check or a person wants it otherwise. */
  readonly runs: number;
  /** How many are tried side by side. */
  readonly sideBySide: number;
  /** How often a smaller example is looked for that shows the same. */
  readonly rounds: number;
  /** Among how many it is looked for each time, at the most. */
  readonly breadth: number;
}

/** How many are made up, by how time passes. */
export type Runs = Readonly<Record<'virtual' | 'real', number>>;

/**
 * How much is tried, by what is made up and by how time passes. In virtual time it costs nothing but work, and only one
 * story on a server may move the time. In real time each takes seconds, whether few are told or many, and somebody waits.
 */
export const EFFORT: Readonly<Record<MadeUp, Readonly<Record<keyof Runs, Effort>>>> = {
  inputs: {
    virtual: { runs: 24, sideBySide: 6, rounds: 20, breadth: 24 },
    real: { runs: 24, sideBySide: 6, rounds: 6, breadth: 12 },
  },
  stories: {
    virtual: { runs: 12, sideBySide: 1, rounds: 24, breadth: 48 },
    real: { runs: 6, sideBySide: 6, rounds: 3, breadth: 6 },
  },
  races: {
    virtual: { runs: 20, sideBySide: 1, rounds: 40, breadth: 60 },
    real: { runs: 8, sideBySide: 8, rounds: 2, breadth: 6 },
  },
  sequences: {
    // Every command can be left out or made simpler, one at a time, until none is left that can.
    virtual: { runs: 40, sideBySide: 1, rounds: 1_000, breadth: 1_000 },
    real: { runs: 8, sideBySide: 8, rounds: 3, breadth: 16 },
  },
};
