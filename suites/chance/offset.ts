/** Milliseconds since a story began, as its readers want them. */
export function offset(ms: number): string {
  return `+${(ms / 1_000).toFixed(3)} s`;
}
