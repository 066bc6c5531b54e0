import type { Arbitrary } from 'fast-check';

import type { Check } from '../kit/checks/check.js';
import type { Needs } from '../kit/checks/needs.js';
import { Session } from '../kit/checks/session.js';
import { masked } from '../kit/checks/discrepancy.js';
import { Inconclusive, type Replay, Spoilt, Violation } from '../kit/checks/verdict.js';
import type { OpenContext, StoryContext } from './story-context.js';
import type { Blame } from '../blame/blame.js';
import { moreExactly } from '../blame/more-exactly.js';
import { EFFORT, type Runs } from './effort.js';
import { smallestExample } from './smallest-example.js';

/**
 * What a check of made-up stories is made of.
 *
 * @typeParam S - a story
 * @typeParam C - the words of the revision
 * @typeParam Id - the requirement ids of the revision
 */
export interface StoryCheck<S, C, Id extends string> {
  readonly id: string;
  readonly title: string;
  /** What every run of it comes to judge. */
  readonly requirements: readonly Id[];
  /** What only some stories come to judge. */
  readonly alsoJudges?: readonly Id[];
  readonly needs?: Pick<Needs, 'accounts' | 'wait' | 'embedded'>;
  /** The most events that a story has waiting. */
  readonly pending: number;
  readonly stories: Arbitrary<S>;
  /** How many are told unless somebody says so. */
  readonly runs: Runs;
  /** How the embedded reference has to be set up for a story, beyond what all of them need. */
  readonly embeddedFor?: (story: S) => Readonly<Record<string, unknown>>;
  /** Tells a story in rooms of its own and judges it, as any check does. */
  readonly tell: (t: C, story: S) => Promise<void>;
  /** A story in a few words. */
  readonly inWords: (story: S) => string;
  /**
   * Simpler stories that leave out, one after the other, what a story is about. What goes wrong in one of them already is
   * told in its place.
   */
  readonly simpler?: (story: S) => readonly S[];
}

/** What went wrong in a story, and what it knows of that. */
interface Failing {
  readonly violation: Violation;
  readonly session: Session;
}

/**
 * A check that tells made-up stories, each like a check of its own, and looks for the smallest one in which something is
 * wrong. Where that is something else than the check is about, other checks are about that, and this one cannot tell.
 *
 * @param open - gives the words of the revision for one telling
 * @param blame - what the revision knows of what a violation tells more exactly
 */
export function storyCheckIn<S, C extends StoryContext, Id extends string>(
  open: OpenContext<C>,
  asked: StoryCheck<S, C, Id>,
  blame?: Pick<Blame<C>, 'exactly'>,
): Check {
  const { id, title, requirements, alsoJudges = [], stories } = asked;
  const own: readonly string[] = [...requirements, ...alsoJudges];
  const needs: Needs = { ...asked.needs, byChance: true, pending: EFFORT.stories.real.sideBySide * asked.pending };

  async function run(session: Session): Promise<void> {
    const { kind } = session.stage.time;
    const telling = new Telling(open, asked, needs, session, blame);
    const example = await smallestExample<S, Failing>({
      arbitrary: stories,
      effort: { ...EFFORT.stories[kind], runs: asked.runs[kind] },
      exploration: session.exploration,
      async attempt(story, like) {
        const failing = await telling.tell(story);
        if (failing === undefined || own.includes(failing.violation.requirement)) return failing;
        if (like === undefined) throw outOfScope(failing);
        return undefined;
      },
    });
    if (example !== undefined) {
      const { value, seed, path } = example;
      const replay = { seed, path };
      for (const simpler of asked.simpler?.(value) ?? []) {
        const failing = await telling.tell(simpler);
        if (failing === undefined) continue;
        throw own.includes(failing.violation.requirement)
          ? telling.verdictOn(failing, simpler, replay)
          : outOfScope(failing);
      }
      throw telling.verdictOn(example.wrong, value, replay);
    }
    telling.conclude();
  }

  return { id, title, requirements, needs, run };
}

/** Tells the stories of one run, and keeps what is to be known of them all. */
class Telling<S, C extends StoryContext, Id extends string> {
  readonly #open: OpenContext<C>;
  readonly #asked: StoryCheck<S, C, Id>;
  readonly #needs: Needs;
  readonly #session: Session;
  readonly #blame: Pick<Blame<C>, 'exactly'> | undefined;
  #begun = 0;
  #told = 0;
  #untold: Inconclusive | undefined;

  constructor(
    open: OpenContext<C>,
    asked: StoryCheck<S, C, Id>,
    needs: Needs,
    session: Session,
    blame: Pick<Blame<C>, 'exactly'> | undefined,
  ) {
    this.#open = open;
    this.#asked = asked;
    this.#needs = needs;
    this.#session = session;
    this.#blame = blame;
  }

  /** Tells a story: on a server of its own where that is to be had, else beside the others. */
  async tell(story: S): Promise<Failing | undefined> {
    const { check, target, dialect, spacing, tag } = this.#session;
    const isAlone = this.#session.stage.time.kind === 'virtual';
    const embedded = { ...this.#needs.embedded, ...this.#asked.embeddedFor?.(story) };
    const stage = isAlone ? await target.open({ ...this.#needs, embedded }) : this.#session.stage;
    this.#begun += 1;
    const session = new Session(check, target, stage, dialect, spacing, `${tag}-${this.#begun}`);
    const t = this.#open(session);
    try {
      await session.tell(() => moreExactly(() => this.#asked.tell(t, story), t, session, this.#blame));
      this.#told += 1;
      for (const requirement of session.judged) this.#session.judged.add(requirement);
      this.#adoptWarnings(session);
      return undefined;
    } catch (error) {
      if (error instanceof Violation) return { violation: error, session };
      // Where everything goes on side by side, one story that went too slowly does not spoil the others.
      if (!(error instanceof Inconclusive) || isAlone) throw error;
      this.#untold = error;
      return undefined;
    } finally {
      await t.takeBack();
      if (isAlone) await stage.close();
    }
  }

  /** What is to be said of a story that shows something, with all that is known of it. */
  verdictOn({ violation, session }: Failing, story: S, replay: Replay): Violation {
    const { requirement, wrong, firm } = violation;
    this.#session.slowestStep = session.slowestStep;
    // A limit may have refused it that others have used up: then it will not happen when they are gone.
    this.#session.refusedUnexpectedly = session.refusedUnexpectedly;
    this.#session.adopt(session.told(wrong));
    const told = masked(wrong, (text) => session.mask(text));
    return new Violation(requirement, told, { firm, replay, story: [session.mask(this.#asked.inWords(story))] });
  }

  /** Ends a run in which nothing was found. */
  conclude(): void {
    if (this.#told === 0) throw this.#untold ?? new Inconclusive('no story could be told');
    const missed = this.#asked.requirements.filter((requirement: string) => !this.#session.judged.has(requirement));
    if (missed.length > 0) throw new Inconclusive(`no story came to ${missed.join(', ')}`);
    const rest = this.#untold === undefined ? '' : `; others could not be told: ${this.#untold.message}`;
    this.#session.note(`${this.#told} stories went as they should${rest}`);
  }

  #adoptWarnings({ warnings }: Session): void {
    for (const warning of warnings) {
      const isNew = this.#session.warnings.every(({ requirement }) => requirement !== warning.requirement);
      if (isNew) this.#session.warnings.push(warning);
    }
  }
}

function outOfScope({ violation: { requirement, message }, session }: Failing): Inconclusive {
  return new Spoilt(
    requirement,
    session.mask(`nothing can be told of this where ${requirement} is broken: ${message}`),
  );
}
