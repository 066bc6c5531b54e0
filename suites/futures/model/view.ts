import type { FuturesReadings } from '../../../fixtures/requirements/futures/index.js';
import { type Person, type RoomName, Undecided } from '../../sequences/happening.js';
import { obstacleIn } from '../../sequences/room-world.js';
import type { ScheduleCommand } from './command.js';
import { type Future, livingIn, type World } from './world.js';

/** The readings of open questions that are known; the model says nothing about what hangs on others. */
export type KnownReadings = Partial<FuturesReadings>;

/** What the rules look at: the world, through the eyes of a server that follows certain readings. */
export class View {
  constructor(
    readonly readings: KnownReadings,
    public world: World,
  ) {}

  /**
   * The reading of an open question.
   *
   * @throws Undecided when it is not known
   */
  read<Q extends keyof FuturesReadings>(question: Q): FuturesReadings[Q] {
    const reading = this.readings[question];
    if (reading === undefined) throw new Undecided(question);
    return reading;
  }

  get living(): Future[] {
    return livingIn(this.world);
  }

  isJoined({ by, room }: { readonly by: Person; readonly room: RoomName }): boolean {
    return this.world.rooms[room].joined.includes(by);
  }

  /** Why somebody's event is refused now, if it is: POWER-3 and POWER-4 judge when it is sent. */
  obstacleTo(event: { readonly by: Person; readonly room: RoomName }): 'POWER-3' | 'POWER-4' | undefined {
    const obstacle = obstacleIn(this.world.rooms, event);
    return obstacle && (obstacle === 'forbidden' ? 'POWER-3' : 'POWER-4');
  }

  /** The living futures of a future's group, itself not counted. */
  othersWith(future: Future): Future[] {
    return this.membersNamed({ ...future.asked, group: future.group }).filter(({ id }) => id !== future.id);
  }

  /** The living futures of the group that this user has by this name, here or, unless Q-ROOMS, anywhere. */
  membersNamed(asked: ScheduleCommand): Future[] {
    return this.living.filter((future) => future.group === asked.group && this.isOwnGroup(future, asked));
  }

  /** Whether a future is of the user (GROUP-7) and the room that this group's name would belong to: Q-ROOMS. */
  isOwnGroup(future: Future, { by, room }: ScheduleCommand): boolean {
    return future.by === by && (future.room === room || this.read('Q-ROOMS') !== 'separate');
  }
}
