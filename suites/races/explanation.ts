import type { Breach, RaceRules } from './race-rules.js';

/** What can be said of a history. */
export type Explanation<B extends Breach> =
  /** Some order of the calls and timers explains it. */
  | { readonly is: 'explained' }
  /** No order does. */
  | Unexplained<B>
  /** There are too many orders to try them all, and none of those that were tried explains it. */
  | { readonly is: 'undecided' };

/** That no order explains a history. */
export interface Unexplained<B extends Breach> {
  readonly is: 'unexplained';
  /** What the server has broken in the most favourable order, what led to the rest first. */
  readonly breaches: readonly [B, ...B[]];
  /** Whether some order may explain it yet, once what has not come has come late. */
  readonly mayBeMended: boolean;
}

/** How many breaches are put up with in looking for the most favourable order. */
const MOST_BREACHES = 5;

/** How many steps are tried for one history before the search is given up. */
const MOST_STEPS = 20_000;

/** What is told of a history that no order explains. */
export interface Telling<B extends Breach> {
  /** What is told first when one order breaks several requirements: what may have led to the others. */
  readonly firstCauses: readonly string[];
  /** What is preferred where several orders break as little as any: what tells most. */
  readonly tellingMost: readonly string[];
  /** What is broken where so much is that no order comes near it. */
  readonly nothingFits: B;
}

/**
 * Looks for an order of the calls and of the timers running out that explains a history: each call takes effect at one
 * moment between its sending and its answer, each timer when it is due or later, and all that came of them fits the
 * requirements, in the manner of linearizability checkers.
 */
export function explain<S, B extends Breach>(
  rules: RaceRules<S, B>,
  { firstCauses, tellingMost, nothingFits }: Telling<B>,
): Explanation<B> {
  const search = new Search(rules, tellingMost);
  const rank = ({ requirement }: B): number => {
    const place = firstCauses.indexOf(requirement);
    return place === -1 ? firstCauses.length : place;
  };
  for (let allowed = 0; allowed <= MOST_BREACHES; allowed += 1) {
    const breaches = search.within(allowed);
    // That nothing explains it is certain as soon as all orders without a breach have been tried.
    if (breaches === 'gave up' && allowed === 0) return { is: 'undecided' };
    if (breaches === 'gave up') break;
    if (breaches === undefined) continue;
    const telling = allowed === 0 ? undefined : search.tellingMost(allowed);
    const [first, ...more] = (telling ?? breaches).toSorted((one, other) => rank(one) - rank(other));
    if (first === undefined) return { is: 'explained' };
    return { is: 'unexplained', breaches: [first, ...more], mayBeMended: mayBeMended(rules) };
  }
  return { is: 'unexplained', breaches: [nothingFits], mayBeMended: mayBeMended(rules) };
}

/** Whether some order explains a history in which all that is missing comes late; also where there are too many to tell. */
function mayBeMended<S>(rules: RaceRules<S, Breach>): boolean {
  return new Search(rules, [], ({ mayBeLate }) => mayBeLate !== true).within(0) !== undefined;
}

/** A point in the search: some calls have had their moment, the last of them not before `at`. */
interface Point<S> {
  readonly pending: readonly number[];
  readonly at: number;
  readonly standing: S;
}

/** What is put up with from a point on: so many breaches, and one of them has to be the wanted one if that is missing. */
interface Terms {
  readonly allowed: number;
  readonly isMissing: boolean;
}

class Search<S, B extends Breach> {
  readonly #rules: RaceRules<S, B>;
  readonly #tellingMost: readonly string[];
  readonly #counts: (breach: B) => boolean;
  #hopeless = new Set<string>();
  #wanted: string | undefined;
  #steps = 0;

  /** @param counts - whether a breach is one of those that are to be few */
  constructor(rules: RaceRules<S, B>, tellingMost: readonly string[], counts: (breach: B) => boolean = () => true) {
    this.#rules = rules;
    this.#tellingMost = tellingMost;
    this.#counts = counts;
  }

  /** The breaches of an order with at most so many of them, one of them of the given requirement. */
  within(allowed: number, wanted?: string): readonly B[] | undefined | 'gave up' {
    this.#hopeless = new Set();
    this.#wanted = wanted;
    const { calls } = this.#rules.history;
    const pending = calls.map((_, index) => index).toSorted((a, b) => this.#sentAt(a) - this.#sentAt(b));
    const start = { pending, at: Number.NEGATIVE_INFINITY, standing: this.#rules.start() };
    const found = this.#from(start, { allowed, isMissing: wanted !== undefined });
    return this.#steps > MOST_STEPS ? 'gave up' : found;
  }

  /** As {@link within}, with what tells most, where there is such an order. */
  tellingMost(allowed: number): readonly B[] | undefined {
    for (const requirement of this.#tellingMost) {
      const found = this.within(allowed, requirement);
      if (found !== undefined && found !== 'gave up') return found;
    }
    return undefined;
  }

  #from(point: Point<S>, terms: Terms): readonly B[] | undefined {
    const key = JSON.stringify([point, terms]);
    if (this.#hopeless.has(key) || (this.#steps += 1) > MOST_STEPS) return undefined;
    const found = this.#ended(point, terms) ?? this.#afterCalls(point, terms) ?? this.#afterTimers(point, terms);
    if (found === undefined) this.#hopeless.add(key);
    return found;
  }

  #ended({ pending, standing }: Point<S>, terms: Terms): readonly B[] | undefined {
    if (pending.length > 0) return undefined;
    const breaches = this.#rules.atTheEnd(standing);
    const { allowed, isMissing } = this.#after(breaches, terms);
    return allowed >= 0 && !isMissing ? breaches : undefined;
  }

  #afterCalls({ pending, at, standing }: Point<S>, terms: Terms): readonly B[] | undefined {
    const soonest = this.#soonestAnswer(pending);
    for (const call of pending) {
      const moment = Math.max(at, this.#sentAt(call));
      // Whatever comes after this one cannot come before it: no answer may have come by then.
      if (moment > soonest) break;
      const overdue = this.#rules.overdue(standing, moment);
      const rest = pending.filter((other) => other !== call);
      for (const outcome of this.#rules.afterCall(standing, call)) {
        const breaches = [...overdue, ...outcome.breaches];
        const found = this.#goOn({ pending: rest, at: moment, standing: outcome.standing }, breaches, terms);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #afterTimers({ pending, at, standing }: Point<S>, terms: Terms): readonly B[] | undefined {
    for (const [timer, due] of this.#rules.timed(standing)) {
      const { seenAt, breaches, standing: after } = this.#rules.runOut(standing, timer);
      // A timer that is said to have run out early has run out when its event was seen at the latest.
      const moment = Math.max(at, Math.min(due.earliest - this.#rules.history.slack, seenAt));
      if (moment > seenAt || moment > this.#soonestAnswer(pending)) continue;
      const found = this.#goOn({ pending, at: moment, standing: after }, breaches, terms);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #goOn(next: Point<S>, breaches: readonly B[], terms: Terms): readonly B[] | undefined {
    const left = this.#after(breaches, terms);
    if (left.allowed < 0) return undefined;
    const found = this.#from(next, left);
    return found === undefined ? undefined : [...breaches, ...found];
  }

  #after(breaches: readonly B[], { allowed, isMissing }: Terms): Terms {
    return {
      allowed: allowed - breaches.filter(this.#counts).length,
      isMissing: isMissing && !breaches.some(({ requirement }) => requirement === this.#wanted),
    };
  }

  #sentAt(call: number): number {
    return this.#rules.history.calls[call]?.sentAt ?? 0;
  }

  #soonestAnswer(pending: readonly number[]): number {
    const { calls } = this.#rules.history;
    return Math.min(Number.POSITIVE_INFINITY, ...pending.map((call) => calls[call]?.answeredAt ?? 0));
  }
}
