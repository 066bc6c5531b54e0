import type { Session } from '../matrix/accounts.js';
import type { JsonObject } from '../matrix/json.js';

/** Whose transaction ids they are. */
type Device = Pick<Session, 'userId' | 'deviceId'>;

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
  once(session: Device, path: readonly string[], act: () => JsonObject): JsonObject {
    const known = this.find(session, path);
    if (known !== undefined) return known;
    const answer = act();
    this.remember(session, path, answer);
    return answer;
  }

  /** What an earlier request of this device at this path was answered. */
  find(session: Device, path: readonly string[]): JsonObject | undefined {
    return this.#answers.get(session.userId)?.get(session.deviceId)?.get(JSON.stringify(path));
  }

  /** Lets later requests of this device at this path be answered likewise. */
  remember(session: Device, path: readonly string[], answer: JsonObject): void {
    this.#answersTo(session).set(JSON.stringify(path), answer);
  }

  /** Forgets what a device that is gone was answered. */
  forget({ userId, deviceId }: Device): void {
    this.#answers.get(userId)?.delete(deviceId);
  }

  #answersTo({ userId, deviceId }: Device): Map<string, JsonObject> {
    let ofUser = this.#answers.get(userId);
    if (ofUser === undefined) this.#answers.set(userId, (ofUser = new Map()));
    let ofDevice = ofUser.get(deviceId);
    if (ofDevice === undefined) ofUser.set(deviceId, (ofDevice = new Map()));
    return ofDevice;
  }
}
