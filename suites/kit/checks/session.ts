import { Answer } from '../connection/answer.js';
import type { NamedNeeds } from './needs.js';
import type { Observation, Warning } from './noted.js';
import { type Course, type Expectation, courseOf, maskedCourse } from './course.js';
import type { EvidenceEntry, ExchangeEntry } from './evidence.js';
import { maskedEvidence } from './masked-evidence.js';
import type { Exploration } from './exploration.js';
import { endpointOf } from '../connection/endpoint-of.js';
import { retryAfter } from '../connection/retry-after.js';
import { Aliases } from '../connection/aliases.js';
import { lessonOf } from '../connection/lesson-of.js';
import type { Secrets } from '../connection/secrets.js';
import { cutBody } from './cut-body.js';
import type { Wrong } from './discrepancy.js';
import { type Scene, maskedScene, sceneEvents } from './scene.js';
import { headersThatMatter } from './headers-that-matter.js';
import { roleOf } from './role-of.js';
import type { Room } from '../rooms/room.js';
import { SharedGround } from '../rooms/shared-ground.js';
import { Rhythm } from './rhythm.js';
import type { Stage, Target } from '../targets/stage.js';
import type { HttpRequest } from '../connection/transport.js';
import { NeverAnswered, TransportFailure } from '../connection/transport.js';
import { Inconclusive, NoAnswer, Unanswered } from './verdict.js';

/** How often a request is sent again at the most when no answer came. */
const MOST_REPEATS = 4;

/** Half the pause before a request is sent again for the first time, in milliseconds. */
const FIRST_PAUSE_MS = 100;

/** How many things that happened are told of one run of one check. */
const MOST_ENTRIES = 400;

/** How long a limit is waited for at the least, in milliseconds. */
const LEAST_LIMIT_WAIT_MS = 250;

/** The server's own answer did not reach us. */
interface Failure {
  readonly failure: string;
  /** Whether nothing is ever answered there. */
  readonly isNever: boolean;
  /** The request may have reached the server from this moment on. */
  readonly sentAt: number;
}

/** What happened in a story, secrets masked. */
export interface Told {
  readonly evidence: readonly EvidenceEntry[];
  readonly course: Course | undefined;
  /** What there was to be seen when something was found to be wrong. */
  readonly scene: Scene;
}

/** All that one run of one check knows and records. Nothing is kept elsewhere: hundreds run at once. */
export class Session {
  readonly observations: Observation[] = [];
  readonly warnings: Warning[] = [];
  /** The requirements and questions on which this run has come to a judgement. */
  readonly judged = new Set<string>();
  readonly startedAt: number;
  /** Whether the server has refused something that has to be accepted, or has answered 429: perhaps we are too many. */
  refusedUnexpectedly = false;
  /** The paths, without their queries, of requests that were answered with 429. */
  readonly limited = new Set<string>();
  /** The endpoints of requests that had to wait for a limit. */
  readonly limitsMet = new Set<string>();
  /** Whether an answer was lost on its way for good, so that nobody knows what became of the request. */
  lostAnswer = false;
  /**
   * The longest that a single step of the story took beyond what it was meant to take, in milliseconds. The rooms that are
   * made before anything else is done do not count: no deadline runs yet.
   */
  slowestStep = 0;
  /** The shortest silence from which something was concluded, in milliseconds; see {@link concludeFrom}. */
  shortestSilence = Number.POSITIVE_INFINITY;
  /** The ids of everybody in whose name this run of the check acts. */
  readonly users = new Set<string>();
  /** The rooms that this run of the check has made. */
  readonly rooms: Room[] = [];
  /** The rooms that it shares with other checks. */
  readonly sharedGround: SharedGround;
  /** Whether it has tried what cannot be done in rooms that are shared: then nothing that it has found counts. */
  needsOwnRooms = false;
  readonly #rhythms: Rhythm[] = [];
  /** Answers that do not seem to be the homeserver's, though they come every time; see {@link passOver}. */
  readonly #strange = new Set<Answer>();
  readonly #evidence: EvidenceEntry[] = [];
  /** What is to be learned from bodies that were cut. */
  readonly #lessons = new WeakMap<ExchangeEntry, string>();
  readonly #expectations: Expectation[] = [];
  #adoptedCourse: Course | undefined;
  #scene: Scene | undefined;
  /** The requests, by what tells their answers from others. */
  readonly #answered = new Map<string, ExchangeEntry>();
  /** What stands for what, as far as the evidence went when somebody asked last. */
  #known: { readonly entries: number; readonly accounts: number; readonly aliases: Aliases } | undefined;
  #made = 0;
  /** Whether more has been done than to make rooms. */
  #isUnderWay = false;

  /**
   * @param check - the check that runs
   * @param target - what it runs against
   * @param stage - what it stands on
   * @param dialect - how the server speaks the check's revision, as its preflight found out
   * @param spacing - by how much to stretch the beat; 2 when a first run was too coarse
   * @param tag - distinguishes what this run makes from all else on the server
   * @param exploration - how a check that makes up its own situations is to do so
   * @param mayShareRooms - whether it may be in rooms where others are, when rooms are scarce
   */
  constructor(
    readonly check: NamedNeeds,
    readonly target: Target,
    readonly stage: Stage,
    readonly dialect: unknown,
    readonly spacing: number,
    readonly tag: string,
    readonly exploration: Exploration = {},
    readonly mayShareRooms = false,
  ) {
    this.startedAt = stage.time.now();
    this.sharedGround = new SharedGround(target.runName, tag);
  }

  /**
   * Takes note that something was concluded from nothing having come.
   *
   * @param silence - for how long, in milliseconds
   */
  concludeFrom(silence: number): void {
    this.shortestSilence = Math.min(this.shortestSilence, silence);
  }

  /** Whether things have come later, by now, than a silence lasted from which something was concluded. */
  get concludedTooEarly(): boolean {
    return this.shortestSilence < this.target.lateness.worst;
  }

  /** A short string that nothing else on the server is called. */
  uniqueName(stem: string): string {
    this.#made += 1;
    return `${this.tag}-${stem}-${this.#made}`;
  }

  /** An event type that no other check uses; the same one for the same word. */
  ownType(word: string): string {
    return `org.example.${this.tag}-${word}`;
  }

  /**
   * Sends a request and keeps it as evidence. Where the server asks for patience with a 429, it is given. Where no answer
   * comes through, the request is sent again if that can do no harm; its answer then counts from the first time it was
   * sent, since that one may have reached the server.
   *
   * @param request - what to send
   * @param by - who sends it, for the evidence
   * @param patient - whether to wait and try again after a 429
   * @throws Unanswered where nothing is ever answered there
   * @throws Inconclusive when no answer came, or it is about a room that has to be the check's own for that
   */
  async send(request: HttpRequest, by: string | undefined, patient = true): Promise<Answer> {
    const askedAt = this.stage.time.now();
    if (request.laborious !== true) this.#isUnderWay = true;
    this.#keepToOwn(request, by, () => `${request.path} ${textOf(request.body)}`);
    try {
      const sent = patient ? request : { ...request, looksForLimits: true };
      const answer = await this.#sendUntilAnswered(sent, by, patient);
      this.#keepToOwn(request, by, () => answer.text);
      return answer;
    } finally {
      if (this.#isUnderWay) this.slowestStep = Math.max(this.slowestStep, this.stage.time.now() - askedAt);
    }
  }

  /** Lets something be done again and again, whatever else the story does; see {@link Rhythm}. */
  startRhythm(period: number, tolerance: number, act: () => Promise<unknown>): Rhythm {
    const rhythm = new Rhythm(this.stage.time, period, tolerance, act);
    this.#rhythms.push(rhythm);
    return rhythm;
  }

  /** The next moment at which something is to be done for which time has to be stopped. */
  get nextBeat(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#rhythms.map(({ next }) => next));
  }

  /** Moves time to the next such moment, and does what is to be done then. */
  async beat(): Promise<void> {
    const at = this.nextBeat;
    await this.stage.time.waitUntil(at);
    for (const rhythm of this.#rhythms) if (rhythm.next <= at) await rhythm.beat();
  }

  /**
   * Tells a story to its end, and ends what it does again and again. What went wrong with that has led to whatever went
   * wrong in the story later.
   *
   * @throws what has gone wrong first
   */
  async tell(story: () => Promise<void>): Promise<void> {
    const [told] = await Promise.allSettled([story()]);
    const ends = await Promise.allSettled(this.#rhythms.map((rhythm) => rhythm.stop()));
    const failed = [...ends, told].find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Waits until a moment; how much later it became is part of how slow the story was. */
  async waitUntil(at: number): Promise<void> {
    const { time } = this.stage;
    while (this.nextBeat <= at) await this.beat();
    const wanted = Math.max(at, time.now());
    await time.waitUntil(at);
    this.slowestStep = Math.max(this.slowestStep, time.now() - wanted);
  }

  async #sendUntilAnswered(request: HttpRequest, by: string | undefined, patient: boolean): Promise<Answer> {
    const { time } = this.stage;
    const { limitWait } = this.target.settings;
    const askedAt = time.now();
    const giveUpAt = askedAt + limitWait;
    let failures = 0;
    let firstSentAt = Number.POSITIVE_INFINITY;
    for (;;) {
      const outcome = await this.#sendOnce(request, by);
      firstSentAt = Math.min(firstSentAt, outcome.sentAt);
      if ('failure' in outcome) {
        failures += 1;
        if (outcome.isNever) throw new Unanswered(outcome.failure);
        if (request.repeatable !== true || failures > MOST_REPEATS) {
          this.lostAnswer = true;
          throw new NoAnswer(`${request.method} ${this.mask(request.path)}: ${outcome.failure}`);
        }
        await time.waitUntil(time.now() + FIRST_PAUSE_MS * 2 ** failures);
        continue;
      }
      const named = retryAfter(outcome);
      // Whoever asks for no time at all is not to be asked again and again in no time.
      const wait = named === undefined ? undefined : Math.max(named, LEAST_LIMIT_WAIT_MS);
      // What is only asked for to see whether it is to be had at once is no trouble where it is not.
      if (wait !== undefined && (patient || request.asksFor === undefined)) {
        this.refusedUnexpectedly = true;
        this.limited.add(request.path.replace(/\?.*$/s, ''));
        this.limitsMet.add(endpointOf(request));
      }
      if (wait === undefined || !patient) return this.#noting(outcome.since(firstSentAt));
      // That is neither the acceptance nor the refusal that a check looks for.
      if (time.now() + wait > giveUpAt) {
        const [asked, given] = [time.now() + wait - askedAt, limitWait].map((ms) => Math.round(ms / 1_000));
        throw new Inconclusive(
          `the server limits ${endpointOf(request)}: it asks for ${asked} s in all, and limit-wait gives ${given} s`,
        );
      }
      // A request that was turned away has not reached the server, whatever became of earlier ones.
      if (failures === 0) firstSentAt = Number.POSITIVE_INFINITY;
      await this.stage.waitForLimit(wait);
    }
  }

  /**
   * An answer that does not seem to be the homeserver's, though it comes every time: whatever a story finds after it may
   * follow from it.
   */
  get strangeAnswer(): Answer | undefined {
    return this.#strange.values().next().value;
  }

  /** Whether something in front of the homeserver has answered, for certain; if so, the story goes on without it. */
  passOver(answer: Answer): boolean {
    return answer.origin === 'front' && this.#strange.delete(answer);
  }

  /**
   * Ends a story that cannot be told in rooms that are shared: what it asks, or is told, may concern others there.
   *
   * @param text - what may name such a room
   * @throws Inconclusive where that is so
   */
  #keepToOwn(request: HttpRequest, by: string | undefined, text: () => string): void {
    const ground = this.sharedGround;
    if (ground.size === 0 || !ground.isNamedIn(text()) || ground.leavesOthersAlone(request, by)) return;
    this.needsOwnRooms = true;
    throw new Inconclusive(`the check needs a room of its own for ${endpointOf(request)}`);
  }

  #noting(answer: Answer): Answer {
    if (answer.origin !== 'homeserver') this.#strange.add(answer);
    return answer;
  }

  /** Adds a remark to the evidence. */
  note(text: string): void {
    this.#evidence.push({ kind: 'note', at: this.#offset(this.stage.time.now()), text });
  }

  /** Where the evidence ends so far, for {@link dropEvidence}. */
  markEvidence(): number {
    return this.#evidence.length;
  }

  /** Takes back what was added since: what was done on the side, and has nothing to do with what the check found. */
  dropEvidence(mark: number): void {
    this.#evidence.splice(mark);
  }

  /** Adds what happened elsewhere, secrets masked already: a story that explains what this check found. */
  adopt({ evidence, course, scene }: Told): void {
    const { exchange } = scene;
    const before = this.#evidence.length;
    this.#scene = {
      ...scene,
      entries: before + scene.entries,
      ...(exchange === undefined ? {} : { exchange: before + exchange }),
    };
    this.#evidence.push(...evidence);
    this.#adoptedCourse = course;
  }

  /**
   * Takes note of what the check expects of some time, for those who look at it later; nothing is judged by that.
   *
   * @param expectation - its moments are of the target's time
   */
  expect({ kind, what, ...moments }: Expectation): void {
    const { from, to, until, came } = moments;
    this.#expectations.push({
      kind,
      from: this.#offset(from),
      to: this.#offset(to),
      ...(until === undefined ? {} : { until: this.#offset(until) }),
      ...(came === undefined ? {} : { came: this.#offset(came) }),
      what,
    });
  }

  /** What happened, for whoever adopts it. */
  told(wrong?: Wrong): Told {
    return { evidence: this.evidence(), course: this.course(), scene: this.scene(wrong) };
  }

  /**
   * What there is to be seen now that something has been found to be wrong, under aliases.
   *
   * @param wrong - what that is
   */
  scene(wrong?: Wrong): Scene {
    if (this.#scene !== undefined) return this.#scene;
    const { seen, amiss } = typeof wrong === 'object' ? wrong : {};
    const entry = seen instanceof Answer ? this.#answered.get(keyOf(seen)) : undefined;
    // Of a story that is not told in full the place says nothing.
    const at = entry === undefined || this.#evidence.length > MOST_ENTRIES ? -1 : this.#evidence.indexOf(entry);
    const scene = {
      at: this.#offset(this.stage.time.now()),
      entries: this.#evidence.length,
      ...(at < 0 ? {} : { exchange: at }),
      events: sceneEvents(this.rooms, amiss),
      ...(this.check.needs.embedded === undefined || this.target.kind === 'url' ? {} : { ownServer: true as const }),
    };
    return maskedScene(scene, (text) => this.mask(text));
  }

  /**
   * Keeps what there is to be seen now, before somebody looks closer at what is wrong.
   *
   * @returns forgets it again: something else is wrong
   */
  keepScene(wrong: Wrong): () => void {
    this.#scene ??= this.scene(wrong);
    return () => (this.#scene = undefined);
  }

  /** When what happened, with every secret replaced by its name; `undefined` where that makes no picture. */
  course(): Course | undefined {
    if (this.#adoptedCourse !== undefined) return this.#adoptedCourse;
    const { rooms } = this;
    const { accounts } = this.stage;
    const offset = (at: number): number => this.#offset(at);
    const facts = { evidence: this.#evidence, rooms, expectations: this.#expectations, accounts, offset };
    const course = courseOf(facts);
    if (course === undefined) return undefined;
    const secrets = this.#secrets();
    return maskedCourse(course, (text) => secrets.mask(text));
  }

  /** What happened so far, with every secret replaced by its name. */
  evidence(): EvidenceEntry[] {
    const secrets = this.#secrets();
    return shortened(this.#evidence).map((entry) => maskedEvidence(entry, (text) => secrets.mask(text)));
  }

  /** A text with every secret of this session replaced by its name. */
  mask(text: string): string {
    const secrets = this.#secrets();
    // What is wrong may have been found by another check, whose ids and tokens stand in the text alone.
    secrets.learnFrom(text);
    return secrets.mask(text);
  }

  /** Sends a request once; a failure to get the server's own answer is an outcome too. */
  async #sendOnce(request: HttpRequest, by: string | undefined): Promise<Answer | Failure> {
    const asked = {
      kind: 'exchange' as const,
      by,
      method: request.method,
      path: request.path,
      role: roleOf(request),
      requestHeaders: headersThatMatter(request.headers),
      ...cutBody('request', typeof request.body === 'object' ? `${request.body.length} bytes` : request.body),
    };
    const before = this.stage.time.now();
    try {
      const answer = await this.stage.send(request);
      const entry = defined<ExchangeEntry>({
        ...asked,
        at: this.#offset(answer.sentAt),
        took: Math.round(answer.answeredAt - answer.sentAt),
        status: answer.status,
        responseHeaders: headersThatMatter(answer.headers, isCrossOrigin(request)),
        ...cutBody('response', answer.text, answer.whole),
      });
      this.#evidence.push(entry);
      this.#answered.set(keyOf(answer), entry);
      // Half of what a body holds is no longer in it when somebody wants to see it.
      if (entry.responseCut !== undefined) this.#lessons.set(entry, lessonOf(answer.text));
      return answer.fromGateway
        ? { failure: `a proxy answered in the server's place: ${answer}`, isNever: false, sentAt: answer.sentAt }
        : answer;
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const took = Math.round(this.stage.time.now() - before);
      this.#evidence.push(defined<ExchangeEntry>({ ...asked, at: this.#offset(before), took }));
      return { failure: error.message, isNever: error instanceof NeverAnswered, sentAt: before };
    }
  }

  /** Secrets are looked for when somebody wants to see the evidence, which is seldom. */
  #secrets(): Secrets {
    const [entries, accounts] = [this.#evidence.length, this.stage.accounts.length];
    if (this.#known?.entries === entries && this.#known.accounts === accounts) return this.#known.aliases;
    const aliases = new Aliases(this.tag, this.stage.accounts);
    for (const entry of this.#evidence) {
      if (entry.kind !== 'exchange') continue;
      aliases.learnFrom(entry.requestBody);
      aliases.learnFrom(this.#lessons.get(entry) ?? entry.responseBody);
    }
    this.#known = { entries, accounts, aliases };
    return aliases;
  }

  /** Milliseconds since the check began, for a moment of the target's time. */
  #offset(at: number): number {
    return Math.round(at - this.startedAt);
  }
}

/** How much of a text tells it from others, in characters. */
const KEY_LENGTH = 300;

/** What tells an answer from others, also where a check was given a copy of it. */
function keyOf({ status, answeredAt, text }: Answer): string {
  // Several answers may come within one moment of virtual time.
  return `${status} ${answeredAt} ${text.length} ${text.slice(0, KEY_LENGTH)}`;
}

/** Whether a request is one that a browser makes for another website. */
function isCrossOrigin({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' || Object.keys(headers).some((name) => name.toLowerCase() === 'origin');
}

/** The entries of a story that went on for so long that nobody can look at all of it: its beginning, and more of its end. */
function shortened(entries: readonly EvidenceEntry[]): readonly EvidenceEntry[] {
  if (entries.length <= MOST_ENTRIES) return entries;
  const [first, last] = [entries.slice(0, MOST_ENTRIES / 4), entries.slice(-(MOST_ENTRIES / 4) * 3)];
  const leftOut = entries.length - first.length - last.length;
  const note: EvidenceEntry = { kind: 'note', at: last[0]?.at ?? 0, text: `${leftOut} more before this were left out` };
  return [...first, note, ...last];
}

/** The same object without the fields that are undefined. */
function defined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

function textOf(body: HttpRequest['body'] = ''): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
}
