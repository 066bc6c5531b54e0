import type { Future, Group, TokenAction } from './future.js';
import { MultiMap } from '../multi-map.js';
import type { TokenMeaning } from './rules/tokens.js';

/** The futures that live, and every way to find them. It decides nothing. */
export class FuturesStore {
  readonly #groups = new Map<string, Group & { readonly members: Set<Future> }>();
  readonly #groupsById = new MultiMap<string, Group>();
  readonly #usedUp = new Set<string>();
  readonly #byOwner = new MultiMap<string, Future>();
  readonly #byScope = new MultiMap<string, Future>();
  readonly #scopes = new WeakMap<Future, string>();
  readonly #tokens = new Map<string, TokenMeaning>();
  readonly #listed = new Set<Future>();

  /** The tokens that are not dead, and what they stand for. */
  get tokens(): ReadonlyMap<string, TokenMeaning> {
    return this.#tokens;
  }

  /** What the list of running futures is drawn from, in the order of scheduling. */
  get listed(): ReadonlySet<Future> {
    return this.#listed;
  }

  /** The living futures of a user. */
  ofOwner(userId: string): ReadonlySet<Future> {
    return this.#byOwner.get(userId);
  }

  /** The living futures for one place in the state of a room; see `stateScope` among the rules. */
  inScope(scope: string): ReadonlySet<Future> {
    return this.#byScope.get(scope);
  }

  /** The living group that a key means. */
  group(key: string): Group | undefined {
    return this.#groups.get(key);
  }

  /** Whether a key meant a group that is gone. */
  isUsedUp(key: string): boolean {
    return this.#usedUp.has(key);
  }

  /** Whether somebody else has a living group of this id. */
  isForeign(groupId: string, userId: string): boolean {
    for (const group of this.#groupsById.get(groupId)) if (group.owner !== userId) return true;
    return false;
  }

  /** Finds the group that a key means, or opens it. */
  openGroup(opened: Omit<Group, 'members'>): Group {
    const known = this.#groups.get(opened.key);
    if (known !== undefined) return known;
    const group = { ...opened, members: new Set<Future>() };
    this.#groups.set(group.key, group);
    this.#groupsById.add(group.id, group);
    return group;
  }

  /**
   * Adds a future whose group is open.
   *
   * @param scope - its place in the state of a room; `undefined` when it has none
   */
  add(future: Future, scope: string | undefined): void {
    this.#groups.get(future.group.key)?.members.add(future);
    this.#byOwner.add(future.owner, future);
    if (scope !== undefined) {
      this.#scopes.set(future, scope);
      this.#byScope.add(scope, future);
    }
    for (const [action, token] of tokensOf(future)) this.#tokens.set(token, { action, future });
    this.#listed.add(future);
  }

  /** Takes out a future that is gone, and its group if it was the last one. Its tokens and the listing stay. */
  remove(future: Future): void {
    const { key, id } = future.group;
    const group = this.#groups.get(key);
    group?.members.delete(future);
    if (group?.members.size === 0) {
      this.#groups.delete(key);
      this.#groupsById.delete(id, group);
      this.#usedUp.add(key);
    }
    this.#byOwner.delete(future.owner, future);
    const scope = this.#scopes.get(future);
    if (scope !== undefined) this.#byScope.delete(scope, future);
  }

  /** Lets a token stand for nothing. */
  killToken(token: string): void {
    this.#tokens.delete(token);
  }

  /** Takes a future from the list. */
  unlist(future: Future): void {
    this.#listed.delete(future);
  }
}

/** The tokens of a future, with what they do. */
export function tokensOf(future: Future): (readonly [TokenAction, string])[] {
  return Object.entries(future.tokens) as [TokenAction, string][];
}
