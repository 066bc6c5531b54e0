/** As much of a check as it takes to tell what it verifies. */
export interface CheckSummary {
  readonly id: string;
  /** A sentence that is true of a conformant server. */
  readonly title: string;
  /** The requirements and open questions that it judges. */
  readonly requirements: readonly string[];
}

/** The checks that judge a requirement or an open question. */
export function checksOn(id: string, checks: readonly CheckSummary[]): readonly CheckSummary[] {
  return checks.filter(({ requirements }) => requirements.includes(id));
}
