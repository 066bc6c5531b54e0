import type { Answer } from '../../kit/connection/answer.js';
import type { JsonValue } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { BareWish } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** Fields of a body as they are written, JSON or not. */
export type RawFields = readonly (readonly [name: string, written: string])[];

/** What nothing else in the room is. */
const TYPE = 'org.example.made-up';

/** Requests whose bodies are written field by field, in one room. */
export class RawRequests {
  /** The labels of what was accepted. */
  readonly #accepted = new Set<JsonValue | undefined>();

  constructor(
    readonly t: DelayedEventsContext,
    readonly room: Room,
  ) {}

  /** What the form calls the delay in a body. */
  get delayName(): string {
    const [name = 'delay_ms'] = Object.keys(
      this.t.form.schedule({ roomId: '', type: '', txnId: '', delay: 1 }).json ?? {},
    );
    return name;
  }

  /**
   * Asks for an event, and cancels what comes of it.
   *
   * @param label - what the content is labelled with, where it is one that can be
   * @param meanwhile - what to do before it is cancelled
   */
  async schedule(fields: RawFields, label: JsonValue | undefined, meanwhile?: () => Promise<void>): Promise<Answer> {
    const { t, room } = this;
    const raw = `{${fields.map(([name, written]) => `${JSON.stringify(name)}:${written}`).join(',')}}`;
    const wish: BareWish = { type: TYPE, txnId: t.uniqueName('txn') };
    const answer = await t.trySchedule(t.alice, room, wish, { raw });
    const delayId = answer.ok ? answer.string('delay_id') : undefined;
    if (answer.ok) this.#accepted.add(label);
    if (delayId === undefined) return answer;
    await meanwhile?.();
    await t.tryAct(t.alice, delayId, 'cancel');
    return answer;
  }

  /** Whether an event of this label has come so far. */
  hasCome(label: JsonValue | undefined): boolean {
    return this.room.timeline.arrivals.some(({ event }) => event.type === TYPE && event.content['label'] === label);
  }

  /**
   * Waits until what was refused would have come, and makes sure that it has not (DE-ERR-3). What was accepted may have
   * come before it was cancelled.
   */
  async requireNothingOfRefused(ms: number): Promise<void> {
    const { t, room } = this;
    await t.letTimePass(ms);
    await t.fence(room);
    const came = room.timeline.arrivals.find(
      ({ event }) => event.type === TYPE && !this.#accepted.has(event.content['label']),
    );
    t.presuppose('DE-ERR-3', came === undefined, {
      what: 'what was refused',
      expected: 'no event',
      seen: JSON.stringify(came?.event.content),
    });
  }
}
