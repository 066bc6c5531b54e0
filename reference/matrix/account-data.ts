import type { JsonObject } from './json.js';
import type { Stream } from './stream.js';

interface Stored {
  readonly content: JsonObject;
  readonly position: number;
}

/** What users keep on the server for themselves, for their whole account or for one room. */
export class AccountData {
  readonly #stream: Stream;
  /** By user, then by room (`undefined` for the account), then by type. */
  readonly #stored = new Map<string, Map<string | undefined, Map<string, Stored>>>();

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** What a user keeps under a type. */
  get(userId: string, roomId: string | undefined, type: string): JsonObject | undefined {
    return this.#stored.get(userId)?.get(roomId)?.get(type)?.content;
  }

  /** Keeps something for a user, and tells their other devices. */
  set(userId: string, roomId: string | undefined, type: string, content: JsonObject): void {
    let ofUser = this.#stored.get(userId);
    if (ofUser === undefined) this.#stored.set(userId, (ofUser = new Map()));
    let ofRoom = ofUser.get(roomId);
    if (ofRoom === undefined) ofUser.set(roomId, (ofRoom = new Map()));
    ofRoom.set(type, { content, position: this.#stream.next() });
    this.#stream.wake([userId]);
  }

  /** What has changed for a user after a position, as events. */
  since(position: number, userId: string, roomId: string | undefined): JsonObject[] {
    const events: JsonObject[] = [];
    for (const [type, stored] of this.#stored.get(userId)?.get(roomId) ?? []) {
      if (stored.position > position) events.push({ type, content: stored.content });
    }
    return events;
  }
}
