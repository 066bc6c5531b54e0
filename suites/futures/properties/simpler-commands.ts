import type { Planned } from './plan.js';
import type { Durations } from './themes.js';

/** What stands before something else here is simpler to tell. */
const SIMPLEST_FIRST: Readonly<Record<string, readonly unknown[]>> = {
  by: ['alice', 'bob', 'carol'],
  who: ['alice', 'bob'],
  room: ['lounge', 'kitchen'],
  txn: ['new', 't1', 't2'],
  type: ['m.room.message', 'org.example.status', 'org.example.mode'],
  stateKey: ['', 'desk'],
  group: [undefined, 'g1', 'g2'],
  beside: [undefined, 'alice', 'bob', 'carol'],
};

/** The same command with one thing about it made simpler; nothing where it is as simple as can be. */
export function* simplerCommands(
  command: Planned,
  { timeouts, pauses, pastNext }: Durations,
): IterableIterator<Planned> {
  const pools: Readonly<Record<string, readonly unknown[]>> = {
    ...SIMPLEST_FIRST,
    timeout: timeouts,
    ms: pauses,
    pastNext,
  };
  for (const [field, pool] of Object.entries(pools)) {
    const value = (command as unknown as Readonly<Record<string, unknown>>)[field];
    if (value === undefined) continue;
    const place = pool.indexOf(value);
    const simpler = place === -1 ? pool : pool.slice(0, place);
    for (const other of simpler) if (fits(command, field, other)) yield changed(command, field, other);
  }
  if (command.do === 'pass' && command.pastNext !== undefined) yield { do: 'pass', ms: 1_000 };
  // A message is simpler than state, and whoever is sent away may as well go.
  if (command.do === 'schedule' && command.stateKey !== undefined) {
    const { stateKey: _, ...message } = command;
    yield { ...message, type: 'm.room.message', txn: 'new' };
  }
  if (command.do === 'kick' || command.do === 'ban') yield { ...command, do: 'leave' };
}

function fits(command: Planned, field: string, value: unknown): boolean {
  const stateful = 'stateKey' in command && command.stateKey !== undefined;
  return !(field === 'type' && stateful && value === 'm.room.message');
}

function changed(command: Planned, field: string, value: unknown): Planned {
  const { [field]: _, ...rest } = command as unknown as Record<string, unknown>;
  return { ...rest, ...(value === undefined ? {} : { [field]: value }) } as unknown as Planned;
}
