import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/index.js';
import type { EventShape, Person, SentEvent } from '../../sequences/happening.js';
import { NEW_ROOM, type Rooms } from '../../sequences/room-world.js';
import type { ScheduleCommand } from './command.js';

/** An event that was accepted. It is told of as long as the story lasts, its end included. */
export interface DelayedEvent extends EventShape {
  /** Its place in the order of scheduling. */
  readonly id: number;
  readonly by: Person;
  readonly asked: ScheduleCommand;
  /** Milliseconds. */
  readonly delay: number;
  /** When it was scheduled, or restarted last. */
  readonly since: number;
  /** When its delay was begun before that, oldest first. */
  readonly begun: readonly number[];
  /** How it ended; absent while it waits. */
  readonly end?: End;
}

/** How an event ended, and by which requirement nothing comes of it after that. */
export interface End {
  readonly how: 'sent' | 'cancelled' | 'failed';
  /** Whether its time has ended it, somebody's request, or newer state, which no accepted text has. */
  readonly by: 'time' | 'request' | 'newer state';
  /** Whether that was before its time. */
  readonly isEarly: boolean;
  readonly why: string;
}

/** All there is. A pure value: every step makes a new one. */
export interface World {
  readonly now: number;
  /** In the order of scheduling. */
  readonly events: readonly DelayedEvent[];
  readonly rooms: Rooms;
}

/** What is known of a server beforehand. Where a reading is not known, each of them is permitted at any time. */
export interface Assumptions extends Partial<DelayedEventsReadings> {
  /** Whether actions are the owner's alone (DE-ACT-4); else anybody's who has the `delay_id`. */
  readonly ownerAlone: boolean;
  /** Whether what is over answers actions by its outcome (DE-ACT-8, DE-ACT-9), rather than with 404 (DE-ACT-16). */
  readonly remembers: 'yes' | 'no' | 'perhaps';
  /** Whether what is over can be looked up (DE-GET-1). */
  readonly showsOutcomes: 'yes' | 'no' | 'perhaps';
  /** Whether transaction ids are those of delayed events alone, and outlive these (DE-SCHED-6). */
  readonly ownTransactions: boolean;
  /** Whether state is scheduled with transaction ids, as messages are. */
  readonly hasStateTransactions: boolean;
  /** Whether newer state leaves delayed state alone (DE-TIME-6). */
  readonly outlivesNewerState: boolean;
  /** How many events a user may have waiting, where the server says so (DE-LIM-4). */
  readonly cap?: number;
}

/** How a request is to be answered, and the requirement by which. */
export type Expected =
  /** A new event, with an id of its own. */
  | { readonly is: 'new'; readonly event: number; readonly why: string }
  /** The id that this event was accepted with, once more. */
  | { readonly is: 'same'; readonly event: number; readonly why: string }
  /** What there is to be told of an event. */
  | { readonly is: 'told'; readonly event: number; readonly why: string }
  | { readonly is: 'done'; readonly why: string }
  | { readonly is: 'refused'; readonly why: string; readonly status: number; readonly errcode?: string };

/** What may follow from the passing of time. */
export interface Outcome {
  readonly world: World;
  /** What enters rooms, oldest first. */
  readonly events: readonly SentEvent[];
}

/** What may follow from a command. */
export interface Step extends Outcome {
  readonly answer: Expected;
}

/** The world in which nothing has happened yet: two rooms with everybody in them. */
export function newWorld(now: number): World {
  return { now, events: [], rooms: { lounge: NEW_ROOM, kitchen: NEW_ROOM } };
}

/** The events that wait. */
export function waitingIn({ events }: World): DelayedEvent[] {
  return events.filter(({ end }) => end === undefined);
}

/** When an event is due by itself (DE-TIME-1). */
export function dueAt({ since, delay }: Pick<DelayedEvent, 'since' | 'delay'>): number {
  return since + delay;
}
