import { Secrets } from './secrets.js';
import { Stretches } from './stretches.js';

/** What stands for the tokens that servers give out, by the field in which they come. */
const KINDS = new Map([
  ['access_token', 'token'],
  ['send_token', 'send'],
  ['cancel_token', 'cancel'],
  ['refresh_token', 'refresh'],
  ['delay_id', 'delay'],
]);

/** How long the name of a field may be that becomes part of an alias, in characters. */
const LONGEST_KIND = 40;

/** What the ids of Matrix name, by the sign that they begin with. */
const SIGILS = new Map([
  ['!', 'room'],
  ['$', 'event'],
  ['@', 'user'],
]);

/** An id that a server has made up. */
const ID = /^[!$@][^\s"\\]{5,254}$/;

/** A name that stands for something already: what happened elsewhere is told by names before it is adopted. */
const ALIAS = /^\$[a-z_]+\d*~?$/;

/** Fields whose values a server makes up, though they open no door and begin with no sign. */
const MADE_UP = new Map([
  ['future_group_id', 'group'],
  ['device_id', 'device'],
]);

/** Somebody who takes part. */
interface Person {
  readonly name: string;
  readonly userId: string;
  readonly accessToken: string;
  readonly deviceId: string;
}

/**
 * Replaces what a run or a server has made up by names that are the same in every run, such as `$room1`, `$alice` and
 * `$send1`: so that no token is shown, and two runs differ in nothing but what the server did.
 */
export class Aliases extends Secrets {
  readonly #stretches = new Stretches();
  readonly #tag: string;

  /**
   * @param tag - what everything that one run of one check makes begins with
   * @param people - who takes part
   */
  constructor(tag: string, people: readonly Person[]) {
    super();
    this.#tag = tag;
    for (const { name, userId, accessToken, deviceId } of people) {
      const alias = name.replaceAll(/\W+/g, '_');
      this.learn(userId, alias);
      this.learn(accessToken, `${alias}_token`);
      this.learn(deviceId, `${alias}_device`);
    }
    this.learn(tag, 'run');
  }

  protected override shown(name: string): string {
    return `$${name}`;
  }

  override learn(secret: string, name: string): void {
    super.learn(secret, name);
    if (!SIGILS.has(secret.charAt(0))) this.#stretches.add(secret, `${this.shown(name)}~`);
  }

  /** As for all secrets; of what is much like one, such as a token without its end, it is said that it is. */
  override mask(text: string): string {
    return this.#stretches.replace(super.mask(text));
  }

  protected override mayTeach(text: string): boolean {
    return text.includes('"');
  }

  protected override nameOf(kind: string, count: number): string {
    return `${(KINDS.get(kind) ?? kind).replaceAll(/\W+/g, '_').slice(0, LONGEST_KIND)}${count}`;
  }

  protected override considerName(name: string): void {
    this.#considerId(name);
  }

  protected override consider(field: string, value: string): void {
    if (ALIAS.test(value)) return;
    super.consider(field, value);
    const kind = MADE_UP.get(field);
    // What the run has made up itself has its own name in it.
    if (kind !== undefined && !value.includes(this.#tag)) this.number(kind, value);
    this.#considerId(value);
  }

  #considerId(value: string): void {
    const kind = SIGILS.get(value.charAt(0));
    if (kind !== undefined && ID.test(value) && !ALIAS.test(value)) this.number(kind, value);
  }
}
