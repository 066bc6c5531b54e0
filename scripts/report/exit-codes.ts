/** The exit codes of the command. */
export const EXIT = {
  conformant: 0,
  'not-conformant': 1,
  'could-not-judge': 2,
  'wrong-use': 3,
  'stale-baseline': 4,
} as const;
