import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { CheckReport } from '../document/check-schema.js';
import type { FindingReport, RevisionReport } from '../document/revision-schema.js';
import { printable } from './printable.js';
import { shortPath, shortText } from './short-exchange.js';
import { type Happened, tellingEvidence } from './telling-evidence.js';
import type { TerminalPage } from './terminal-page.js';

/** How many lines a finding takes at the most. */
const MOST_LINES = 15;

/** How many lines the evidence of a finding takes at the least, where there is any. */
const LEAST_EVIDENCE = 3;

/** How many characters of a requirement stand in a finding before it is cut. */
const LONGEST_WORDING = 240;

/** How many characters of what was expected and seen stand there. */
const LONGEST = 180;

/** How many of the checks that show a finding are named. */
const NAMED = 4;

/** Where what stands beside a label begins. */
const COLUMN = 14;

/**
 * Tells of one thing that is wrong, by its best example: what is asked for and where that is said, what was expected and
 * seen, what happened, who shows it, and the one command that shows it again.
 *
 * @param revision - what the run says of the revision that the finding is about
 */
export function renderFinding(page: TerminalPage, finding: FindingReport, revision: RevisionReport): void {
  const example = revision.checks.find(({ id }) => id === finding.witnesses[0]);
  if (example === undefined) return;
  page.gap();
  const before = page.length;
  renderRequirement(page, finding, revision);
  renderWhatIsWrong(page, example);
  const after = page.apart();
  renderWitnesses(after, finding);
  after.whole('Again', finding.again, COLUMN);
  const room = Math.max(LEAST_EVIDENCE, MOST_LINES - (page.length - before) - after.length);
  const story = example.violation?.story ?? [];
  if (story.length > 1) renderStory(page, story, room);
  else renderEvidence(page, example.evidence, room);
  page.append(after);
}

function renderRequirement(
  page: TerminalPage,
  { requirement: id }: FindingReport,
  { requirements, questions }: RevisionReport,
): void {
  const mark = page.paint('red', '✘');
  const name = page.paint(['bold', 'red'], id);
  const requirement = requirements.find((each) => each.id === id);
  if (requirement === undefined) {
    const question = questions.find((each) => each.id === id)?.question ?? '';
    page.paragraph(`${name} is not read as pinned: ${question}`, 2, mark);
    return;
  }
  const { kind, source: said, wording } = requirement;
  const source = page.paint('gray', `(${kind}; ${shortened(said, 100)})`);
  page.paragraph(`${name}  ${shortened(wording, LONGEST_WORDING)} ${source}`, 2, mark);
}

function renderWhatIsWrong(page: TerminalPage, { message, broken, violation }: CheckReport): void {
  const { expected, seen, what, story = [] } = violation ?? {};
  if (expected === undefined || seen === undefined) {
    page.labelled('Seen', page.paint('red', told(message.replace(`${broken}: `, ''))), COLUMN);
  } else {
    if (what !== undefined) page.labelled('When', told(what), COLUMN);
    page.labelled('Expected', told(expected), COLUMN);
    page.labelled('Seen', page.paint('red', told(seen)), COLUMN);
  }
  if (story.length === 1) page.labelled('Story', told(story[0] ?? ''), COLUMN);
}

function renderStory(page: TerminalPage, story: readonly string[], room: number): void {
  const shown = story.length > room ? [...story.slice(0, room - 1), `… ${story.length - room + 1} more steps`] : story;
  for (const line of shown) page.line(printable(shortText(line)), 4);
}

function renderEvidence(page: TerminalPage, evidence: CheckReport['evidence'], room: number): void {
  const { first, leftOut, last } = tellingEvidence(evidence, room);
  for (const entry of first) renderEntry(page, entry);
  if (leftOut > 0) page.line(page.paint('gray', `… ${leftOut} more, in the report`), COLUMN);
  for (const entry of last) renderEntry(page, entry);
}

function renderEntry(page: TerminalPage, { entry, times }: Happened): void {
  const at = `    ${page.paint('gray', `+${(entry.at / 1_000).toFixed(3)} s`)}`;
  if (entry.kind === 'note') {
    page.line(page.paint('italic', printable(shortText(entry.text))), COLUMN, at);
    return;
  }
  const { by, method, path, requestBody = '', status, responseBody = '' } = entry;
  const often = times === 1 ? '' : `${times}×`;
  const asked = [often, by, method, shortPath(path), shortText(requestBody)].filter(Boolean).join(' ');
  const answered = status === undefined ? 'no answer' : `${status} ${shortText(responseBody)}`;
  page.exchange(printable(asked), printable(answered.trim()), COLUMN, at);
}

function renderWitnesses(page: TerminalPage, { witnesses, alsoBroken, spoilt }: FindingReport): void {
  const [named, more] = [witnesses.slice(0, NAMED), witnesses.length - NAMED];
  const rest = more > 0 ? ` and ${more} more` : '';
  page.labelled('Shown by', `${named.join(', ')}${rest}`, COLUMN);
  const beside = [
    ...(alsoBroken.length > 0
      ? [`${alsoBroken.join(', ')} ${alsoBroken.length === 1 ? 'seems' : 'seem'} to be broken for the same reason`]
      : []),
    ...(spoilt.length > 0 ? [`${plural(spoilt.length, 'check')} could not tell because of it`] : []),
  ];
  if (beside.length > 0) page.labelled('Also', beside.join('; '), COLUMN);
}

function told(text: string): string {
  return printable(shortened(shortText(text).replaceAll(/\s+/g, ' '), LONGEST));
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
