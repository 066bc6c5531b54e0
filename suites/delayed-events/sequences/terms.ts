import type { Answer } from '../../kit/connection/answer.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Happening, Person, RoomName } from '../../sequences/happening.js';
import type { ShownEvent } from '../../sequences/participants.js';
import type { Slot } from '../../sequences/plan.js';
import type { LastStep } from '../../sequences/speaker.js';
import type { Step } from '../../sequences/step.js';
import type { PossibleWorld, Terms } from '../../sequences/terms.js';
import type { Command } from '../model/command.js';
import type { Assumptions, Expected, World } from '../model/world.js';

/** Asks for an event to be sent later, and keeps it. */
export interface PlannedSchedule {
  readonly do: 'schedule';
  readonly as: Slot;
  readonly by: Person;
  readonly device?: 'phone';
  readonly room: RoomName;
  readonly type: string;
  readonly stateKey?: string;
  readonly content: string;
  /** Milliseconds. */
  readonly delay: number;
  /** `new` for one that nothing else has. */
  readonly txn: string;
}

/** Acts on a kept event, over or not, or looks it up; without one, on a `delay_id` that nobody was ever given. */
export interface PlannedAct {
  readonly do: 'send' | 'cancel' | 'restart' | 'lookup';
  readonly of?: Slot;
  /** Whose access token goes with it; its owner's unless said, `nobody` for none. */
  readonly as?: Person | 'nobody';
}

/** One thing to do in a sequence, pauses aside. */
export type PlannedDelayed = PlannedSchedule | PlannedAct | Happening;

/** What a look at the server has shown, timelines aside. */
export interface Looks {
  /** What was looked up, by the model's numbers. */
  readonly lookups: readonly (readonly [number, Answer])[];
  readonly lists: readonly (readonly [Person, Answer])[];
  readonly states: readonly (readonly [RoomName, Readonly<Record<string, string>>])[];
  /** What readers see of events that have come. */
  readonly unsigned: readonly SeenUnsigned[];
}

/** What somebody is shown in `unsigned` of an event. */
export interface SeenUnsigned {
  readonly event: ShownEvent;
  readonly reader: Person;
  readonly unsigned: JsonRecord;
}

/** What is worth looking at, timelines aside. */
export interface WorthLooking {
  /** What is to be looked up, by the model's numbers, each with its owner. */
  readonly lookups: readonly (readonly [number, Person])[];
  readonly lists: readonly Person[];
  readonly states: readonly RoomName[];
  /** Who is in which room, and can read there. */
  readonly readers: Readonly<Record<RoomName, readonly Person[]>>;
  /** What was seen in `unsigned` before, and is to be judged once more: it is read but once. */
  readonly seenBefore: readonly SeenUnsigned[];
}

/** The types by which the `delayed-events` revision opens the engine of sequences. */
export interface DelayedTerms extends Terms {
  readonly planned: PlannedDelayed;
  readonly command: Command;
  readonly world: World;
  readonly expected: Expected;
  readonly known: Assumptions;
  readonly looks: Looks;
  readonly worth: WorthLooking;
}

export type DelayedStep = Step<DelayedTerms>;
export type DelayedWorld = PossibleWorld<DelayedTerms>;
export type LastDelayedStep = LastStep<DelayedTerms>;
