import type { OpenQuestion, Requirement } from '../../fixtures/requirements/requirement.js';
import { checksOn, type CheckSummary } from '../catalogue/check-summary.js';
import type { CheckedCatalogue } from '../catalogue/checked-catalogue.js';
import { gradeInShort } from '../catalogue/grade-in-words.js';
import { kindMeaning } from '../catalogue/kind-meaning.js';
import { sourceInWords } from '../catalogue/source-in-words.js';
import { plain } from '../report/render/markdown-text.js';
import { markdownTable } from '../report/render/markdown-table.js';

/** The catalogue of a revision as a page in Markdown: its requirements area by area, and its open questions. */
export function requirementsPage({ catalogue, checks }: CheckedCatalogue): string {
  const { text, areas, requirements, questions, revision } = catalogue;
  const kinds = [...new Set(requirements.map(({ kind }) => kind))];
  const parts = [
    `# Requirements of the \`${revision}\` revision`,
    `${plain(text.title)}, ${text.accepted === undefined ? `as of ${text.date}` : `accepted on ${text.accepted}`}. ` +
      `Lines (L…) are those of the text of ${text.date}, commit \`${text.commit}\` of the proposal's repository. ` +
      `\`npx futures-conformance explain ${requirements[0]?.id ?? ''}\` tells all about one of them.`,
    markdownTable(
      ['kind', 'what it is'],
      kinds.map((kind) => [kind, plain(kindMeaning(kind))]),
    ),
    ...areas.flatMap((area) => [
      `## ${plain(area.title)}`,
      ...requirements.filter((each) => each.area === area.name).map((each) => requirementEntry(each, checks)),
    ]),
    '## Open questions',
    'The text leaves these open. No reading fails a server: a run reports which one it follows, and `--pin ID=reading` makes one ' +
      'of them a requirement.',
    ...questions.map((each) => questionEntry(each, checks)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A requirement under a heading of its own, so that links lead to it. */
function requirementEntry(each: Requirement, checks: readonly CheckSummary[]): string {
  const { id, kind, wording, advice, level, certainty, sources, ruling, unverifiable } = each;
  const isGraded = level !== undefined && certainty !== undefined;
  const grade = isGraded ? `${level === kind ? '' : `${kind}, `}${gradeInShort({ level, certainty })}` : kind;
  const said = sources.map((source) => plain(sourceInWords(source))).join('; ');
  return entryOf(id, [
    plain(wording),
    ...(advice === undefined ? [] : [`Advice: ${plain(advice)}`]),
    ...(ruling === undefined ? [] : [`How it is judged: ${plain(ruling.text)}`]),
    `${plain(grade)}; said in ${said}; ${verifiedBy('checked by', id, checks, unverifiable)}`,
  ]);
}

function questionEntry(each: OpenQuestion, checks: readonly CheckSummary[]): string {
  const { id, question, readings, others, settledReading, settledLater, unverifiable } = each;
  const later = settledReading ?? settledLater;
  const all = readings.map((reading) => {
    return `\`${reading.name}\`${reading.default === true ? ' (usual)' : ''}: ${plain(reading.meaning)}`;
  });
  return entryOf(id, [
    plain(question),
    [...all, ...(others === true ? ['or a reading of its own'] : [])].map((line) => `- ${line}`).join('\n'),
    ...(later === null ? [] : [`Settled later: ${plain(later)}`]),
    verifiedBy('observed by', id, checks, unverifiable),
  ]);
}

function entryOf(id: string, paragraphs: readonly string[]): string {
  return [`### ${id}`, ...paragraphs].join('\n\n');
}

function verifiedBy(by: string, id: string, checks: readonly CheckSummary[], unverifiable: string | undefined): string {
  const ids = checksOn(id, checks).map((check) => `\`${check.id}\``);
  return ids.length === 0 ? `${by} none: ${plain(unverifiable ?? '')}` : `${by} ${ids.join(', ')}`;
}
