import { plainTerminal, type Terminal, TerminalPage } from '../report/render/terminal-page.js';
import type { CheckedCatalogue } from './checked-catalogue.js';
import { closeMatch } from './close-match.js';
import { explainCheck } from './explain-check.js';
import { explainQuestion } from './explain-question.js';
import { explainRequirement } from './explain-requirement.js';

/** Somebody asked for an id that nothing has. The message suggests the one they may have meant. */
export class UnknownIdError extends Error {
  override readonly name = 'UnknownIdError';

  constructor(id: string, suggestion: string | undefined) {
    const hint = suggestion === undefined ? '`requirements` lists what there is.' : `Did you mean ${suggestion}?`;
    super(`No requirement, open question or check is called "${id}". ${hint}`);
  }
}

/**
 * Everything that there is to know about a requirement, an open question or a check, as text for a terminal. What several
 * revisions have under the same id is explained for each of them.
 *
 * @param revisions - where to look
 * @param id - what to explain; upper and lower case are the same
 * @param terminal - how wide to write, and whether in colour
 * @throws UnknownIdError when nothing has that id
 */
export function renderExplanation(
  revisions: readonly CheckedCatalogue[],
  id: string,
  terminal: Terminal = plainTerminal,
): string {
  const explanations = revisions.flatMap((revision) => explanationIn(revision, id, terminal) ?? []);
  if (explanations.length === 0) throw new UnknownIdError(id, closeMatch(id, revisions.flatMap(idsOf)));
  return explanations.join('\n');
}

function explanationIn({ catalogue, checks }: CheckedCatalogue, id: string, terminal: Terminal): string | undefined {
  const page = new TerminalPage(terminal);
  const named = (entry: { readonly id: string }): boolean => entry.id.toLowerCase() === id.toLowerCase();
  const requirement = catalogue.requirements.find(named);
  const question = catalogue.questions.find(named);
  const check = checks.find(named);
  if (requirement !== undefined) explainRequirement(page, requirement, { catalogue, checks });
  else if (question !== undefined) explainQuestion(page, question, { catalogue, checks });
  else if (check !== undefined) explainCheck(page, check, catalogue);
  else return undefined;
  return page.toString();
}

function idsOf({ catalogue: { requirements, questions }, checks }: CheckedCatalogue): string[] {
  return [...requirements, ...questions, ...checks].map(({ id }) => id);
}
