import { type JsonRecord, type JsonValue, isRecord } from '../../kit/rooms/matrix-json.js';
import type { LookedUp, WireForm } from './wire-form.js';

/** What a form calls the fields of an entry that not all forms call alike. */
interface EntryNames {
  readonly delay: string;
  readonly since: string;
  /** Where the outcome of an event that is over stands. */
  readonly outcome: 'in finalised' | 'beside the others';
}

/** Reads the entries of a form. Fields of a prototype are none. */
export function entryReader({ delay, since, outcome }: EntryNames): WireForm['read'] {
  return (entry): LookedUp => {
    const field = fieldsOf(entry);
    const finalised = outcome === 'in finalised' ? field('finalised') : isOver(field) ? entry : undefined;
    const end = fieldsOf(finalised);
    return {
      entry,
      delayId: field('delay_id'),
      roomId: field('room_id'),
      type: field('type'),
      stateKey: field('state_key'),
      delay: field(delay),
      since: field(since),
      content: field('content'),
      ...(finalised === undefined
        ? {}
        : { finalised: { at: end('finalised_ts'), eventId: end('event_id'), error: end('error') } }),
    };
  };
}

type Fields = (name: string) => JsonValue | undefined;

function fieldsOf(entry: JsonValue | undefined): Fields {
  const record: JsonRecord = isRecord(entry) ? entry : {};
  return (name) => (Object.hasOwn(record, name) ? record[name] : undefined);
}

function isOver(field: Fields): boolean {
  return ['finalised_ts', 'event_id', 'error'].some((name) => field(name) !== undefined);
}
