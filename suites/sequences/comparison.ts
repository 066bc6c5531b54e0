import type { StoryContext } from '../chance/story-context.js';
import type { Divergence } from './divergence.js';
import type { RoomName } from './happening.js';
import { type ExpectedTimeline, isTooMuch, isWaitedFor, judgeExtra, judgeTimeline } from './judge-timeline.js';
import type { Participants, ShownEvent } from './participants.js';
import type { LastStep, Speaker } from './speaker.js';
import type { PossibleWorld, Terms } from './terms.js';

/** Compares all that a homeserver shows with what the model expects: the timelines here, everything else by the revision. */
export class Comparison<T extends Terms> {
  constructor(
    readonly lookers: Participants<StoryContext>,
    readonly speaker: Speaker<T>,
  ) {}

  /** Whether what has come to the rooms is what comes to them where things stand so. */
  isInRooms(possible: PossibleWorld<T>): boolean {
    return this.#firstIn(possible, this.#shown(), judgeTimeline) === undefined;
  }

  /** Tells where what is seen now differs from one way in which things may stand. */
  differences(looks: T['looks'], last: LastStep<T>): (possible: PossibleWorld<T>) => Divergence | undefined {
    const shown = this.#shown();
    return (possible) =>
      this.#firstIn(possible, shown, judgeTimeline) ?? this.speaker.differenceFrom(possible, looks, last);
  }

  /** What is missing or misplaced in the rooms though everything has been waited for. */
  finalDifferenceFrom(possible: PossibleWorld<T>, looks: T['looks']): Divergence | undefined {
    const { world, timeline } = possible;
    const shown = this.#shown();
    const hasExtra = shown.some(([name, events]) => isTooMuch(name, events, timeline));
    return this.#firstIn(possible, shown, (events, compared) =>
      judgeTimeline(events, compared, (missing, instead) =>
        this.speaker.whyAtAll(missing, instead, world, looks, hasExtra),
      ),
    );
  }

  /** What has come to the rooms and should not have. */
  extraTo(possible: PossibleWorld<T>): Divergence | undefined {
    return this.#firstIn(possible, this.#shown(), judgeExtra);
  }

  /** Whether something has not come to a room, whatever the way in which things stand. */
  isMissing(name: RoomName, possible: readonly PossibleWorld<T>[]): boolean {
    const shown = this.lookers.shown(name);
    return possible.every(({ timeline }) => isWaitedFor(name, shown, timeline));
  }

  #shown(): Shown {
    return this.lookers.rooms.map(([name]) => [name, this.lookers.shown(name)] as const);
  }

  #firstIn(
    { world, timeline }: PossibleWorld<T>,
    shown: Shown,
    judge: (events: readonly ShownEvent[], compared: ExpectedTimeline<T>) => Divergence | undefined,
  ): Divergence | undefined {
    for (const [room, events] of shown) {
      const divergence = judge(events, { room, expected: timeline, world, blame: this.speaker.blame });
      if (divergence !== undefined) return divergence;
    }
    return undefined;
  }
}

/** What was seen in each room. */
type Shown = readonly (readonly [RoomName, readonly ShownEvent[]])[];
