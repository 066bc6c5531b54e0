import type { Clock } from '../time/clock.js';
import type { JsonObject } from './json.js';
import type { Room } from './room.js';
import type { Stream } from './stream.js';

/** How far somebody has read. */
export interface Receipt {
  readonly type: 'm.read' | 'm.read.private';
  readonly userId: string;
  readonly eventId: string;
  readonly threadId: string | undefined;
}

interface Stored extends Receipt {
  readonly at: number;
  readonly position: number;
}

/** Who has read how far, room by room. */
export class Receipts {
  readonly #stream: Stream;
  readonly #clock: Clock;
  /** By room, then by type, user and thread. */
  readonly #stored = new Map<string, Map<string, Stored>>();

  constructor(stream: Stream, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Notes how far a user has read, and tells those who may know. */
  add(room: Room, receipt: Receipt): void {
    let ofRoom = this.#stored.get(room.id);
    if (ofRoom === undefined) this.#stored.set(room.id, (ofRoom = new Map()));
    const key = JSON.stringify([receipt.type, receipt.userId, receipt.threadId]);
    ofRoom.set(key, { ...receipt, at: this.#clock.now(), position: this.#stream.next() });
    this.#stream.wake(receipt.type === 'm.read' ? room.usersWith('join') : [receipt.userId]);
  }

  /** The `m.receipt` event with what a user may learn after a position; `undefined` when that is nothing. */
  since(position: number, roomId: string, viewerId: string): JsonObject | undefined {
    const byEvent = new Map<string, Map<string, Map<string, JsonObject>>>();
    for (const receipt of this.#stored.get(roomId)?.values() ?? []) {
      const { type, userId, eventId, threadId, at } = receipt;
      if (receipt.position <= position || (type === 'm.read.private' && userId !== viewerId)) continue;
      let byType = byEvent.get(eventId);
      if (byType === undefined) byEvent.set(eventId, (byType = new Map()));
      let byUser = byType.get(type);
      if (byUser === undefined) byType.set(type, (byUser = new Map()));
      byUser.set(userId, threadId === undefined ? { ts: at } : { ts: at, thread_id: threadId });
    }
    if (byEvent.size === 0) return undefined;
    const content = Object.fromEntries(
      [...byEvent].map(([eventId, byType]) => [
        eventId,
        Object.fromEntries([...byType].map(([type, byUser]) => [type, Object.fromEntries(byUser)])),
      ]),
    );
    return { type: 'm.receipt', content };
  }
}
