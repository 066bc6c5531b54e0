import type { Account } from '../accounts/account.js';
import { Answer } from '../connection/answer.js';
import { type JsonValue, type SeenEvent, dig, isRecord } from './matrix-json.js';
import { retryAfter } from '../connection/retry-after.js';
import type { TargetTime } from '../time/target-time.js';
import { Timeline } from './timeline.js';
import type { HttpRequest, Transport } from '../connection/transport.js';

const SYNC = '/_matrix/client/v3/sync';

/** How long one poll waits: short of the usual limits of proxies in real time, practically for ever in virtual time. */
const POLL_MS = { real: 25_000, virtual: 10 * 24 * 3_600_000 } as const;

/**
 * Only what checks look at: events in rooms.
 *
 * @param rooms - which rooms; all of the account's, unless given
 */
function filterOf(rooms?: readonly string[]): string {
  const none = { not_types: ['*'] };
  const room = { include_leave: true, timeline: { limit: 100 }, ephemeral: none, account_data: none };
  return JSON.stringify({ presence: none, account_data: none, room: rooms === undefined ? room : { ...room, rooms } });
}

const FILTER = filterOf();

/** How many failures in a row, with growing pauses between them, mean that something is lost. */
const PATIENCE = 6;

/** How much longer than it was asked to a poll may take, in milliseconds. */
const GRACE_MS = 60_000;

/** The longest pause between two tries, in milliseconds, whatever the server asks for. */
const LONGEST_PAUSE_MS = 30_000;

/** The pause after an answer that has moved nothing, in milliseconds. */
const PAUSE_WITHOUT_NEWS_MS = 50;

/**
 * For how long in a row the server's limits may keep a loop from an answer before something is lost, in milliseconds. Where all
 * requests share one limit, others may come first time and again.
 */
const HELD_BACK_MS = 60_000;

/** After these answers it is no use to ask again: our access has ended, or there is no such thing for us. */
const FINAL = new Set([401, 403, 404]);

/** What a sync loop asks its surroundings, and tells them. */
export interface SyncSurroundings {
  /** Whether the server is meant to be away at the moment, as when it is restarted. */
  readonly isAway?: () => boolean;
  /** Told of the events that come while the loop runs, whichever room they are in. */
  readonly heard?: (events: readonly SeenEvent[]) => void;
  /** Told how long, in milliseconds, the loop has waited because the server limits requests. */
  readonly limited?: (ms: number) => void;
}

/**
 * One account's long poll on `/sync`, shared by all checks that use the account. While no check does, nothing more is asked for:
 * what has come meanwhile is asked for when the next one does.
 */
export class SyncLoop {
  readonly #isAway: () => boolean;
  readonly #heard: (events: readonly SeenEvent[]) => void;
  readonly #limited: (ms: number) => void;
  readonly #account: Account;
  readonly #transport: Transport;
  readonly #time: TargetTime;
  readonly #timelines = new Map<string, Timeline>();
  readonly #stop = new AbortController();
  #listeners = 0;
  #rests = false;
  #wakeUp: (() => void) | undefined;
  #broken: string | undefined;
  #running: Promise<void> | undefined;

  constructor(account: Account, transport: Transport, time: TargetTime, surroundings: SyncSurroundings = {}) {
    this.#isAway = surroundings.isAway ?? (() => false);
    this.#heard = surroundings.heard ?? (() => undefined);
    this.#limited = surroundings.limited ?? (() => undefined);
    this.#account = account;
    this.#transport = transport;
    this.#time = time;
  }

  /** Why the loop sees nothing any more, where that is so. */
  get broken(): string | undefined {
    return this.#broken;
  }

  /** What the account sees of a room. The first call sets the loop going. */
  timelineOf(roomId: string): Timeline {
    let timeline = this.#timelines.get(roomId);
    if (timeline === undefined) this.#timelines.set(roomId, (timeline = new Timeline()));
    if (this.#running === undefined) {
      // Whatever goes wrong in here must be known to those who wait, or missing events would look like the server's.
      this.#running = this.#run().catch((error: unknown) => this.#giveUp(String(error)));
    }
    return timeline;
  }

  /** One more who listens; to be followed by {@link leave}. */
  enter(): void {
    this.#listeners += 1;
    this.#rests = false;
    this.#wakeUp?.();
  }

  /** The end of one who listened. A poll that waits goes on waiting. */
  leave(): void {
    this.#listeners -= 1;
    this.#rests = this.#listeners === 0;
  }

  /** Ends the loop and its waiting poll. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wakeUp?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    let since = await this.#begin();
    while (since !== undefined && !this.#stop.signal.aborted) {
      if (this.#rests) {
        await new Promise<void>((go) => (this.#wakeUp = go));
        continue;
      }
      const query = { filter: FILTER, timeout: String(POLL_MS[this.#time.kind]), since };
      const answer = await this.#persistently(() => this.#get(SYNC, query), isPoll);
      if (this.#stop.signal.aborted) return;
      if (!(answer instanceof Answer)) return this.#giveUp(answer);
      await this.#take(answer, false);
      const next = answer.string('next_batch');
      // A server that does not hold polls back is not to be asked thousands of times a second.
      if (next === since) await this.#pause(PAUSE_WITHOUT_NEWS_MS);
      since = next;
    }
  }

  /**
   * Looks at the rooms that are known by now. The account may be in thousands of others, of which an answer would tell all.
   *
   * @returns from where on news are asked for; nothing where that is over already
   */
  async #begin(): Promise<string | undefined> {
    let rooms: readonly string[] = [];
    const look = (): Promise<Answer | string> => {
      rooms = [...this.#timelines.keys()];
      return this.#get(SYNC, { filter: filterOf(rooms), timeout: '0' });
    };
    const answer = await this.#persistently(look, isPoll);
    if (this.#stop.signal.aborted) return undefined;
    if (!(answer instanceof Answer)) {
      this.#giveUp(answer);
      return undefined;
    }
    const sinceThen = [...this.#timelines.keys()].filter((roomId) => !rooms.includes(roomId));
    await this.#take(answer, true);
    // They may have been made before the answer and are not in it.
    for (const roomId of sinceThen) {
      const missed = await this.#fetchBack(roomId);
      this.timelineOf(roomId).add(missed, this.#time.now());
    }
    return answer.string('next_batch');
  }

  /**
   * Asks again, with growing pauses, until an answer is good.
   *
   * @returns the good answer, or why there is none
   */
  async #persistently(
    ask: () => Promise<Answer | string>,
    good: (answer: Answer) => boolean,
  ): Promise<Answer | string> {
    const heldBackUntil = this.#time.now() + HELD_BACK_MS;
    for (let failures = 1; ; failures += 1) {
      const wasAway = this.#isAway();
      const answer = await ask();
      if (answer instanceof Answer && good(answer)) return answer;
      if (wasAway || this.#isAway()) failures = 1;
      const asked = answer instanceof Answer ? retryAfter(answer) : undefined;
      // In virtual time nothing is gained by waiting.
      if (asked !== undefined && this.#time.kind === 'real' && this.#time.now() < heldBackUntil) failures = 1;
      // A page of something in front of the homeserver has nothing to say on our access.
      const final = answer instanceof Answer && FINAL.has(answer.status) && answer.errcode !== undefined;
      if (final || failures > PATIENCE || this.#stop.signal.aborted) return String(answer);
      const from = this.#time.now();
      // Whoever asks for no time at all is not to be asked again and again in no time.
      const pause = asked === undefined ? 100 * 2 ** failures : Math.max(asked, PAUSE_WITHOUT_NEWS_MS);
      await this.#pause(Math.min(pause, LONGEST_PAUSE_MS));
      if (asked !== undefined) this.#limited(this.#time.now() - from);
    }
  }

  /** Waits before trying again; not in virtual time, which would move on without us. */
  #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    if (this.#time.kind === 'virtual' || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      signal.addEventListener('abort', go);
    });
  }

  async #get(path: string, query: Readonly<Record<string, string>>): Promise<Answer | string> {
    const request: HttpRequest = {
      method: 'GET',
      path: `${path}?${new URLSearchParams(query)}`,
      headers: { authorization: `Bearer ${this.#account.accessToken}` },
    };
    const sentAt = this.#time.now();
    try {
      const answer = await this.#transport.send(request, this.#withinLimit());
      return new Answer(answer, { sentAt, answeredAt: this.#time.now() });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** The signal to stop, or to give up on an answer that does not come; virtual time has a limit of its own. */
  #withinLimit(): AbortSignal {
    const { signal } = this.#stop;
    if (this.#time.kind === 'virtual') return signal;
    return AbortSignal.any([signal, AbortSignal.timeout(POLL_MS.real + GRACE_MS)]);
  }

  async #take(answer: Answer, first: boolean): Promise<void> {
    for (const section of ['join', 'leave']) {
      const rooms = dig(answer.json, 'rooms', section);
      if (!isRecord(rooms)) continue;
      for (const [roomId, room] of Object.entries(rooms)) {
        const events = eventsIn(dig(room, 'timeline', 'events'));
        if (!first) this.#heard(events);
        // The first answer also tells of old rooms of the account that nobody here has asked for. Nothing comes before a room
        // is made, whatever a server says of rooms that somebody has just come into.
        const isLimited = dig(room, 'timeline', 'limited') === true && !events.some(isCreation);
        const gap = isLimited && (!first || this.#timelines.has(roomId));
        const before = gap ? await this.#backfill(roomId, dig(room, 'timeline', 'prev_batch')) : [];
        this.timelineOf(roomId).add([...before, ...events], answer.answeredAt);
      }
    }
  }

  /**
   * Fetches what a limited timeline left out, back to the first event that is known. Where that cannot be done, the
   * timeline is marked: an event that is missing from it may be in the gap.
   */
  async #backfill(roomId: string, from: JsonValue | undefined): Promise<SeenEvent[]> {
    if (typeof from === 'string') return this.#fetchBack(roomId, from);
    this.timelineOf(roomId).markGap('a limited timeline came without a prev_batch');
    return [];
  }

  /** @param from - where to begin; with the latest event, unless given */
  async #fetchBack(roomId: string, from?: string): Promise<SeenEvent[]> {
    const timeline = this.timelineOf(roomId);
    const missed = new Map<string, SeenEvent>();
    const inOrder = (): SeenEvent[] => [...missed.values()].toReversed();
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/messages`;
    let token = from;
    do {
      const query = { dir: 'b', limit: '100', ...(token === undefined ? {} : { from: token }) };
      const answer = await this.#persistently(
        () => this.#get(path, query),
        (page) => page.ok && Array.isArray(page.body['chunk']),
      );
      if (!(answer instanceof Answer)) {
        timeline.markGap(`what a limited timeline left out could not be fetched: ${answer}`);
        return inOrder();
      }
      const page = eventsIn(answer.body['chunk']);
      const before = missed.size;
      for (const event of page) {
        if (timeline.has(event.event_id)) return inOrder();
        missed.set(event.event_id, event);
      }
      // A page without anything new is the beginning of the room, or a server that turns in circles.
      const end = missed.size > before && !page.some(isCreation) ? answer.body['end'] : undefined;
      token = typeof end === 'string' ? end : undefined;
    } while (token !== undefined);
    return inOrder();
  }

  #giveUp(reason: string): void {
    this.#broken = `/sync stopped working for ${this.#account.name}: ${reason}`;
    for (const timeline of this.#timelines.values()) timeline.notify();
  }
}

/** Whether an answer is one to a sync. */
function isPoll(answer: Answer): boolean {
  return answer.ok && answer.string('next_batch') !== undefined;
}

/** Whether an event is the first one of a room. */
function isCreation({ type, state_key: key }: SeenEvent): boolean {
  return type === 'm.room.create' && key === '';
}

/** The events in a list, made safe to look at: what is no event is passed over, and every event has a content. */
function eventsIn(value: JsonValue | undefined): SeenEvent[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((event) => {
    if (!isRecord(event) || typeof event['event_id'] !== 'string') return [];
    const { type, sender, content } = event;
    const safe = {
      type: typeof type === 'string' ? type : '',
      sender: typeof sender === 'string' ? sender : '',
      content: isRecord(content) ? content : {},
    };
    return [{ ...event, ...safe } as unknown as SeenEvent];
  });
}
