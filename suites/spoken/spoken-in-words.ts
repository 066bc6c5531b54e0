import type { Catalogue, RevisionName } from '../../fixtures/requirements/catalogue.js';
import { FLAG, FORMS, type SpokenForm } from './forms.js';
import type { SpokenFacts } from './spoken-facts.js';

/** The revisions that a server speaks, by what it lets see before anything is scheduled; the oldest first. */
export function spokenRevisions(facts: SpokenFacts): readonly RevisionName[] {
  return spokenForms(facts).map(({ revision }) => revision);
}

/** What a server speaks, as a sentence without a full stop. */
export function spokenInWords(facts: SpokenFacts): string {
  const offers = spokenForms(facts).map((form) => form.words(facts));
  const off = facts.flags[FLAG] === false;
  if (offers.length > 0) {
    const remark = off ? `; its flag ${FLAG} says that delayed events are switched off` : '';
    return `This server offers ${offers.join(', and ')}${remark}`;
  }
  return off
    ? `This server knows delayed events and has them switched off: its flag ${FLAG} is false`
    : 'This server offers neither futures nor delayed events: there is no flag, no capability and no path of either';
}

/**
 * Why a revision is not judged that the server has and somebody has switched off, and what to do about it, as sentences.
 *
 * @param reason - by what that shows, as a part of a sentence
 */
export function switchedOffInWords(facts: SpokenFacts, reason: string): string {
  return (
    `${spokenInWords(facts)}; ${reason}. Switch them on in the server's configuration; in Synapse that is ` +
    'max_event_delay_duration, such as 24h.'
  );
}

/**
 * Why a revision that was looked for is not judged, and what a person can do about it, as sentences.
 *
 * @param revision - what was looked for
 * @param reason - what exactly was not found, as a part of a sentence
 * @param judged - the names of the revisions that there are suites for
 */
export function notImplementedInWords(
  facts: SpokenFacts,
  { revision, text }: Pick<Catalogue, 'revision' | 'text'>,
  reason: string,
  judged: readonly string[],
): string {
  const suites = `the ${revision} revision of ${text.accepted ?? text.date}`;
  const others = spokenForms(facts).filter((form) => form.revision !== revision);
  const what = `${spokenInWords(facts)}; these suites judge ${suites}, which it does not implement (${reason})`;
  const known = others.filter((form) => judged.includes(form.revision));
  if (known.length > 0) return `${what}. Judge what it speaks, by the setting revision: ${namesOf(known)}.`;
  if (others.length > 0) return `${what}. There are no suites yet for what it speaks.`;
  return `${what}. Check whether the feature is switched on at the server; where its endpoints lie elsewhere, name what their paths begin with, by the setting prefix.`;
}

function namesOf(forms: readonly SpokenForm[]): string {
  return forms.map(({ revision }) => revision).join(', ');
}

/** The form of each revision that is spoken, the oldest revision first. */
function spokenForms(facts: SpokenFacts): SpokenForm[] {
  const spoken = FORMS.filter((form) => form.isSpoken(facts));
  return spoken.filter((form, index) => spoken.findIndex(({ revision }) => revision === form.revision) === index);
}
