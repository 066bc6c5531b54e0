import { isTimed } from '../model/likeness.js';
import type { Divergence } from './divergence.js';
import type { Deed } from './teller.js';

/** The kinds of things that are done in sequences, as the table of pairs has them. */
export const DEED_KINDS = [
  'timeout',
  'action',
  'send',
  'refresh',
  'cancel',
  'set-state',
  'go',
  'return',
  'power',
  'pass',
] as const;

export type DeedKind = (typeof DEED_KINDS)[number];

/** What sequences have gone through: how much, which transitions of the model, and what after what. */
export class Exercised {
  sequences = 0;
  commands = 0;
  readonly #transitions = new Map<string, number>();
  readonly #pairs = new Map<string, number>();
  readonly #stopped = new Map<string, number>();
  /** The requirements by which the model expected something that came true. */
  readonly requirements = new Set<string>();

  /** Takes note of a sequence that was told. */
  add(deeds: readonly Deed[], stopped?: string): void {
    this.sequences += 1;
    this.commands += deeds.length;
    if (stopped !== undefined) count(this.#stopped, stopped.replace(/:.*/s, ''));
    let before: Deed | undefined;
    for (const deed of deeds) {
      count(this.#transitions, transition(deed, before));
      if (before !== undefined) count(this.#pairs, `${kindOf(before)} ${kindOf(deed)}`);
      this.#learnFrom(deed);
      before = deed;
    }
  }

  /** Where the server followed another reading of an open question than the one that was observed: no failure. */
  readonly contradictions: Divergence[] = [];

  /** How many distinct transitions of the model were gone through. */
  get transitions(): number {
    return this.#transitions.size;
  }

  /** Why sequences were not judged to their end, and how often. */
  get stopped(): readonly (readonly [reason: string, times: number])[] {
    return [...this.#stopped];
  }

  /** How often one kind of thing followed right upon another. */
  pairs(first: DeedKind, second: DeedKind): number {
    return this.#pairs.get(`${first} ${second}`) ?? 0;
  }

  #learnFrom({ expected, events, world }: Deed): void {
    const whys = [expected?.why, ...events.map(({ why }) => why), ...world.futures.map(({ end }) => end?.why)];
    for (const why of whys) if (why !== undefined && /^(?!Q-)./.test(why)) this.requirements.add(why);
    if (world.futures.length > 0) this.requirements.add('LIST-1');
    if (world.futures.some(({ end }) => end?.how === 'sent')) this.requirements.add('GROUP-1');
  }
}

/** What a deed is, for the table of pairs. */
function kindOf({ planned, command }: Deed): DeedKind {
  switch (planned.do) {
    case 'schedule':
      return typeof planned.timeout === 'number' ? 'timeout' : 'action';
    case 'leave':
    case 'kick':
    case 'ban':
      return 'go';
    case 'rejoin':
      return 'return';
    case 'forbid':
    case 'permit':
      return 'power';
    default:
      return command === undefined ? 'pass' : planned.do;
  }
}

/** A step of the model, told by what was done, to what, and what came of it. */
function transition(deed: Deed, before: Deed | undefined): string {
  const { planned, command, expected, events, world } = deed;
  const of = command !== undefined && 'of' in command ? before?.world.futures[command.of ?? -1] : undefined;
  const object =
    of === undefined ? '' : `${of.end?.how ?? 'living'} ${isTimed(of) ? 'timeout' : 'action'} ${kindOfEvent(of)}`;
  const subject = planned.do === 'schedule' ? `${typeof planned.timeout} ${kindOfEvent(planned)}` : '';
  const answer = expected === undefined ? '' : `${expected.is} ${expected.why}`;
  const ended = world.futures.flatMap((future) => {
    const was = before?.world.futures[future.id]?.end;
    return future.end === undefined || was !== undefined ? [] : [`${future.end.how} ${future.end.why}`];
  });
  const came = events.map(({ why }) => why);
  return [planned.do, subject, object, answer, unique(ended), unique(came)].join(' | ');
}

function kindOfEvent({ stateKey }: { readonly stateKey?: string }): string {
  return stateKey === undefined ? 'message' : 'state';
}

function unique(words: readonly string[]): string {
  return [...new Set(words)].toSorted().join(', ');
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
