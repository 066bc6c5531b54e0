import { revisionNames } from '../../fixtures/requirements/catalogue.js';
import type { JsonObject } from '../../reference/matrix/json.js';
import type { Homeserver, WaitingEvent } from '../../reference/homeserver.js';
import type { ServedHomeserver, ServedQuestion } from './served-homeserver.js';
import type { SpokenForm } from './spoken-form.js';

/** How many of a room's latest events are shown. */
const EVENTS_SHOWN = 50;

/** The users by whom things are done on the page. */
const USERS = ['alice', 'bob'];

/** A room as the page shows it. */
interface ShownRoom {
  readonly roomId: string;
  readonly name: unknown;
  readonly members: readonly string[];
  readonly events: readonly {
    readonly type: string;
    readonly sender: string;
    readonly stateKey: string | undefined;
    readonly content: JsonObject;
  }[];
}

/** All that the page shows. */
interface PageState {
  /** Another one after each start. */
  readonly run: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly isVirtual: boolean;
  /** Which of the users by whom things are done there are already. */
  readonly users: readonly string[];
  readonly revisions: readonly string[];
  readonly allRevisions: readonly string[];
  readonly form: SpokenForm;
  readonly questions: readonly ServedQuestion[];
  readonly waiting: readonly (Omit<WaitingEvent, 'dueAt'> & { readonly dueAt: number | null })[];
  readonly rooms: readonly ShownRoom[];
}

/** What there is to see of a homeserver. */
export function pageState(served: ServedHomeserver): PageState {
  const { current } = served;
  return {
    run: served.run,
    now: current.clock.now(),
    isVirtual: 'advanceTo' in current.clock,
    users: USERS.filter((name) => current.matrix.accounts.exists(current.matrix.accounts.userIdOf(name))),
    revisions: served.revisions,
    allRevisions: revisionNames,
    form: served.form,
    questions: served.questions(),
    waiting: current.waitingEvents().map((event) => ({ ...event, dueAt: event.dueAt ?? null })),
    rooms: roomsOf(current),
  };
}

function roomsOf({ matrix }: Homeserver): ShownRoom[] {
  return [...matrix.rooms.all()].map((room) => ({
    roomId: room.id,
    name: room.get('m.room.name', '')?.content['name'],
    members: room.usersWith('join'),
    events: room.timeline.slice(-EVENTS_SHOWN).map(({ event }) => ({
      type: event.type,
      sender: event.sender,
      stateKey: event.state_key,
      content: event.content,
    })),
  }));
}
