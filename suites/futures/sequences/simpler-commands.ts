import type { Plan, Planned } from './plan.js';
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
    const value = valueOf(command, field);
    if (value === undefined) continue;
    const place = pool.indexOf(value);
    const simpler = place === -1 ? pool : pool.slice(0, place);
    for (const other of simpler) if (fits(command, field, other)) yield changed(command, field, other);
  }
  // Far from deadlines, so that a reader need not look twice, and a script need not be quick.
  if (command.do === 'pass' && command.pastNext !== undefined) for (const ms of pauses) yield { do: 'pass', ms };
  // A message is simpler than state, and whoever is sent away may as well go.
  if (command.do === 'schedule' && command.stateKey !== undefined) {
    const { stateKey: _, ...message } = command;
    yield { ...message, type: 'm.room.message', txn: 'new' };
  }
  if (command.do === 'kick' || command.do === 'ban') yield { ...command, do: 'leave' };
}

/** The same plan with one person, room or name replaced by a simpler one wherever it occurs. */
export function* simplerEverywhere(plan: Plan): IterableIterator<Plan> {
  for (const [fields, pool] of EVERYWHERE) {
    for (const [place, value] of pool.entries()) {
      for (const simpler of pool.slice(0, place)) {
        let count = 0;
        const renamed = plan.map((command) => {
          const own = fields.filter((field) => valueOf(command, field) === value && fits(command, field, simpler));
          count += own.length;
          return own.reduce((each, field) => changed(each, field, simpler), command);
        });
        // What occurs only once is tried with its command.
        if (count > 1) yield renamed;
      }
    }
  }
}

/** The fields that name something of one kind, and what they may name. */
const EVERYWHERE: readonly (readonly [fields: readonly string[], pool: readonly unknown[]])[] = [
  [
    ['by', 'who'],
    ['alice', 'bob'],
  ],
  ...['room', 'type', 'stateKey', 'group', 'txn'].map((field) => [[field], SIMPLEST_FIRST[field] ?? []] as const),
];

function valueOf(command: Planned, field: string): unknown {
  return (command as unknown as Readonly<Record<string, unknown>>)[field];
}

function fits(command: Planned, field: string, value: unknown): boolean {
  const stateful = 'stateKey' in command && command.stateKey !== undefined;
  return !(field === 'type' && stateful && value === 'm.room.message');
}

function changed(command: Planned, field: string, value: unknown): Planned {
  const { [field]: _, ...rest } = command as unknown as Record<string, unknown>;
  return { ...rest, ...(value === undefined ? {} : { [field]: value }) } as unknown as Planned;
}
