import { randomUUID } from 'node:crypto';

import { catalogueOf, type RevisionName, revisionNames } from '../../fixtures/requirements/catalogue.js';
import { DEFAULT_WIRE, type WireName } from '../../reference/delayed-events/http/wire/wire-forms.js';
import type { Homeserver } from '../../reference/homeserver.js';
import { type SpokenForm, spokenForm } from './spoken-form.js';

/** The readings of each revision, by its name. */
export type Readings = ReadonlyMap<RevisionName, Readonly<Record<string, string>>>;

/** What can be changed while a homeserver is served. */
export interface ServedSettings {
  readonly revisions: readonly RevisionName[];
  readonly readings: Readings;
  /** The wire form of delayed events, the first where it speaks several; the accepted one by default. */
  readonly wire?: WireName | undefined;
}

/** An open question, and how the homeserver reads it. */
export interface ServedQuestion {
  readonly revision: RevisionName;
  readonly id: string;
  readonly question: string;
  readonly reading: string;
  /** The reading unless another one is asked for. */
  readonly usual: string;
  readonly readings: readonly { readonly name: string; readonly meaning: string }[];
}

/** A homeserver that can be exchanged for another one while clients know its address. */
export class ServedHomeserver {
  readonly #start: (settings: ServedSettings) => Homeserver;
  #settings: ServedSettings;
  #current: Homeserver;
  #run = randomUUID();

  /**
   * Starts the first one.
   *
   * @param start - starts one
   * @throws RangeError when it cannot be set up so
   */
  constructor(start: (settings: ServedSettings) => Homeserver, settings: ServedSettings) {
    this.#start = start;
    this.#settings = settings;
    this.#current = start(settings);
  }

  /** The one that is served. */
  get current(): Homeserver {
    return this.#current;
  }

  /** What tells it from those before it. */
  get run(): string {
    return this.#run;
  }

  get revisions(): readonly RevisionName[] {
    return this.#settings.revisions;
  }

  /** How it is spoken to about delayed events. */
  get form(): SpokenForm {
    return spokenForm(this.#settings.wire ?? DEFAULT_WIRE[0]);
  }

  /** The open questions of its revisions. */
  questions(): ServedQuestion[] {
    return this.revisions.flatMap((revision) =>
      catalogueOf(revision).questions.map(({ id, question, readings }) => {
        const usual = readings.find((reading) => reading.default === true)?.name ?? '';
        return {
          revision,
          id,
          question,
          usual,
          reading: this.#settings.readings.get(revision)?.[id] ?? usual,
          readings: readings.map(({ name, meaning }) => ({ name, meaning })),
        };
      }),
    );
  }

  /**
   * Starts over with an empty one.
   *
   * @param revisions - those that it offers
   * @param changed - readings that are other ones from now on; the rest stays
   * @throws RangeError when it cannot be set up so; then the old one stays
   */
  startOver(
    revisions: readonly string[],
    changed: readonly { readonly revision: string; readonly question: string; readonly reading: string }[],
  ): void {
    const known = revisionNames.filter((name) => revisions.includes(name));
    if (known.length === 0) throw new RangeError('a homeserver without a revision has nothing to show');
    const readings = new Map(this.#settings.readings);
    for (const { revision, question, reading } of changed) {
      const name = known.find((one) => one === revision);
      if (name !== undefined) readings.set(name, { ...readings.get(name), [question]: reading });
    }
    const settings = { ...this.#settings, revisions: known, readings };
    const next = this.#start(settings);
    this.#current.close();
    [this.#current, this.#settings, this.#run] = [next, settings, randomUUID()];
  }
}
