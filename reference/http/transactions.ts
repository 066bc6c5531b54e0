import type { Session } from '../matrix/accounts.js';
import type { JsonObject } from '../matrix/json.js';

/**
 * Remembers what requests with a transaction id were answered, so that the same request again has no effect but gets
 * the same answer. Transaction ids belong to one device and to one path.
 */
export class Transactions {
  /** By user, then by device, then by path. */
  readonly #answers = new Map<string, Map<string, Map<string, JsonObject>>>();

  /**
   * Does something for the first of several equal requests, and answers the others likewise. What is refused is not
   * remembered: it may be allowed the next time.
   *
   * @param path - the parts of the request's path after decoding, the transaction id among them
   */
  once(session: Session, path: readonly string[], act: () => JsonObject): JsonObject {
    const answers = this.#answersTo(session);
    const key = JSON.stringify(path);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = act();
    answers.set(key, answer);
    return answer;
  }

  /** Forgets what a device that is gone was answered. */
  forget({ userId, deviceId }: Session): void {
    this.#answers.get(userId)?.delete(deviceId);
  }

  #answersTo({ userId, deviceId }: Session): Map<string, JsonObject> {
    let ofUser = this.#answers.get(userId);
    if (ofUser === undefined) this.#answers.set(userId, (ofUser = new Map()));
    let ofDevice = ofUser.get(deviceId);
    if (ofDevice === undefined) ofUser.set(deviceId, (ofDevice = new Map()));
    return ofDevice;
  }
}
