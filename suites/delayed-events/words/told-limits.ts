import { type JsonValue, dig, isRecord } from '../../kit/rooms/matrix-json.js';
import type { User } from '../../kit/rooms/user.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/** The names that the capability has, with and without the unstable prefix. */
const NAMES = ['m.delayed_events', 'org.matrix.msc4140.delayed_events'] as const;

/** What a server says of its limits among its capabilities. */
export interface ToldLimits {
  /** The name under which it stands: the one that goes with what is spoken, where it is there. */
  readonly name: string;
  /** What stands there; `undefined` where the capability is missing. */
  readonly capability: JsonValue | undefined;
  /** What stands under the other name. */
  readonly other: JsonValue | undefined;
  /** Milliseconds; `undefined` where no proper number is told. */
  readonly maxDelay: number | undefined;
  /** `undefined` where no proper number is told. */
  readonly maxScheduled: number | undefined;
}

/** Ten years: longer than any delay that a server with a maximum accepts. Milliseconds. */
export const TEN_YEARS = 315_360_000_000;

/**
 * Reads what the server says of its limits now. A server that is set up for one check may have others than the first look
 * at the target has found.
 *
 * @param reader - who asks; what a server says may depend on that
 */
export async function toldLimits(t: DelayedEventsContext, reader: User = t.alice): Promise<ToldLimits> {
  const { body } = await reader.request('GET', '/_matrix/client/v3/capabilities');
  const under = (name: string): JsonValue | undefined => dig(body, 'capabilities', name);
  const spoken = t.form.names.capability;
  const others = NAMES.find((name) => name !== spoken);
  const isUnderOther = under(spoken) === undefined && others !== undefined && under(others) !== undefined;
  const name = isUnderOther ? others : spoken;
  const capability = under(name);
  return {
    name,
    capability,
    other: under(NAMES.find((each) => each !== name) ?? ''),
    maxDelay: numberOf(dig(capability, 'max_delay_ms')),
    maxScheduled: numberOf(dig(capability, 'max_scheduled')),
  };
}

/**
 * The longest delay, as the server says it: among its capabilities, or where the form has none there, in the error for one
 * that is too long.
 *
 * @throws NotApplicable where it says none
 */
export async function maximumOf(t: DelayedEventsContext): Promise<number> {
  const maxDelay = t.can('a capability') ? (await toldLimits(t)).maxDelay : await maximumInTheError(t);
  if (maxDelay === undefined || maxDelay === 0) t.notApplicable('the server tells no maximum delay');
  return maxDelay;
}

/** The maximum that an error names for a delay that no server takes which has one. */
async function maximumInTheError(t: DelayedEventsContext): Promise<number | undefined> {
  const answer = await t.trySchedule(t.alice, await t.alice.createRoom(), t.completed({ delay: TEN_YEARS }));
  const named = Object.entries(answer.body).find(([field]) => field.endsWith('max_delay'));
  return answer.ok ? undefined : numberOf(named?.[1]);
}

/** Whether nothing can be scheduled, as the capability has it. */
export function saysSwitchedOff({ maxDelay, maxScheduled }: ToldLimits): boolean {
  return maxDelay === 0 || maxScheduled === 0;
}

/** The names of fields of a capability; none where it is no object. */
export function fieldsOf({ capability }: ToldLimits): readonly string[] {
  return isRecord(capability) ? Object.keys(capability) : [];
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
