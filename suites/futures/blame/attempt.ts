import type { Answer } from '../../kit/connection/answer.js';
import type { JsonValue } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';

/** A request to schedule something, and what became of it. */
export interface Attempt {
  readonly by: User;
  readonly room: Room;
  /** By which its content is known. */
  readonly label: JsonValue | undefined;
  /** The answer in the end, after any 429. */
  readonly answer: Answer;
  /** Whether it was answered with 429 before, and tried again. */
  readonly limited: boolean;
  /** The group that it named. */
  readonly group: string | undefined;
}
