import { MultiMap } from '../multi-map.js';
import { type DelayedEvent, isWaiting } from './delayed-event.js';

/** All delayed events that are known, and every way to find them. It decides nothing. */
export class DelayedEventsStore {
  readonly #keyOf: (id: string) => string;
  readonly #byKey = new Map<string, DelayedEvent>();
  readonly #waitingByOwner = new MultiMap<string, DelayedEvent>();
  readonly #waitingByRoom = new MultiMap<string, DelayedEvent>();
  /** In the order in which they finished. */
  readonly #finishedByOwner = new MultiMap<string, DelayedEvent>();

  /** @param keyOf - what of an id tells it from others */
  constructor(keyOf: (id: string) => string) {
    this.#keyOf = keyOf;
  }

  /** The event of an id. */
  find(id: string): DelayedEvent | undefined {
    return this.#byKey.get(this.#keyOf(id));
  }

  /** The events of a user that wait. */
  waitingOf(userId: string): ReadonlySet<DelayedEvent> {
    return this.#waitingByOwner.get(userId);
  }

  /** The events that wait to be sent into a room. */
  waitingIn(roomId: string): ReadonlySet<DelayedEvent> {
    return this.#waitingByRoom.get(roomId);
  }

  /** The events of a user that are finished and not forgotten, in the order in which they finished. */
  finishedOf(userId: string): ReadonlySet<DelayedEvent> {
    return this.#finishedByOwner.get(userId);
  }

  /** Adds an event that waits. */
  add(event: DelayedEvent): void {
    this.#byKey.set(this.#keyOf(event.id), event);
    this.#waitingByOwner.add(event.owner, event);
    this.#waitingByRoom.add(event.draft.roomId, event);
  }

  /** Notes that an event waits no more. */
  finish(event: DelayedEvent): void {
    this.#leaveWaiting(event);
    this.#finishedByOwner.add(event.owner, event);
  }

  /** Forgets an event. */
  forget(event: DelayedEvent): void {
    this.#byKey.delete(this.#keyOf(event.id));
    this.#leaveWaiting(event);
    this.#finishedByOwner.delete(event.owner, event);
  }

  /** All events that are known. */
  all(): DelayedEvent[] {
    return [...this.#byKey.values()];
  }

  /** All events of a user that are known. */
  allOf(userId: string): DelayedEvent[] {
    return [...this.waitingOf(userId), ...this.finishedOf(userId)];
  }

  /** How many events of the same owner have finished after this one. */
  finishedAfter(event: DelayedEvent): number {
    const finished = [...this.finishedOf(event.owner)];
    return isWaiting(event) ? 0 : finished.length - 1 - finished.indexOf(event);
  }

  #leaveWaiting(event: DelayedEvent): void {
    this.#waitingByOwner.delete(event.owner, event);
    this.#waitingByRoom.delete(event.draft.roomId, event);
  }
}
