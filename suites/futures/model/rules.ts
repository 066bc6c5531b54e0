import { admit, answerOfBefore } from './admission.js';
import {
  type EventShape,
  type MemberCommand,
  type PowerCommand,
  sameState,
  type SentEvent,
  type SetStateCommand,
  stateName,
  Undecided,
} from '../../sequences/happening.js';
import { roomsAfter } from '../../sequences/room-world.js';
import type { CallCommand, Command, ScheduleCommand } from './command.js';
import { isTimed } from './sameness.js';
import { View } from './view.js';
import type { End, Expected, Future, Step } from './world.js';

/** The rules of the `futures` revision at work on one world: each method is a rule and cites its requirement. */
export class Rules extends View {
  readonly events: SentEvent[] = [];

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
        return this.#changeRooms(command);
      default:
        return this.#comeOrGo(command);
    }
  }

  // ---- scheduling ----

  #schedule(asked: ScheduleCommand): Expected {
    const before = answerOfBefore(this, asked);
    if (before !== undefined) return before;
    const id = this.world.futures.length;
    const admission = admit(this, asked, `made-${id}`);
    if ('is' in admission) {
      // ERR-6: what is refused leaves nothing behind.
      this.world = { ...this.world, refused: [...this.world.refused, asked] };
      return admission;
    }
    const { group, instead } = admission;
    const { by, room, type, stateKey, content, timeout } = asked;
    const timed = typeof timeout === 'number' ? { timeout, deadline: this.world.now + timeout } : {};
    const key = stateKey === undefined ? {} : { stateKey };
    const askedInVain = this.obstacleTo(asked) !== undefined;
    const future = { id, by, room, type, ...key, content, asked, group, ...timed, moved: [], askedInVain };
    this.world = { ...this.world, futures: [...this.world.futures, future] };
    this.#end(instead, { how: 'replaced', why: 'Q-STATE-TWICE' });
    if (timeout === 0) this.runOut(id);
    // POWER-1: what is forbidden now may be scheduled all the same.
    return { is: 'new', future: id, why: askedInVain ? 'POWER-1' : this.#whyAccepted(future) };
  }

  /** The requirement by which a request that nothing speaks against is accepted. */
  #whyAccepted(future: Future): string {
    const { asked, stateKey } = future;
    if (!isTimed(future)) return 'SCHED-5';
    if (asked.group === undefined) return stateKey === undefined ? 'SCHED-1' : 'SCHED-2';
    return this.othersWith(future).some(isTimed) ? 'GROUP-5' : 'Q-CLIENT-GROUP';
  }

  // ---- tokens ----

  #call(command: CallCommand): Expected {
    if (command.of === undefined) return { is: 'refused', why: 'TOKEN-9' };
    const future = this.#future(command.of);
    if (future.end !== undefined) return { is: 'refused', why: whyDead(future.end, command) };
    if (command.do === 'refresh') {
      const { timeout = 0, deadline = 0, moved } = future;
      this.#change([future], { deadline: this.world.now + timeout, moved: [...moved, deadline] });
      return { is: 'done', why: whyRefreshed(moved.length + 1) };
    }
    return command.do === 'cancel' ? this.#cancel(future) : this.#send(future);
  }

  #send(future: Future): Expected {
    const obstacle = this.obstacleTo(future);
    if (obstacle === undefined) {
      this.#emit(future, 'TOKEN-2');
      return { is: 'done', why: 'TOKEN-2' };
    }
    const reading = this.read('Q-FORBIDDEN-SEND');
    const rest = this.othersWith(future);
    if (reading === '200-dropped' && rest.length > 0) throw new Undecided('Q-FORBIDDEN-SEND');
    if (reading !== 'stays') this.#end([future, ...rest], { how: 'forbidden', why: 'Q-FORBIDDEN-SEND' });
    return reading === '200-dropped' ? { is: 'done', why: obstacle } : { is: 'refused', why: obstacle };
  }

  /** TOKEN-6 and TOKEN-7: with its last timeout future the group is gone, in every reading. */
  #cancel(future: Future): Expected {
    const rest = this.othersWith(future);
    const last = isTimed(future) && !rest.some(isTimed);
    const question = isTimed(future) ? 'Q-CANCEL' : 'Q-CANCEL-ACTION';
    const why = isTimed(future) ? 'TOKEN-6' : question;
    const whole = last || (rest.length > 0 && this.read(question) === 'group');
    this.#end([future], { how: 'cancelled', why });
    if (whole) this.#end(rest, { how: 'cancelled', why: last ? 'GROUP-8' : question });
    return { is: 'done', why };
  }

  // ---- what ends futures ----

  /** A timer runs out (TIME-1); one that was stopped meanwhile does not. */
  runOut(id: number): void {
    const future = this.#future(id);
    if (future.end !== undefined) return;
    const obstacle = this.obstacleTo(future);
    if (obstacle === undefined) return this.#emit(future, this.#whySentByTimer(future));
    const rest = this.othersWith(future);
    this.#end([future], { how: 'forbidden', why: 'POWER-5' });
    if (rest.length === 0) return;
    const reading = this.read('Q-FORBIDDEN-GROUP');
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
    const rest = this.othersWith(future);
    return rest.some(isTimed) ? 'GROUP-6' : rest.length > 0 ? 'GROUP-10' : 'TIME-1';
  }

  /** A future's event enters its room, and its group is resolved (GROUP-1, GROUP-2). */
  #emit(future: Future, why: string): void {
    const { id, room, type, stateKey, content, by } = future;
    const rest = this.othersWith(future);
    const shape = { room, type, ...(stateKey === undefined ? {} : { stateKey }), content };
    this.events.push({ of: id, ...shape, sender: by, at: this.world.now, why });
    this.#end([future], { how: 'sent', why: 'TOKEN-8' });
    this.#end(rest, { how: 'discarded', why: 'GROUP-2' });
    if (stateKey === undefined) return;
    const others = this.living.some((other) => sameState(other, future));
    if (others && this.read('Q-FUTURE-STATE') === 'yes') this.#invalidate(future, () => 'Q-FUTURE-STATE');
    this.#keep(future);
  }

  /** New room state of the same key ends the state futures that wait (STATE-2), whosever they are (STATE-3). */
  #setState(command: SetStateCommand): Expected {
    if (this.obstacleTo(command) !== undefined) return { is: 'refused', why: 'STATE-8' };
    const { room, type, stateKey, content, by } = command;
    const known = this.world.rooms[room].state[stateName(command)] === content;
    // Whether it is an event at all is open then.
    if (known && this.read('Q-SAME-STATE') === 'no') throw new Undecided('Q-SAME-STATE');
    this.#invalidate(command, (future) => (future.by === by ? 'STATE-2' : 'STATE-3'));
    this.#keep(command);
    this.events.push({ room, type, stateKey, content, sender: by, at: this.world.now, why: 'STATE-6' });
    return { is: 'done', why: 'STATE-6' };
  }

  #invalidate(event: EventShape, why: (future: Future) => string): void {
    const waiting = this.living.filter((future) => sameState(future, event));
    for (const future of waiting) this.#end([future], { how: 'invalidated', why: why(future) });
    for (const future of waiting) {
      const rest = this.othersWith(future);
      if (rest.length > 0 && this.read('Q-INVALIDATE-GROUP') === 'group')
        this.#end(rest, { how: 'invalidated', why: 'Q-INVALIDATE-GROUP' });
      else if (rest.length > 0 && !rest.some(isTimed) && this.read('Q-ORPHAN') === 'discarded')
        this.#end(rest, { how: 'discarded', why: 'Q-ORPHAN' });
    }
  }

  #comeOrGo(command: MemberCommand): Expected {
    const { do: what, who, room } = command;
    const theirs = this.living.filter((future) => future.by === who && future.room === room);
    if (what !== 'rejoin' && theirs.length > 0 && this.read('Q-LEAVE') === 'discarded') {
      const elsewhere = theirs.flatMap((future) => this.othersWith(future)).some((future) => future.room !== room);
      if (what !== 'leave' || elsewhere) throw new Undecided('Q-LEAVE');
      this.#end(theirs, { how: 'left', why: 'Q-LEAVE' });
    }
    return this.#changeRooms(command);
  }

  // ---- how the world changes ----

  #future(id: number): Future {
    const future = this.world.futures[id];
    if (future === undefined) throw new Error(`there is no future ${id}`);
    return future;
  }

  #end(futures: readonly Future[], end: End): void {
    this.#change(futures, { end });
  }

  #change(futures: readonly Future[], change: Partial<Future>): void {
    const ids = new Set(futures.map(({ id }) => id));
    const changed = this.world.futures.map((future) => (ids.has(future.id) ? { ...future, ...change } : future));
    this.world = { ...this.world, futures: changed };
  }

  #changeRooms(command: MemberCommand | PowerCommand): Expected {
    this.world = { ...this.world, rooms: roomsAfter(this.world.rooms, command) };
    return { is: 'done', why: '' };
  }

  #keep(event: EventShape): void {
    const { rooms } = this.world;
    const room = rooms[event.room];
    const state = { ...room.state, [stateName(event)]: event.content };
    this.world = { ...this.world, rooms: { ...rooms, [event.room]: { ...room, state } } };
  }
}

/** The requirement by which a token of a future that has ended is dead. */
function whyDead({ how, why }: End, command: CallCommand): string {
  if (how === 'invalidated' && command.do === 'send') return 'STATE-7';
  // Cancelling has done what it has to when the future is gone; what its tokens do from then on is another matter.
  return why === 'TOKEN-6' ? 'TOKEN-8' : why;
}

/** When a future's timer was started for the last time. */
function startedAt({ deadline = 0, timeout = 0 }: Future): number {
  return deadline - timeout;
}

/** The requirement by which a timer was restarted for the n-th time. */
function whyRefreshed(times: number): string {
  return times === 1 ? 'TOKEN-3' : 'TOKEN-4';
}
