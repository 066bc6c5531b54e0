/** A mistake of the person who called the command: one sentence that names what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
