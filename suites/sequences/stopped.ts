/** The rest of a sequence is not judged. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
