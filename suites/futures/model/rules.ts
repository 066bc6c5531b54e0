import type { FuturesReadings } from '../../../fixtures/requirements/futures/index.js';
import type { CallCommand, Command, EventShape, MemberCommand, ScheduleCommand, SetStateCommand } from './command.js';
import { isTimed, sameRequest, sameState, sameTransaction } from './likeness.js';
import {
  type End,
  type Expected,
  type Future,
  livingIn,
  type RoomWorld,
  type SentEvent,
  stateName,
  type Step,
  type World,
} from './world.js';

/** The readings of open questions that are known; the model says nothing about what hangs on others. */
export type KnownReadings = Partial<FuturesReadings>;

/** What comes next cannot be said: the text leaves it open, and no reading that is known decides it. */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

/** The rules of the `futures` revision at work on one world: each method is a rule and cites its requirement. */
export class Rules {
  readonly events: SentEvent[] = [];
  world: World;

  constructor(
    readonly readings: KnownReadings,
    world: World,
  ) {
    this.world = world;
  }

  obey(command: Command): Step {
    const answer = this.#answerTo(command);
    return { answer, world: this.world, events: this.events };
  }

  #answerTo(command: Command): Expected {
    switch (command.do) {
      case 'schedule':
        return this.#schedule(command);
      case 'send':
      case 'refresh':
      case 'cancel':
        return this.#call(command);
      case 'set-state':
        return this.#setState(command);
      case 'forbid':
      case 'permit':
        return this.#changeRoom(command.room, { forbidden: command.do === 'forbid' });
      default:
        return this.#comeOrGo(command);
    }
  }

  // ---- scheduling ----

  #schedule(asked: ScheduleCommand): Expected {
    const id = this.world.futures.length;
    const again = this.#again(asked);
    if (again !== undefined) return again;
    const refusals: Expected[] = [];
    const refuse = (why: string, status?: number): number =>
      refusals.push({ is: 'refused', why, ...(status === undefined ? {} : { status }) });

    if (!this.#joined(asked) && this.#read('Q-MEMBERSHIP') === 'scheduling') refuse('ERR-4');
    if (asked.timeout === 0 && this.#read('Q-ZERO') === 'refused') refuse('Q-ZERO');
    const twin = this.#twin(asked);
    if (twin !== undefined && this.#read('Q-STATE-TWICE') === '409') refuse('Q-STATE-TWICE');
    let group = '';
    if (asked.timeout === undefined && asked.group === undefined) refuse('SCHED-4', 400);
    else if (asked.timeout === undefined && this.#read('Q-ABSENT') === 'refused') refuse('Q-ABSENT');
    else {
      const place = typeof asked.timeout === 'number' ? this.#timeoutGroup(asked, id) : this.#actionGroup(asked);
      if (typeof place === 'string') group = place;
      else refuse(place.why, place.status);
    }
    const [refusal, ...more] = refusals;
    if (refusal !== undefined) {
      // Whatever is refused leaves nothing behind (ERR-6); with several reasons any of their statuses will do.
      this.world = { ...this.world, refused: [...this.world.refused, asked] };
      return more.length === 0 ? refusal : { is: 'refused', why: refusal.why };
    }
    // Whether a refusal is remembered by its transaction id is nobody's rule.
    if (this.world.refused.some((other) => sameTransaction(other, asked))) throw new Undecided('a refused transaction');

    const { by, room, type, stateKey, content, timeout } = asked;
    const timed = typeof timeout === 'number' ? { timeout, deadline: this.world.now + timeout } : {};
    const key = stateKey === undefined ? {} : { stateKey };
    const askedInVain = this.#forbidden(asked) !== undefined;
    const future = { id, by, room, type, ...key, content, asked, group, ...timed, moved: [], askedInVain };
    this.world = { ...this.world, futures: [...this.world.futures, future] };
    if (twin !== undefined) this.#end([twin], { how: 'replaced', why: 'Q-STATE-TWICE' });
    if (timeout === 0) this.runOut(id);
    return { is: 'new', future: id, why: askedInVain ? 'POWER-1' : this.#whyAccepted(future) };
  }

  /** The requirement by which a request that nothing speaks against is accepted. */
  #whyAccepted(future: Future): string {
    const { asked, stateKey } = future;
    if (!isTimed(future)) return 'SCHED-5';
    if (asked.group === undefined) return stateKey === undefined ? 'SCHED-1' : 'SCHED-2';
    return this.#groupOf(future).some((member) => isTimed(member) && member.id !== future.id)
      ? 'GROUP-5'
      : 'Q-CLIENT-GROUP';
  }

  /** The answer to a request that was made before: SCHED-9, Q-TXN-DIFF, Q-TXN-AFTER; Q-STATE-TWICE for state. */
  #again(asked: ScheduleCommand): Expected | undefined {
    const earlier = this.world.futures.filter((future) => sameTransaction(future.asked, asked));
    const same = earlier.findLast((future) => sameRequest(future.asked, asked));
    if (same !== undefined && same.end === undefined) return this.#sameAgain(same, asked, 'SCHED-9');
    if (same !== undefined) {
      if (this.#read('Q-TXN-AFTER') === 'first-answer') return this.#sameAgain(same, asked, 'Q-TXN-AFTER');
    } else if (earlier.length > 0 && this.#read('Q-TXN-DIFF') !== 'further') {
      const [first] = earlier;
      // What the question asks about is another body or timeout, while the first future lives.
      const plain = Number(asked.timeout) > 0 && first?.asked.group === asked.group;
      if (first === undefined || first.end !== undefined || !plain) throw new Undecided('Q-TXN-DIFF');
      if (this.#read('Q-TXN-DIFF') === 'refused') return { is: 'refused', why: 'Q-TXN-DIFF' };
      return this.#sameAgain(first, asked, 'Q-TXN-DIFF');
    }
    const twin = livingIn(this.world).find((future) => sameState(future, asked) && sameRequest(future.asked, asked));
    if (twin !== undefined && this.#read('Q-STATE-TWICE') === 'same')
      return this.#sameAgain(twin, asked, 'Q-STATE-TWICE');
    return undefined;
  }

  /** Whether who has left may still ask for the same again is open, and nothing comes of it. */
  #sameAgain(future: Future, asked: ScheduleCommand, why: string): Expected {
    return this.#joined(asked) ? { is: 'same', future: future.id, why } : { is: 'any', why };
  }

  /** The living state future that another one of the same key may not stand beside, where the server has it so. */
  #twin(asked: ScheduleCommand): Future | undefined {
    const twins = livingIn(this.world).filter((future) => sameState(future, asked));
    if (twins.length === 0) return undefined;
    const reading = this.#read('Q-STATE-TWICE');
    if (reading === 'further' || reading === 'same') return undefined;
    const [twin, ...others] = twins;
    const clear = others.length === 0 && twin?.by === asked.by && twin.group !== asked.group;
    if (twin === undefined || !clear || this.#groupOf(twin).length > 1) throw new Undecided('Q-STATE-TWICE');
    return twin;
  }

  /** The group that a timeout future gets into (GROUP-3, GROUP-5), or why it is refused. */
  #timeoutGroup(asked: ScheduleCommand, id: number): string | { why: string; status?: number } {
    const made = `made-${id}`;
    const { group } = asked;
    if (group === undefined) return made;
    const members = this.#membersNamed(asked);
    if (members.some(isTimed)) return this.#besideOthers(members, asked) ?? group;
    if (members.length > 0) throw new Undecided('a group of action futures only');
    const named = this.world.futures.filter((future) => future.group === group);
    const alive = named.filter(({ end }) => end === undefined);
    const gone = named.filter(({ end }) => end !== undefined);
    if (alive.some(({ by }) => by !== asked.by) && this.#read('Q-FOREIGN-GROUP') === 'refused')
      return { why: 'Q-FOREIGN-GROUP' };
    const opens = this.#read('Q-CLIENT-GROUP');
    if (alive.length > 0 && opens !== 'opens') throw new Undecided('Q-CLIENT-GROUP');
    if (gone.length > 0) {
      const reuse = this.#read('Q-GROUP-REUSE');
      if (opens === 'opens' && reuse === 'new-group') return group;
      // What the question asks about is the id of a group of one's own that was resolved.
      const own = gone.some((future) => future.end?.how === 'sent' && this.#isOwnGroup(future, asked));
      if (opens === 'replaced' || reuse === 'new-group' || !own) throw new Undecided('Q-GROUP-REUSE');
      return { why: 'Q-GROUP-REUSE' };
    }
    if (opens === 'refused') return { why: 'Q-CLIENT-GROUP' };
    return opens === 'opens' ? group : made;
  }

  /** The group that an action future gets into, which has to have a live timeout future (GROUP-4). */
  #actionGroup(asked: ScheduleCommand): string | { why: string; status?: number } {
    const { group } = asked;
    if (group === undefined) return { why: 'Q-NO-GROUP' };
    const members = this.#membersNamed(asked);
    if (members.some(isTimed)) return this.#besideOthers(members, asked) ?? group;
    // Where somebody else or another room has a group of that name, the 409 is only one of the possible refusals.
    const elsewhere = livingIn(this.world).some((future) => future.group === group);
    return { why: 'GROUP-4', ...(elsewhere || asked.timeout === undefined ? {} : { status: 409 }) };
  }

  #besideOthers(members: readonly Future[], { room }: ScheduleCommand): { why: string } | undefined {
    const spans = members.some((member) => member.room !== room);
    return spans && this.#read('Q-ROOMS') === 'refused' ? { why: 'Q-ROOMS' } : undefined;
  }

  // ---- tokens ----

  #call(command: CallCommand): Expected {
    if (command.of === undefined) return { is: 'refused', why: 'TOKEN-9' };
    const future = this.#future(command.of);
    if (future.end !== undefined) {
      const resent = future.end.how === 'invalidated' && command.do === 'send';
      return { is: 'refused', why: resent ? 'STATE-7' : future.end.why };
    }
    if (command.do === 'refresh') {
      const { timeout = 0, deadline = 0, moved } = future;
      this.#change([future], { deadline: this.world.now + timeout, moved: [...moved, deadline] });
      return { is: 'done', why: whyRefreshed(moved.length + 1) };
    }
    return command.do === 'cancel' ? this.#cancel(future) : this.#send(future);
  }

  #send(future: Future): Expected {
    const obstacle = this.#forbidden(future);
    if (obstacle === undefined) {
      this.#emit(future, 'TOKEN-2');
      return { is: 'done', why: 'TOKEN-2' };
    }
    const reading = this.#read('Q-FORBIDDEN-SEND');
    const rest = this.#groupOf(future).filter((member) => member !== future);
    if (reading === '200-dropped' && rest.length > 0) throw new Undecided('Q-FORBIDDEN-SEND');
    if (reading !== 'stays') this.#end([future, ...rest], { how: 'forbidden', why: 'Q-FORBIDDEN-SEND' });
    return reading === '200-dropped' ? { is: 'done', why: obstacle } : { is: 'refused', why: obstacle };
  }

  /** TOKEN-6 and TOKEN-7: with its last timeout future the group is gone, in every reading. */
  #cancel(future: Future): Expected {
    const rest = this.#groupOf(future).filter((member) => member !== future);
    const last = isTimed(future) && !rest.some(isTimed);
    const question = isTimed(future) ? 'Q-CANCEL' : 'Q-CANCEL-ACTION';
    const why = isTimed(future) ? 'TOKEN-6' : question;
    const whole = last || (rest.length > 0 && this.#read(question) === 'group');
    this.#end([future], { how: 'cancelled', why });
    if (whole) this.#end(rest, { how: 'cancelled', why: last ? 'GROUP-8' : question });
    return { is: 'done', why };
  }

  // ---- what ends futures ----

  /** A timer runs out (TIME-1); one that was stopped meanwhile does not. */
  runOut(id: number): void {
    const future = this.#future(id);
    if (future.end !== undefined) return;
    const obstacle = this.#forbidden(future);
    if (obstacle === undefined) return this.#emit(future, this.#whySentByTimer(future));
    const rest = this.#groupOf(future).filter((member) => member !== future);
    this.#end([future], { how: 'forbidden', why: 'POWER-5' });
    if (rest.length === 0) return;
    const reading = this.#read('Q-FORBIDDEN-GROUP');
    const gone = reading === 'discarded' || (reading === 'stays-timed' && !rest.some(isTimed));
    if (gone) this.#end(rest, { how: 'discarded', why: 'Q-FORBIDDEN-GROUP' });
  }

  /** Of all that a timer has to stand, the requirement that speaks of what has happened while it ran. */
  #whySentByTimer(future: Future): string {
    const { futures } = this.world;
    if (future.moved.length > 0) return whyRefreshed(future.moved.length);
    if (future.askedInVain) return 'POWER-2';
    if (futures.some((other) => other.moved.length > 0 && startedAt(other) >= startedAt(future))) return 'TOKEN-5';
    if (futures.some(({ group, by }) => group === future.group && by !== future.by)) return 'GROUP-7';
    const rest = this.#groupOf(future).filter((member) => member !== future);
    return rest.some(isTimed) ? 'GROUP-6' : rest.length > 0 ? 'GROUP-10' : 'TIME-1';
  }

  /** A future's event enters its room, and its group is resolved (GROUP-1, GROUP-2). */
  #emit(future: Future, why: string): void {
    const { id, room, type, stateKey, content, by } = future;
    const rest = this.#groupOf(future).filter((member) => member !== future);
    const shape = { room, type, ...(stateKey === undefined ? {} : { stateKey }), content };
    this.events.push({ of: id, ...shape, sender: by, at: this.world.now, why });
    this.#end([future], { how: 'sent', why: 'TOKEN-8' });
    this.#end(rest, { how: 'discarded', why: 'GROUP-2' });
    if (stateKey === undefined) return;
    const others = livingIn(this.world).some((other) => sameState(other, future));
    if (others && this.#read('Q-FUTURE-STATE') === 'yes') this.#invalidate(future, () => 'Q-FUTURE-STATE');
    this.#keep(future);
  }

  /** New room state of the same key ends the state futures that wait (STATE-2), whosever they are (STATE-3). */
  #setState(command: SetStateCommand): Expected {
    if (this.#forbidden(command) !== undefined) return { is: 'refused', why: 'STATE-8' };
    const { room, type, stateKey, content, by } = command;
    const known = this.world.rooms[room].state[stateName(command)] === content;
    // Whether it is an event at all is open then.
    if (known && this.#read('Q-SAME-STATE') === 'no') throw new Undecided('Q-SAME-STATE');
    this.#invalidate(command, (future) => (future.by === by ? 'STATE-2' : 'STATE-3'));
    this.#keep(command);
    this.events.push({ room, type, stateKey, content, sender: by, at: this.world.now, why: 'STATE-6' });
    return { is: 'done', why: 'STATE-6' };
  }

  #invalidate(event: EventShape, why: (future: Future) => string): void {
    const waiting = livingIn(this.world).filter((future) => sameState(future, event));
    for (const future of waiting) this.#end([future], { how: 'invalidated', why: why(future) });
    for (const future of waiting) {
      const rest = this.#groupOf(future);
      if (rest.length > 0 && this.#read('Q-INVALIDATE-GROUP') === 'group')
        this.#end(rest, { how: 'invalidated', why: 'Q-INVALIDATE-GROUP' });
      else if (rest.length > 0 && !rest.some(isTimed) && this.#read('Q-ORPHAN') === 'discarded')
        this.#end(rest, { how: 'discarded', why: 'Q-ORPHAN' });
    }
  }

  #comeOrGo({ do: what, who, room }: MemberCommand): Expected {
    const others = this.world.rooms[room].joined.filter((person) => person !== who);
    const theirs = livingIn(this.world).filter((future) => future.by === who && future.room === room);
    if (what !== 'rejoin' && theirs.length > 0 && this.#read('Q-LEAVE') === 'discarded') {
      const elsewhere = theirs.flatMap((future) => this.#groupOf(future)).some((future) => future.room !== room);
      if (what !== 'leave' || elsewhere) throw new Undecided('Q-LEAVE');
      this.#end(theirs, { how: 'left', why: 'Q-LEAVE' });
    }
    return this.#changeRoom(room, { joined: what === 'rejoin' ? [...others, who] : others });
  }

  // ---- what the rules look at ----

  #read<Q extends keyof FuturesReadings>(question: Q): FuturesReadings[Q] {
    const reading = this.readings[question];
    if (reading === undefined) throw new Undecided(question);
    return reading;
  }

  #future(id: number): Future {
    const future = this.world.futures[id];
    if (future === undefined) throw new Error(`there is no future ${id}`);
    return future;
  }

  #joined({ by, room }: { by: Future['by']; room: Future['room'] }): boolean {
    return this.world.rooms[room].joined.includes(by);
  }

  /** Why somebody's event is refused now, if it is: POWER-3 and POWER-4 judge when it is sent. */
  #forbidden(event: { by: Future['by']; room: Future['room'] }): string | undefined {
    if (!this.#joined(event)) return 'POWER-4';
    return this.world.rooms[event.room].forbidden && event.by !== 'carol' ? 'POWER-3' : undefined;
  }

  /** The living futures of a future's group, itself among them as long as it lives. */
  #groupOf(future: Future): Future[] {
    return this.#membersNamed({ ...future.asked, group: future.group });
  }

  /** The living futures of the group that this user has by this name, here or, unless Q-ROOMS, anywhere. */
  #membersNamed(asked: ScheduleCommand): Future[] {
    return livingIn(this.world).filter((future) => future.group === asked.group && this.#isOwnGroup(future, asked));
  }

  /** Whether a future is of the user (GROUP-7) and the room that this group's name would belong to: Q-ROOMS. */
  #isOwnGroup(future: Future, { by, room }: ScheduleCommand): boolean {
    return future.by === by && (future.room === room || this.#read('Q-ROOMS') !== 'separate');
  }

  // ---- how the world changes ----

  #end(futures: readonly Future[], end: End): void {
    this.#change(futures, { end });
  }

  #change(futures: readonly Future[], change: Partial<Future>): void {
    const ids = new Set(futures.map(({ id }) => id));
    const changed = this.world.futures.map((future) => (ids.has(future.id) ? { ...future, ...change } : future));
    this.world = { ...this.world, futures: changed };
  }

  #changeRoom(name: Future['room'], change: Partial<RoomWorld>): Expected {
    const rooms = { ...this.world.rooms, [name]: { ...this.world.rooms[name], ...change } };
    this.world = { ...this.world, rooms };
    return { is: 'done', why: '' };
  }

  #keep(event: EventShape): void {
    const { state } = this.world.rooms[event.room];
    this.#changeRoom(event.room, { state: { ...state, [stateName(event)]: event.content } });
  }
}

/** When a future's timer was started for the last time. */
function startedAt({ deadline = 0, timeout = 0 }: Future): number {
  return deadline - timeout;
}

/** The requirement by which a timer was restarted for the n-th time. */
function whyRefreshed(times: number): string {
  return times === 1 ? 'TOKEN-3' : 'TOKEN-4';
}
