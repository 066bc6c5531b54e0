import type { Alarm, Clock } from '../time/clock.js';
import type { JsonObject } from './json.js';
import type { Room } from './room.js';
import type { Stream } from './stream.js';

interface TypingInRoom {
  /** By user, what will end their typing. */
  readonly until: Map<string, Alarm>;
  position: number;
}

/** Who is typing where, until they stop or their time is up. */
export class Typing {
  readonly #stream: Stream;
  readonly #clock: Clock;
  readonly #rooms = new Map<string, TypingInRoom>();

  constructor(stream: Stream, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Notes that a user types for the next so many milliseconds. */
  start(room: Room, userId: string, duration: number): void {
    let typing = this.#rooms.get(room.id);
    if (typing === undefined) this.#rooms.set(room.id, (typing = { until: new Map(), position: 0 }));
    const before = typing.until.get(userId);
    before?.cancel();
    typing.until.set(
      userId,
      this.#clock.schedule(this.#clock.now() + duration, () => this.stop(room, userId)),
    );
    if (before === undefined) this.#tell(room, typing);
  }

  /** Notes that a user types no more; harmless when they did not. */
  stop(room: Room, userId: string): void {
    const typing = this.#rooms.get(room.id);
    const alarm = typing?.until.get(userId);
    if (typing === undefined || alarm === undefined) return;
    alarm.cancel();
    typing.until.delete(userId);
    this.#tell(room, typing);
  }

  /** The `m.typing` event when it changed after a position. */
  since(position: number, roomId: string): JsonObject | undefined {
    const typing = this.#rooms.get(roomId);
    if (typing === undefined || typing.position <= position) return undefined;
    return { type: 'm.typing', content: { user_ids: [...typing.until.keys()] } };
  }

  /** Calls off every wake-up. */
  close(): void {
    for (const { until } of this.#rooms.values()) {
      for (const alarm of until.values()) alarm.cancel();
    }
    this.#rooms.clear();
  }

  #tell(room: Room, typing: TypingInRoom): void {
    typing.position = this.#stream.next();
    this.#stream.wake(room.usersWith('join'));
  }
}
