import type { VirtualClock } from '../time/virtual-clock.js';

/** The time of a mock homeserver, in the hands of the test. It stands still but for what the test does. */
export interface MockClock extends VirtualClock {
  /**
   * Moves time on. Everything that falls due on the way happens at its own moment, and is settled before the promise is:
   * events are in their rooms, syncs that waited are answered, and what clients have asked in return is answered, too.
   * While fake timers are installed they are moved along with it.
   *
   * @param ms - by how many milliseconds; 0 settles what is due now
   */
  advance(ms: number): Promise<void>;
}
