import type { Durations, Plan, Planned } from './plan.js';
import type { Terms } from './terms.js';

/** How commands of a revision are made simpler. */
export interface Simplicity<T extends Terms> {
  /** By field, what it may hold, the simplest first. What is left out is `undefined`. */
  readonly pools: Readonly<Record<string, readonly unknown[]>>;
  /** The field that holds how long a scheduled event waits. */
  readonly delay: string;
  /** The fields that name something of one kind, and what they may name: they are made simpler together. */
  readonly everywhere: readonly (readonly [fields: readonly string[], pool: readonly unknown[]])[];
  /** Whether a field of a command may hold that instead. */
  fits(planned: T['planned'], field: string, value: unknown): boolean;
  /** Other commands that are simpler. */
  others(planned: T['planned']): Iterable<T['planned']>;
}

/** The same command with one thing about it made simpler; nothing where it is as simple as can be. */
export function* simplerCommands<T extends Terms>(
  command: Planned<T>,
  { delays, pauses, pastNext }: Durations,
  simplicity: Simplicity<T>,
): IterableIterator<Planned<T>> {
  const pools: Readonly<Record<string, readonly unknown[]>> = {
    ...simplicity.pools,
    [simplicity.delay]: delays,
    ms: pauses,
    pastNext,
  };
  for (const [field, pool] of Object.entries(pools)) {
    const value = valueOf(command, field);
    if (value === undefined) continue;
    const place = pool.indexOf(value);
    const simpler = place === -1 ? pool : pool.slice(0, place);
    for (const other of simpler) if (simplicity.fits(command, field, other)) yield changed(command, field, other);
  }
  // Far from deadlines, so that a reader need not look twice, and a script need not be quick.
  if (valueOf(command, 'pastNext') !== undefined) for (const ms of pauses) yield { do: 'pass', ms };
  yield* simplicity.others(command);
}

/** The same plan with one person, room or name replaced by a simpler one wherever it occurs. */
export function* simplerEverywhere<T extends Terms>(
  plan: Plan<T>,
  { everywhere, fits }: Simplicity<T>,
): IterableIterator<Plan<T>> {
  for (const [fields, pool] of everywhere) {
    for (const [place, value] of pool.entries()) {
      for (const simpler of pool.slice(0, place)) {
        let count = 0;
        const renamed = plan.map((command) => {
          const own = fields.filter((field) => valueOf(command, field) === value && fits(command, field, simpler));
          count += own.length;
          return own.reduce<Planned<T>>((each, field) => changed(each, field, simpler), command);
        });
        // What occurs only once is tried with its command.
        if (count > 1) yield renamed;
      }
    }
  }
}

function valueOf(command: object, field: string): unknown {
  return Reflect.get(command, field);
}

function changed<T extends Terms>(command: Planned<T>, field: string, value: unknown): Planned<T> {
  const { [field]: _, ...rest } = command as Record<string, unknown>;
  return { ...rest, ...(value === undefined ? {} : { [field]: value }) } as Planned<T>;
}
