import type { StoryContext } from '../chance/story-context.js';
import type { Divergence } from './divergence.js';
import type { RoomName } from './happening.js';
import { type ExpectedTimeline, isTooMuch, isWaitedFor, judgeExtra, judgeTimeline } from './judge-timeline.js';
import type { Participants } from './participants.js';
import type { LastStep, Speaker } from './speaker.js';
import type { PossibleWorld, Terms } from './terms.js';

/** Compares all that a homeserver shows with what the model expects: the timelines here, everything else by the revision. */
export class Comparison<T extends Terms> {
  constructor(
    readonly lookers: Participants<StoryContext>,
    readonly speaker: Speaker<T>,
  ) {}

  /** Where what was seen differs from one way in which things may stand. */
  differenceFrom(possible: PossibleWorld<T>, looks: T['looks'], last: LastStep<T>): Divergence | undefined {
    return (
      this.#firstIn(possible, (compared) => judgeTimeline(this.lookers.shown(compared.room), compared)) ??
      this.speaker.differenceFrom(possible, looks, last)
    );
  }

  /** What is missing or misplaced in the rooms though everything has been waited for. */
  finalDifferenceFrom(possible: PossibleWorld<T>, looks: T['looks']): Divergence | undefined {
    const { world, timeline } = possible;
    const hasExtra = this.lookers.rooms.some(([name]) => isTooMuch(name, this.lookers.shown(name), timeline));
    return this.#firstIn(possible, (compared) =>
      judgeTimeline(this.lookers.shown(compared.room), compared, (missing, instead) =>
        this.speaker.whyAtAll(missing, instead, world, looks, hasExtra),
      ),
    );
  }

  /** What has come to the rooms and should not have. */
  extraTo(possible: PossibleWorld<T>): Divergence | undefined {
    return this.#firstIn(possible, (compared) => judgeExtra(this.lookers.shown(compared.room), compared));
  }

  /** Whether something has not come to a room, whatever the way in which things stand. */
  isMissing(name: RoomName, possible: readonly PossibleWorld<T>[]): boolean {
    return possible.every(({ timeline }) => isWaitedFor(name, this.lookers.shown(name), timeline));
  }

  #firstIn(
    { world, timeline }: PossibleWorld<T>,
    judge: (compared: ExpectedTimeline<T>) => Divergence | undefined,
  ): Divergence | undefined {
    for (const [room] of this.lookers.rooms) {
      const divergence = judge({ room, expected: timeline, world, blame: this.speaker.blame });
      if (divergence !== undefined) return divergence;
    }
    return undefined;
  }
}
