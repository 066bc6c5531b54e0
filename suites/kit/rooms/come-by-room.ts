import type { Session } from '../checks/session.js';
import { Inconclusive } from '../checks/verdict.js';
import type { Answer } from '../connection/answer.js';
import type { RoomSupply } from './room-supply.js';
import { tellsOfScarcity } from './scarcity.js';
import type { RequestOptions } from './request-options.js';
import type { Requester, RoomOptions } from './requester.js';

const ENDPOINT = '/_matrix/client/v3/createRoom';

/** A room that somebody has come by. */
export interface FoundRoom {
  readonly id: string;
  /** Whether others may be in it as well; if so, its members have joined. */
  readonly isShared: boolean;
}

/**
 * Makes a room for somebody, in which others are invited or which is open to them. Where the server gives few rooms it may
 * be one that others have as well.
 *
 * @throws Inconclusive when there is none to be had
 */
export async function comeByRoom(by: Requester, session: Session, options: RoomOptions): Promise<FoundRoom> {
  const { roomSupply: supply } = session.target;
  const wishes = new RoomWishes(by, session, options);
  if (supply === undefined) return own(await wishes.ask('invited'));
  const key = keyOf(by, session, options);
  // The first one is for many before anybody knows whether there will be others.
  if (key !== undefined && (supply.rooms.found || supply.isUntouched)) return shared(key, by, options, wishes, supply);
  const answer = await askAtOnce(wishes, supply);
  if (answer !== undefined) return own(answer);
  if (key !== undefined) return shared(key, by, options, wishes, supply);
  return own(await supply.inTurn('own', () => wishes.ask('open')));
}

/** What is the same for all who could share the room: who made it, who is in it. `undefined` where it is to be one's own. */
function keyOf(
  by: Requester,
  session: Session,
  { members = [], powerLevels, version }: RoomOptions,
): string | undefined {
  if (!session.mayShareRooms || powerLevels !== undefined || version !== undefined) return undefined;
  const others = members.map(({ userId }) => userId).toSorted();
  // The second room of a check is another one than its first.
  return [session.sharedGround.size, by.userId, ...others].join(' ');
}

/** Asks for a room that is there at once; `undefined` where rooms are scarce. */
async function askAtOnce(wishes: RoomWishes, { rooms, invitations }: RoomSupply): Promise<Answer | undefined> {
  if (wishes.invites && !invitations.found) {
    const answer = await wishes.askOnce('invited');
    if (answer !== undefined) return answer;
  }
  const answer = await wishes.askOnce('open');
  if (answer === undefined) rooms.find();
  else if (wishes.invites && !rooms.found) invitations.find();
  return answer;
}

/** The room of everybody who wants one with just these members, each of them as many as it takes. */
async function shared(
  key: string,
  by: Requester,
  { members = [] }: RoomOptions,
  wishes: RoomWishes,
  supply: RoomSupply,
): Promise<FoundRoom> {
  const id = await supply.shared(key, async () => {
    const { id: made } = own(await supply.inTurn('shared', () => wishes.ask('open')));
    supply.joined(by.account, made);
    for (const member of members) {
      await member.joinById(made);
      supply.joined(member.account, made);
    }
    return made;
  });
  return { id, isShared: true };
}

function own(answer: Answer): FoundRoom {
  if (!answer.ok) throw new Inconclusive(`the server refused an ordinary request (POST ${ENDPOINT}): ${answer}`);
  const id = answer.string('room_id');
  if (id === undefined) throw new Inconclusive(`createRoom gave no room_id: ${answer}`);
  return { id, isShared: false };
}

/** The ways to ask for one and the same room. */
class RoomWishes {
  /** Whether somebody is to be invited, where invitations are to be had. */
  readonly invites: boolean;
  readonly #by: Requester;
  readonly #room: object;
  readonly #invited: readonly string[];
  readonly #supply: RoomSupply | undefined;

  constructor(by: Requester, session: Session, { members = [], powerLevels, version }: RoomOptions) {
    this.#by = by;
    this.#supply = session.target.roomSupply;
    this.#invited = members.map((member) => member.userId);
    this.invites = members.length > 0;
    this.#room = {
      preset: 'private_chat',
      name: session.uniqueName('room'),
      ...(version === undefined ? {} : { room_version: version }),
      ...(powerLevels === undefined ? {} : { power_level_content_override: powerLevels }),
    };
  }

  /**
   * Asks for the room, and waits where the server asks for that.
   *
   * @param way - how its members are to come in
   */
  ask(way: 'invited' | 'open', options: RequestOptions = {}): Promise<Answer> {
    const open = { type: 'm.room.join_rules', state_key: '', content: { join_rule: 'public' } };
    const entry = way === 'invited' ? { invite: this.#invited } : this.invites ? { initial_state: [open] } : {};
    return this.#by.request('POST', ENDPOINT, {
      repeatable: true,
      laborious: true,
      json: { ...this.#room, ...entry },
      ...options,
    });
  }

  /** As {@link ask}, but gives up where the server says that such rooms are scarce. */
  async askOnce(way: 'invited' | 'open'): Promise<Answer | undefined> {
    const asksFor = `a room at once, ${way}`;
    const answer = await this.ask(way, { patient: false, asksFor });
    if (answer.status !== 429) return answer;
    return this.#supply?.rooms.found === true || tellsOfScarcity(answer) ? undefined : this.ask(way, { asksFor });
  }
}
