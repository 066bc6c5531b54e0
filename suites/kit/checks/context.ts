import type { Answer } from '../connection/answer.js';
import { type JsonRecord, type SeenEvent, sameJson } from '../rooms/matrix-json.js';
import { NoAccount } from '../accounts/account-from-answer.js';
import type { Account } from '../accounts/account.js';
import { logInAgain } from '../accounts/log-in.js';
import { registerByStages, registerGuest } from '../accounts/register.js';
import type { Send } from '../accounts/send.js';
import { isMarker, markerCalled, type Room } from '../rooms/room.js';
import { type Wrong, sentenceOf, symptomOf } from './discrepancy.js';
import { inTheBackground } from './in-the-background.js';
import type { Rhythm } from './rhythm.js';
import type { Session } from './session.js';
import type { Arrival } from '../rooms/timeline.js';
import type { Span } from '../time/time-window.js';
import { User } from '../rooms/user.js';
import { ANOTHER_RUN, ownerOf } from '../targets/run-name.js';
import { Inconclusive, NotApplicable, TooCoarse, Violation, type ViolationDetails } from './verdict.js';

/** The words in which checks of any revision are written. A revision adds its own by extending this class. */
export class Context {
  protected readonly session: Session;
  readonly #users: readonly User[];
  readonly #besides: Promise<void>[] = [];

  constructor(session: Session) {
    this.session = session;
    this.#users = session.stage.accounts.map((account) => new User(account, session));
  }

  /** The first account, who acts in most stories. */
  get alice(): User {
    return this.#user(0);
  }

  /** The second account. */
  get bob(): User {
    return this.#user(1);
  }

  /** The third account. */
  get carol(): User {
    return this.#user(2);
  }

  /**
   * The same user on a further device, with an access token of its own.
   *
   * @param deviceId - what the device is to be called, if the server lets clients say
   * @throws NotApplicable when the user's password is not known
   */
  async secondDevice(user: User, deviceId?: string): Promise<User> {
    const account = await logInAgain((request) => this.session.send(request, undefined), user.account, deviceId);
    this.session.stage.adopt(account);
    return new User(account, this.session);
  }

  /**
   * Logs in once more on a device of the check's own, which has another access token from then on.
   *
   * @throws NotApplicable when the server makes another device of it
   */
  async logInOnceMore({ account }: User): Promise<void> {
    const { adopt } = this.session.stage;
    const again = await logInAgain((request) => this.session.send(request, undefined), account, account.deviceId);
    if (again.deviceId !== account.deviceId) {
      adopt(again);
      this.notApplicable('the server lets nobody log in again on a device that is there');
    }
    account.accessToken = again.accessToken;
    adopt(account);
  }

  /**
   * Somebody with a guest account that is made for this check. The run does not look after it: where its token is refused,
   * that is an answer.
   *
   * @throws NotApplicable when the server takes no guests
   */
  async guest(): Promise<User> {
    return new User(await this.#register((send) => registerGuest(send, 'guest')), this.session);
  }

  /**
   * Somebody whose account is made for this check and may be brought to its end: nobody gave it to the run, and the run
   * does not look after it.
   *
   * @throws NotApplicable when the server lets nobody register without further ado
   */
  async newcomer(): Promise<User> {
    const username = this.uniqueName('newcomer').toLowerCase();
    const account = await this.#register((send) =>
      registerByStages(send, 'newcomer', username, { 'm.login.dummy': {} }),
    );
    return new User(account, this.session);
  }

  /**
   * The own user of the application service that somebody has given to the run.
   *
   * @throws NotApplicable when there is none
   * @throws Inconclusive when its token does not work
   */
  async applicationService(): Promise<User> {
    const { asToken: accessToken, adopt } = this.session.stage;
    if (accessToken === undefined) {
      this.notApplicable('needs an application service of the server: give its token with --as-token-file');
    }
    const account = { name: 'application service', userId: '', accessToken, deviceId: '', ownDevice: false };
    const answer = await new User(account, this.session).request('GET', '/_matrix/client/v3/account/whoami');
    const userId = answer.string('user_id');
    if (userId === undefined) throw new Inconclusive(`the token of the application service does not work: ${answer}`);
    const known = { ...account, userId };
    adopt(known);
    return new User(known, this.session);
  }

  /** Whether time moves by itself or only when told to. */
  get time(): 'virtual' | 'real' {
    return this.session.stage.time.kind;
  }

  /** The target's monotonic time in milliseconds. */
  now(): number {
    return this.session.stage.time.now();
  }

  /**
   * So many beats in milliseconds. The beat is the least distance between two things that a check wants to tell
   * apart: one second, or two when one has proved too coarse. It is always a whole number of seconds.
   */
  beats(count: number): number {
    return count * this.session.target.settings.beat * this.session.spacing;
  }

  /**
   * A long time where it costs nothing, a short one where a person waits for it.
   *
   * @param long - milliseconds in virtual time
   * @param short - what the story shrinks to in real time, in beats
   */
  shrinkable(long: number, short: number): number {
    return this.time === 'virtual' ? long : this.beats(short);
  }

  /** Lets so many milliseconds pass. */
  async letTimePass(ms: number): Promise<void> {
    await this.waitUntil(this.now() + ms);
  }

  /** Lets time pass until {@link now} reads `at`. */
  async waitUntil(at: number): Promise<void> {
    const { time } = this.session.stage;
    const from = time.now();
    await this.session.waitUntil(at);
    if (at > from) this.session.note(`${Math.round(at - from)} ms pass`);
  }

  /**
   * Does something again and again, at fixed distances from now, whatever else the story does and waits for. Its `stop`
   * ends it and throws what has gone wrong.
   *
   * @param period - milliseconds
   */
  every(period: number, act: () => Promise<unknown>): Rhythm {
    return this.session.startRhythm(period, this.beats(0.5), act);
  }

  /**
   * Waits until a moment of the story's own schedule, at which something is to be done.
   *
   * @throws TooCoarse when that moment has gone by: a story that is told later is another one
   */
  async onSchedule(at: number): Promise<void> {
    await this.waitUntil(at);
    const late = Math.round(this.now() - at);
    if (late > this.beats(0.5)) throw new TooCoarse(`the story was ${late} ms late`);
  }

  /**
   * Does something beside the story, which does not wait for its answers where time passes by itself. What goes wrong is
   * heard of at {@link besidesDone}.
   */
  async beside(work: () => Promise<void>): Promise<void> {
    if (this.time === 'virtual') return work();
    this.#besides.push(inTheBackground(work()));
  }

  /** Waits for all that was begun by {@link beside}, and throws what has gone wrong with it. */
  async besidesDone(): Promise<void> {
    await Promise.all(this.#besides);
  }

  /** A name that nothing else on the server has. */
  uniqueName(stem: string): string {
    return this.session.uniqueName(stem);
  }

  /** An event type that no other check uses; always the same one for the same word. */
  ownType(word: string): string {
    return this.session.ownType(word);
  }

  /** The type of the state that is set and scheduled where the type does not matter. */
  get stateType(): string {
    return this.ownType('status');
  }

  /**
   * Whether something that the server shows belongs to this run. In accounts that people have given to it there may be
   * what they, or other runs, have left waiting.
   *
   * @param thing - JSON as the server shows it, such as an entry of a listing
   */
  isOfThisRun(thing: unknown): boolean {
    const { target, rooms } = this.session;
    const owner = ownerOf(thing, [target.runName, ...rooms.map(({ id }) => id)]);
    if (owner === 'another run') target.remarks.add(ANOTHER_RUN);
    return owner === 'this run';
  }

  /** The content of a message that can be told from every other one. */
  text(words: string): JsonRecord {
    const label = this.uniqueName(words.replaceAll(/\W+/g, '-'));
    return { msgtype: 'm.text', body: words, label };
  }

  /**
   * Judges a requirement: where the condition does not hold, the server broke it.
   *
   * @param wrong - what was expected and what came
   * @param details - what else is to be known of it then
   */
  require(requirement: string, condition: boolean, wrong: Wrong, details: ViolationDetails = {}): void {
    this.session.judged.add(requirement);
    if (!condition) throw new Violation(requirement, wrong, details);
  }

  /** As {@link require}, for something that has to be there; returns it. */
  requireGiven<T>(requirement: string, value: T | undefined, wrong: Wrong): T {
    this.session.judged.add(requirement);
    if (value === undefined) throw new Violation(requirement, wrong);
    return value;
  }

  /** As {@link require}, for what a story stands on rather than what it is about. */
  presuppose(requirement: string, condition: boolean, wrong: Wrong): void {
    if (!condition) throw new Violation(requirement, wrong);
  }

  /** Judges good behaviour that is not demanded: where it is missing, there is a warning. */
  advise(requirement: string, condition: boolean, wrong: Wrong): void {
    this.session.judged.add(requirement);
    if (!condition) this.session.warnings.push({ requirement, message: sentenceOf(wrong), symptom: symptomOf(wrong) });
  }

  /** Records which reading of an open question the server follows. */
  observe(question: string, reading: string): void {
    this.session.judged.add(question);
    this.session.observations.push({ question, reading });
    this.session.note(`${question}: ${reading}`);
  }

  /**
   * Restarts the server. Only for checks that say so in their needs.
   *
   * @returns from when to when it may have been away, in monotonic milliseconds
   */
  async restartServer(): Promise<Span> {
    const { restart } = this.session.stage;
    if (restart === undefined) throw new Error(`${this.session.check.id} has to say needs.restart`);
    const absence = await restart();
    this.session.note(
      `the server was restarted, and answers again after ${Math.round(absence.answeredAt - absence.sentAt)} ms`,
    );
    return absence;
  }

  /** Ends the check: there is nothing to verify on this server. */
  notApplicable(reason: string): never {
    throw new NotApplicable(reason);
  }

  /** Whether something in front of the homeserver has answered a request, for certain: then there is nothing to judge. */
  isOfFront(answer: Answer): boolean {
    const isIt = this.session.passOver(answer);
    if (isIt) this.session.note('that was answered by something in front of the homeserver, and is not judged');
    return isIt;
  }

  /** Judges that a request was refused: a status of 400 to 499 (or exactly the given one) and a Matrix error body. */
  requireRefusal(requirement: string, answer: Answer, what: string, status?: number): void {
    const expected = status === undefined ? 'a refusal with 4xx' : `a refusal with ${status}`;
    const right = status === undefined ? answer.refused : answer.status === status;
    if (answer.refused && !right) this.session.refusedUnexpectedly = true;
    this.require(requirement, right, { what, expected, seen: answer, ...(answer.ok ? { symptom: 'accepted' } : {}) });
    if (!isMatrixError(answer)) {
      throw new Violation(this.requirementOnErrors(requirement), {
        what,
        expected: 'a refusal with errcode and error',
        seen: answer,
        sentence: `${what}: the refusal has no errcode and error: ${answer}`,
      });
    }
  }

  /**
   * Which requirement a refusal breaks whose body is no error as Matrix means it, where the given one asks for the
   * refusal. A revision with a requirement on error bodies says so here.
   */
  protected requirementOnErrors(requirement: string): string {
    return requirement;
  }

  /** Judges that a request was answered with 200. */
  requireAcceptance(requirement: string, answer: Answer, what: string): void {
    if (answer.refused) this.session.refusedUnexpectedly = true;
    this.require(requirement, answer.ok, { what, expected: 200, seen: answer });
  }

  /**
   * Waits for an event in a room. When it does not come, a marker is sent after it, so that a stuck `/sync` is not
   * taken for a missing event.
   *
   * @param latest - when it is due at the latest; patience is added to it
   * @returns the event, or `undefined` when it certainly did not come
   */
  async eventIn(room: Room, matches: (event: SeenEvent) => boolean, latest: number): Promise<Arrival | undefined> {
    const find = (): Arrival | undefined =>
      room.timeline.arrivals.find(({ event }) => !isMarker(event) && matches(event));
    await this.#waitWhile(
      room,
      () => find() === undefined,
      () => latest + this.patience,
    );
    if (find() === undefined) await this.fence(room);
    const found = find();
    if (found !== undefined) {
      room.acknowledge(found.event.event_id);
      this.session.note(`seen: ${describe(found.event)}`);
    }
    return found;
  }

  /** How long something that is due is waited for before it is said never to have come, in milliseconds. */
  get patience(): number {
    const { lateness, settings } = this.session.target;
    return lateness.patience(settings.patience);
  }

  /** How long nothing must come before it is said that nothing comes, in milliseconds; it grows with the lateness seen. */
  protected get silence(): number {
    const { lateness, settings } = this.session.target;
    return lateness.silence(settings.silence);
  }

  /**
   * Judges that nothing comes: waits until the given time and a silence beyond it, sends a marker, and looks at the
   * timeline up to the marker.
   *
   * @param until - the last moment at which something could have become due
   */
  async requireSilence(requirement: string, room: Room, until: number, what: string): Promise<void> {
    const from = this.now();
    try {
      await this.#requireSilence(requirement, room, until, what);
    } finally {
      this.session.expect({ kind: 'silence', from, to: Math.max(from, until), until: this.now(), what });
    }
  }

  async #requireSilence(requirement: string, room: Room, until: number, what: string): Promise<void> {
    const { settings } = this.session.target;
    const silence = (): number => this.silence;
    // How long a silence the user wants is the user's to say.
    const tooLong = (): boolean => settings.silence === undefined && silence() > settings.maxWait;
    // Once more where the silence has become longer meanwhile, or an event of our own broke it before it was known as such.
    do {
      await this.#waitWhile(
        room,
        () => room.unexpected().length === 0 && !tooLong(),
        () => until + silence(),
      );
      if (room.unexpected().length === 0 && tooLong()) {
        throw new Inconclusive(
          `events come so late here that a silence of ${Math.round(silence())} ms would be needed`,
        );
      }
      await this.fence(room);
    } while (room.unexpected().length === 0 && this.now() < until + silence());
    const unwanted = room.unexpected().map(({ event }) => event);
    this.require(requirement, unwanted.length === 0, {
      what,
      expected: 'nothing in the room',
      seen: unwanted.map(describe).join(', '),
      symptom: 'unexpected',
      amiss: { unwanted },
    });
    this.session.note(`nothing came in ${Math.round(silence())} ms of silence`);
  }

  /**
   * Judges a room's current state, recognised by the content's label. A marker goes first, so that whatever happened
   * before has been taken in everywhere.
   *
   * @param of - type and state key, such as those of a state future
   */
  async requireState(
    requirement: string,
    room: Room,
    of: { readonly type: string; readonly stateKey?: string },
    content: JsonRecord,
    why: string,
  ): Promise<void> {
    await this.fence(room);
    const { type, stateKey = '' } = of;
    const state = await room.observer.stateOf(room, type, stateKey);
    const [expected, came] = [content, state].map((value) => JSON.stringify(value));
    this.require(
      requirement,
      content['label'] === undefined ? sameJson(state, content) : state?.['label'] === content['label'],
      { what: why, expected: `the state ${expected}`, seen: came },
    );
  }

  /**
   * Judges what timestamps of a room's events tell, where the server's wall clock has not been set meanwhile.
   *
   * @throws TooCoarse where it was, as ordinary events show
   */
  async requireByServerClock(requirement: string, room: Room, condition: boolean, wrong: Wrong): Promise<void> {
    await this.fence(room);
    const { serverClock, remarks } = this.session.target;
    const by = serverClock.setSince(this.session.startedAt);
    if (by !== undefined) {
      remarks.add("the server's clock was set while the run went on; what timestamps told at that time was not judged");
      throw new TooCoarse(`the server's clock was set by ${(by / 1_000).toFixed(1)} s meanwhile`);
    }
    this.require(requirement, condition, wrong);
  }

  /**
   * Sends a marker and waits until it comes through `/sync`: whatever entered the room before it has been seen then.
   *
   * @returns the marker
   */
  async fence(room: Room): Promise<Arrival> {
    const marker = await room.observer.send(room, 'm.room.message', markerCalled(this.uniqueName('marker')));
    const { patience } = this.session.target.settings;
    const limit = this.now() + 2 * patience;
    await this.#waitWhile(
      room,
      () => !room.timeline.has(marker),
      () => limit,
    );
    const arrival = room.timeline.arrivals.find(({ event }) => event.event_id === marker);
    if (arrival === undefined) {
      throw new Inconclusive(`a message sent as a marker did not come through /sync within ${2 * patience} ms`);
    }
    const { serverClock } = this.session.target;
    for (const { event, request } of room.takeOrdinary()) serverClock.read(request, event.origin_server_ts);
    if (room.timeline.gap !== undefined) throw new Inconclusive(room.timeline.gap);
    return arrival;
  }

  /** Waits as long as the condition holds, at most until a limit that may move away while we wait. */
  async #waitWhile(room: Room, condition: () => boolean, limit: () => number): Promise<void> {
    const { time } = this.session.stage;
    const loop = this.session.stage.syncOf(room.observer.account);
    // Where we do not see everything, what we do not see proves nothing.
    const blind = (): string | undefined => loop.broken ?? room.timeline.gap;
    const over = (): boolean => !condition() || blind() !== undefined;
    for (;;) {
      const at = limit();
      const beat = this.session.nextBeat;
      if (await time.waitFor(over, Math.min(at, beat), room.timeline.subscribe)) break;
      if (beat <= at) await this.session.beat();
      else if (limit() <= at) return;
    }
    const reason = blind();
    if (condition() && reason !== undefined) throw new Inconclusive(reason);
  }

  async #register(register: (send: Send) => Promise<Account>): Promise<Account> {
    try {
      return await register((request) => this.session.send(request, undefined));
    } catch (error) {
      if (error instanceof NoAccount) this.notApplicable(`no such account could be had: ${error.message}`);
      throw error;
    }
  }

  #user(index: number): User {
    const user = this.#users[index];
    if (user === undefined) {
      throw new Error(`${this.session.check.id} uses ${index + 1} accounts and has to say so: needs.accounts`);
    }
    return user;
  }
}

/** Whether an answer's body is an error as Matrix means it. */
export function isMatrixError(answer: Answer): boolean {
  return answer.errcode !== undefined && answer.string('error') !== undefined;
}

/** An event in a few words. */
export function describe(event: SeenEvent): string {
  const key = event.state_key === undefined ? '' : ` (state key ${JSON.stringify(event.state_key)})`;
  return `${event.type}${key} ${JSON.stringify(event.content)} from ${event.sender}`;
}
